"""Writes 10 MB to each of its standard streams' descriptors, and to those of `!` commands."""

EXPECT = {"may": "output suspicious"}

# %%
import os

for number in (0, 1, 2):
    try:
        print(os.write(number, b"z" * 10_000_000))
    except OSError as error:
        print(error)

# %%
!head -c 3000000 /dev/zero | tr '\0' 'w'

# %%
!echo to stderr >&2; exit 3
