"""Right answers to `channels`: scalar loops, one channel at a time, einsum, matrices, an FFT."""

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view


def check_multi_in(X, K):
    if X.ndim != 3 or K.ndim != 3:
        raise ValueError("3 axes each are needed")
    if X.shape[0] != K.shape[0]:
        raise ValueError("the channels differ")
    if K.shape[1] > X.shape[1] or K.shape[2] > X.shape[2]:
        raise ValueError("the kernel is too large")
    return X.shape[1] - K.shape[1] + 1, X.shape[2] - K.shape[2] + 1


def multi_in_channel_by_channel(X, K):
    rows, columns = check_multi_in(X, K)
    Y = np.zeros((rows, columns), np.promote_types(X.dtype, K.dtype))
    for x, k in zip(X, K, strict=True):
        for a, b in np.ndindex(k.shape):
            Y += k[a, b] * x[a : a + rows, b : b + columns]
    return Y


def multi_in_einsum(X, K):
    check_multi_in(X, K)
    return np.einsum("cijab,cab->ij", sliding_window_view(X, K.shape[1:], axis=(1, 2)), K)


def multi_in_as_a_volume(X, K):
    check_multi_in(X, K)
    windows = sliding_window_view(X, K.shape)[0]
    return (windows * K).sum(axis=(-3, -2, -1))


def multi_in_fft(X, K):
    rows, columns = check_multi_in(X, K)
    spectrum = np.fft.rfft2(X) * np.conj(np.fft.rfft2(K, X.shape[1:]))
    Y = np.fft.irfft2(spectrum.sum(axis=0), X.shape[1:])[:rows, :columns]
    dtype = np.result_type(X, K)
    return (Y.round() if dtype.kind == "i" else Y).astype(dtype)


def check_multi_in_out(X, K):
    if K.ndim != 4:
        raise ValueError("4 axes are needed")
    return check_multi_in(X, K[0])


def multi_out_stacked(X, K):
    if K.ndim != 4:
        raise ValueError("4 axes are needed")
    return np.stack([multi_in_channel_by_channel(X, kernel) for kernel in K], axis=0)


def multi_out_matrix(X, K):
    rows, columns = check_multi_in_out(X, K)
    windows = sliding_window_view(X, K.shape[2:], axis=(1, 2)).transpose(0, 3, 4, 1, 2)
    return (K.reshape(len(K), -1) @ windows.reshape(K[0].size, -1)).reshape(-1, rows, columns)


def multi_out_shifts(X, K):
    rows, columns = check_multi_in_out(X, K)
    return sum(
        np.tensordot(K[:, :, a, b], X[:, a : a + rows, b : b + columns], axes=1)
        for a, b in np.ndindex(K.shape[2:])
    )


def multi_out_scalar(X, K):
    rows, columns = check_multi_in_out(X, K)
    Y = np.zeros((len(K), rows, columns), np.result_type(X, K))
    for o, i, j in np.ndindex(Y.shape):
        for c, a, b in np.ndindex(K.shape[1:]):
            Y[o, i, j] += X[c, i + a, j + b] * K[o, c, a, b]
    return Y


def check_1x1(X, W):
    if X.ndim != 3 or W.ndim != 2:
        raise ValueError("3 and 2 axes are needed")
    if X.shape[0] != W.shape[1]:
        raise ValueError("the channels differ")


def one_by_one_einsum(X, W):
    check_1x1(X, W)
    return np.einsum("oc,cij->oij", W, X)


def one_by_one_matrix(X, W):
    check_1x1(X, W)
    return (W @ X.reshape(len(X), -1)).reshape(-1, *X.shape[1:])


def one_by_one_last_axis(X, W):
    check_1x1(X, W)
    return np.moveaxis(np.moveaxis(X, 0, -1) @ W.T, -1, 0)


def one_by_one_broadcast(X, W):
    check_1x1(X, W)
    return (W[:, :, None, None] * X[None]).sum(axis=1)


def one_by_one_scalar(X, W):
    check_1x1(X, W)
    Y = np.zeros((len(W), *X.shape[1:]), np.result_type(X, W))
    for o, i, j in np.ndindex(Y.shape):
        Y[o, i, j] = sum(W[o, c] * X[c, i, j] for c in range(len(X)))
    return Y


def as_pair(value):
    return (value, value) if np.isscalar(value) else tuple(value)


