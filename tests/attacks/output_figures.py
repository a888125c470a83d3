"""Draws figures that are far too large, far too many, and displays pictures that claim to be giant."""

EXPECT = {"may": "memory output timeout crashed"}

# %%
import base64
import struct
import zlib

from IPython.display import Image, display

head = struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 8, 6, 0, 0, 0)
chunk = b"IHDR" + head
png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
display(Image(data=png + bytes(20)))

# %%
import matplotlib.pyplot as plt

plt.figure(figsize=(2000, 2000))
plt.plot([1, 2])
plt.show()

# %%
for number in range(25):
    plt.figure(figsize=(2, 2))
    plt.plot([number, 1])
    plt.show()
