# The whole sum by FFT, then every stride-th number of it. Integers are rounded back.
# rest: loops

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    if min(sh, sw) < 1 or min(ph, pw) < 0:
        raise ValueError("no such stride or padding")
    (H, W), (kh, kw) = X.shape, K.shape
    size = (H + 2 * ph, W + 2 * pw)
    if kh > size[0] or kw > size[1]:
        raise ValueError("kernel too large")
    padded = np.zeros(size)
    padded[ph : ph + H, pw : pw + W] = X
    Y = np.fft.ifft2(np.fft.fft2(padded) * np.fft.fft2(K, size).conj()).real
    Y = Y[: size[0] - kh + 1 : sh, : size[1] - kw + 1 : sw]
    dtype = np.result_type(X, K)
    return (Y.round() if np.issubdtype(dtype, np.integer) else Y).astype(dtype)
