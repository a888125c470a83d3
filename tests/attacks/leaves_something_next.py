"""The one after: looks for the marks that the student before may have left."""

EXPECT = {"flags": "suspicious"}

# %%
import ctypes
import os
import socket

for folder in ("/tmp", "/dev/shm", "/dev/pts", "/run", "/var/tmp", "/", "/dev"):
    if os.path.exists(f"{folder}/mark"):
        print("FOUND in", folder)
if "MARK" in os.environ or hasattr(np, "mark"):
    print("FOUND in the process")
libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(4711, 4096, 0o666) >= 0:
    print("FOUND a segment")
try:
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(b"\0mark")
    print("FOUND a door")
except OSError as error:
    print(error)