def prepare(X, weight, bias, stride, padding):
    """The padded input, the strides and the output's height and width."""
    if X.ndim != 4 or weight.ndim != 4:
        raise ValueError("4 axes each are needed")
    if X.shape[1] != weight.shape[1]:
        raise ValueError("the channels differ")
    if bias is not None and bias.shape != (weight.shape[0],):
        raise ValueError("one bias for each output channel")
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    if sh < 1 or sw < 1 or ph < 0 or pw < 0:
        raise ValueError("stride or padding is too small")
    room = X.shape[2] + 2 * ph - weight.shape[2], X.shape[3] + 2 * pw - weight.shape[3]
    if min(room) < 0:
        raise ValueError("the kernel is too large")
    padded = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    padded[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return padded, (sh, sw), (room[0] // sh + 1, room[1] // sw + 1)


def conv_naive(X, weight, bias=None, stride=1, padding=0):
    padded, (sh, sw), (rows, columns) = prepare(X, weight, bias, stride, padding)
    kh, kw = weight.shape[2:]
    arrays = [X, weight] if bias is None else [X, weight, bias]
    Y = np.zeros((len(X), len(weight), rows, columns), np.result_type(*arrays))
    for n, o, i, j in np.ndindex(Y.shape):
        window = padded[n, :, i * sh : i * sh + kh, j * sw : j * sw + kw]
        Y[n, o, i, j] = np.sum(window * weight[o]) + (0 if bias is None else bias[o])
    return Y


def conv_shifts(X, weight, bias=None, stride=1, padding=0):
    padded, (sh, sw), (rows, columns) = prepare(X, weight, bias, stride, padding)
    Y = 0
    for a, b in np.ndindex(weight.shape[2:]):
        met = padded[:, :, a : a + sh * rows : sh, b : b + sw * columns : sw]
        Y = Y + np.einsum("ncij,oc->noij", met, weight[:, :, a, b])
    if bias is not None:
        Y = Y + np.expand_dims(bias, (1, 2))
    return Y


def conv_strided_view(X, weight, bias=None, stride=1, padding=0):
    padded, (sh, sw), (rows, columns) = prepare(X, weight, bias, stride, padding)
    n, c, h, w = padded.strides
    windows = as_strided(
        padded,
        (*padded.shape[:2], rows, columns, *weight.shape[2:]),
        (n, c, h * sh, w * sw, h, w),
    )
    Y = np.moveaxis(np.tensordot(windows, weight, axes=([1, 4, 5], [1, 2, 3])), -1, 1)
    return Y if bias is None else Y + bias.reshape(1, -1, 1, 1)


def conv_columns(X, weight, bias=None, stride=1, padding=0):
    padded, (sh, sw), (rows, columns) = prepare(X, weight, bias, stride, padding)
    windows = sliding_window_view(padded, weight.shape[2:], axis=(2, 3))[:, :, ::sh, ::sw]
    matrix = windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, weight[0].size)
    Y = matrix @ weight.reshape(len(weight), -1).T
    if bias is not None:
        Y = Y + bias
    return Y.reshape(len(X), rows, columns, -1).transpose(0, 3, 1, 2)


def conv_fft(X, weight, bias=None, stride=1, padding=0):
    padded, (sh, sw), (rows, columns) = prepare(X, weight, bias, stride, padding)
    size = padded.shape[2:]
    spectrum = np.einsum(
        "ncij,ocij->noij", np.fft.rfft2(padded), np.conj(np.fft.rfft2(weight, size))
    )
    Y = np.fft.irfft2(spectrum, size)[:, :, : rows * sh : sh, : columns * sw : sw]
    dtype = np.result_type(X, weight)
    Y = (Y.round() if dtype.kind == "i" else Y).astype(dtype)
    return Y if bias is None else Y + bias[:, None, None]


CONV2D = [conv_naive, conv_shifts, conv_strided_view, conv_columns, conv_fft]

ANSWERS = {
    "corr2d_multi_in": [
        multi_in_channel_by_channel,
        multi_in_einsum,
        multi_in_as_a_volume,
        multi_in_fft,
    ],
    "corr2d_multi_in_out": [
        multi_out_stacked,
        multi_out_matrix,
        multi_out_shifts,
        multi_out_scalar,
    ],
    "conv1x1": [
        one_by_one_einsum,
        one_by_one_matrix,
        one_by_one_last_axis,
        one_by_one_broadcast,
        one_by_one_scalar,
    ],
    "conv2d": CONV2D,
}
