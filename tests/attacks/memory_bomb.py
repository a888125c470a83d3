"""Fills memory in one process, in steps of 100 MB; stops by itself at 3 GB."""

EXPECT = {"corr1d": "0 error|crashed", "flags": "memory"}

# %% corr1d
def corr1d(x, k):
    kept = [np.ones(100_000_000, np.uint8) for _ in range(30)]
    return np.array([len(kept)])
