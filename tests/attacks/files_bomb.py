"""Writes files without an end: large ones, a sparse one of 10 GB, a hundred thousand small ones, open ones."""

EXPECT = {"flags": "suspicious"}

# %%
import os

try:
    with open("large", "wb") as file:
        for _ in range(200):
            file.write(bytes(1_000_000))
except OSError as error:
    print("large:", error.strerror)
os.remove("large")

# %%
try:
    with open("sparse", "wb") as file:
        file.truncate(10 * 2**30)
except OSError as error:
    print("sparse:", error.strerror)

# %%
try:
    for number in range(100_000):
        open(f"small{number}", "w").close()
except OSError as error:
    print("small:", number, error.strerror)

# %%
kept = []
try:
    for number in range(1000):
        kept.append(open("/dev/null"))
except OSError as error:
    print("open:", number, error.strerror)
kept.clear()
!rm -rf /tmp/*
