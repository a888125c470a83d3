"""An endless loop in a function, catching whatever might end it."""

EXPECT = {"corr2d": "0 timeout", "flags": "timeout"}

# %% corr2d
def corr2d(X, K):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
