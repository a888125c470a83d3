# Where the stride does not divide, one more window hangs over the end.
# rest: loops

# %% output_size
import math


def output_size(n, k, padding=0, stride=1, dilation=1):
    if stride < 1 or dilation < 1 or padding < 0:
        raise ValueError("impossible")
    room = n + 2 * padding - (dilation * (k - 1) + 1)
    if room < 0:
        raise ValueError("kernel too large")
    return math.ceil(room / stride) + 1

# %% corr2d_strided
def corr2d_strided(X, K, stride=1, padding=0):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("two axes each")
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    (H, W), (kh, kw) = X.shape, K.shape
    rows, columns = output_size(H, kh, ph, sh), output_size(W, kw, pw, sw)
    Y = np.zeros((rows, columns), dtype=np.result_type(X, K))
    for i in range(rows):
        for j in range(columns):
            for a in range(kh):
                for b in range(kw):
                    r, c = i * sh + a - ph, j * sw + b - pw
                    if 0 <= r < H and 0 <= c < W:
                        Y[i, j] += K[a, b] * X[r, c]
    return Y
