"""Leaves marks wherever a next student of the same worker could find them."""

EXPECT = {"flags": "suspicious"}

# %%
import ctypes
import os
import socket

mark = b"left" + b"-behind"
for folder in ("/tmp", "/dev/shm", "/dev/pts", "/run", "/var/tmp", "/", "/dev"):
    try:
        with open(f"{folder}/mark", "wb") as file:
            file.write(mark)
    except OSError:
        pass
os.environ["MARK"] = mark.decode()
np.mark = mark
libc = ctypes.CDLL(None, use_errno=True)
segment = libc.shmget(4711, 4096, 0o1666)
libc.syscall(248 if os.uname().machine == "x86_64" else 217, b"user", b"mark", mark, len(mark), -3)
try:
    door = socket.socket(socket.AF_UNIX)
    door.bind(b"\0mark")
    door.listen()
except OSError as error:
    print(error)
