# A loop that forgets to count, inside a function.
# rest: loops

# %% corr1d
def corr1d(x, k):
    if x.ndim != 1 or k.ndim != 1 or len(k) > len(x):
        raise ValueError("does not fit")
    y = np.zeros(len(x) - len(k) + 1, dtype=np.result_type(x, k))
    i = 0
    while i < len(y):
        y[i] = np.sum(x[i : i + len(k)] * k)
    return y
