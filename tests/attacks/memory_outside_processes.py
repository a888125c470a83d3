"""Fills memory that belongs to no process: files in memory, System V segments, pipes; at most 2 GB."""

EXPECT = {"corr2d": "0 failed|error|crashed", "flags": "suspicious", "may": "memory crashed"}

# %% corr2d
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
kept = []


def fill(number, megabytes):
    for _ in range(megabytes):
        os.write(number, bytes(2**20))


def corr2d(X, K):
    for place in ("/tmp", "/dev/shm"):
        for name in range(10):
            try:
                with open(f"{place}/{name}", "wb", buffering=0) as file:
                    fill(file.fileno(), 100)
            except OSError as error:
                print(place, error.strerror)
    try:
        for name in range(20):
            fill(os.memfd_create(str(name)), 50)
    except OSError as error:
        print("memfd", error.strerror)
    for key in range(10):
        segment = libc.shmget(0, 50 * 2**20, 0o1600)
        print("shm", segment, os.strerror(ctypes.get_errno()))
    for _ in range(25):
        try:
            kept.append(os.pipe())
        except OSError as error:
            print("pipe", error.strerror)
            break
    return np.zeros((1, 1))
