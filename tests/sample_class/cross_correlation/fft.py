# Products of spectra. Right up to rounding, so integers are rounded back.

# %% corr2d
def by_fft(X, K, axes):
    if X.ndim != axes or K.ndim != axes:
        raise ValueError("wrong number of axes")
    if any(k > n for n, k in zip(X.shape, K.shape)):
        raise ValueError("the kernel is too large")
    all_axes = tuple(range(axes))
    spectrum = np.fft.rfftn(X) * np.fft.rfftn(K, s=X.shape, axes=all_axes).conj()
    Y = np.fft.irfftn(spectrum, s=X.shape, axes=all_axes)
    Y = Y[tuple(slice(n - k + 1) for n, k in zip(X.shape, K.shape))]
    dtype = np.result_type(X, K)
    return (np.rint(Y) if dtype.kind == "i" else Y).astype(dtype)


def corr2d(X, K):
    return by_fft(X, K, 2)

# %% convolve2d
def convolve2d(X, K):
    return by_fft(X, np.flip(K), 2)

# %% conv_layer
def conv_layer(X, K, b):
    return by_fft(X, K, 2) + b

# %% corr1d
def corr1d(x, k):
    return by_fft(x, k, 1)

# %% corr3d
def corr3d(X, K):
    return by_fft(X, K, 3)
