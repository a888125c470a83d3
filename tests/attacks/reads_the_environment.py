"""Prints every variable, argument and limit it can find, also by asking C and other programs for them."""

EXPECT = {"flags": "suspicious"}

# %%
import ctypes
import os
import sys

print(dict(os.environ), sys.argv, sys.orig_argv)
libc = ctypes.CDLL(None)
environ = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
number = 0
while environ[number]:
    print(environ[number])
    number += 1
libc.getenv.restype = ctypes.c_char_p
print(libc.getenv(b"COURSE_SECRET"), libc.getenv(b"HOST_VARIABLE"))

# %%
!env; set; ps aux; cat /proc/*/environ /proc/*/cmdline; id; mount; df
