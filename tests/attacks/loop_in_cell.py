"""An endless loop in an answer cell, behind a right definition, and one in a cell of the student's own."""

EXPECT = {"corr1d": "0 timeout", "flags": "timeout"}

# %% corr1d
def corr1d(x, k):
    return np.array([x[i : i + len(k)] @ k for i in range(len(x) - len(k) + 1)])


while True:
    pass

# %% test_corr3d [kept]

# %%
while True:
    pass
