"""Prints 500 MB: in one line, in many lines, as warnings and log records, and where nobody asks for it."""

EXPECT = {"flags": "output"}

# %%
for _ in range(500):
    print("x" * 1_000_000, end="")

# %%
import sys
import warnings

for number in range(20_000):
    print("line", number)
    print("line", number, file=sys.stderr)
    warnings.warn(f"warning {number}", stacklevel=1)

# %% corr2d
def corr2d(X, K):
    print("y" * 2_000_000)
    if X.ndim != 2 or K.ndim != 2 or K.shape[0] > X.shape[0] or K.shape[1] > X.shape[1]:
        raise ValueError("the kernel finds no room")
    return np.einsum("ijab,ab->ij", np.lib.stride_tricks.sliding_window_view(X, K.shape), K)
