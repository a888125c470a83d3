"""Right answers to `padding_stride`: by counting, by formulas, by walking from place to place."""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def size_by_walking(n, k, padding=0, stride=1, dilation=1):
    if padding < 0 or stride < 1:
        raise ValueError("padding or stride is too small")
    reach = 1 + sum(dilation for _ in range(k - 1))
    start, places = -padding, 0
    while start + reach <= n + padding:
        places += 1
        start += stride
    if not places:
        raise ValueError("the kernel is too large")
    return places


def size_by_formula(n, k, padding=0, stride=1, dilation=1):
    free = n + 2 * padding - dilation * (k - 1) - 1
    if stride <= 0 or padding <= -1 or free < 0:
        raise ValueError("impossible")
    return math.floor(free / stride) + 1


def size_by_numpy(n, k, padding=0, stride=1, dilation=1):
    if stride < 1 or padding < 0:
        raise ValueError("impossible")
    starts = np.arange(0, n + 2 * padding - dilation * (k - 1), max(stride, 1))
    if starts.size == 0:
        raise ValueError("impossible")
    return np.int64(starts.size)


def check_frame(X, padding):
    if X.ndim < 2:
        raise ValueError("height and width are needed")
    if min(padding[0] + padding[1]) < 0:
        raise ValueError("negative padding")


def pad_by_numpy(X, padding):
    check_frame(X, padding)
    return np.pad(X, ((0, 0),) * (X.ndim - 2) + tuple(padding))


def pad_by_pieces(X, padding):
    check_frame(X, padding)
    (top, bottom), (left, right) = padding
    stack, H, W = X.shape[:-2], X.shape[-2], X.shape[-1]
    sides = [np.zeros((*stack, H, width), X.dtype) for width in (left, right)]
    middle = np.concatenate([sides[0], X, sides[1]], axis=-1)
    ends = [np.zeros((*stack, height, left + W + right), X.dtype) for height in (top, bottom)]
    return np.concatenate([ends[0], middle, ends[1]], axis=-2)


def pad_by_products(X, padding):
    """Two matrices of zeros and ones lay the image into its frame."""
    check_frame(X, padding)
    (top, bottom), (left, right) = padding
    H, W = X.shape[-2:]
    rows = np.eye(top + H + bottom, H, -top, dtype=X.dtype)
    columns = np.eye(W, left + W + right, left, dtype=X.dtype)
    return rows @ X @ columns


def pad_one_by_one(X, padding):
    check_frame(X, padding)
    (top, bottom), (left, right) = padding
    *stack, H, W = X.shape
    Y = np.zeros_like(X, shape=(*stack, top + H + bottom, left + W + right))
    for index in np.ndindex(*X.shape):
        *rest, i, j = index
        Y[(*rest, top + i, left + j)] = X[index]
    return Y


def same_by_formula(kernel_size):
    kh, kw = kernel_size
    return [[(kh - 1) // 2, kh // 2], [(kw - 1) // 2, kw // 2]]


def same_by_sharing_out(kernel_size):
    frame = []
    for k in kernel_size:
        sides = [0, 0]
        for turn in range(k - 1):
            sides[1 - turn % 2] += 1
        frame.append(tuple(sides))
    return tuple(frame)


def same_by_numpy(kernel_size):
    cost = np.array(kernel_size) - 1
    return tuple(
        (int(first), int(last)) for first, last in zip(cost // 2, -(-cost // 2), strict=True)
    )


def pairs(stride, padding):
    return [(each, each) if np.ndim(each) == 0 else tuple(each) for each in (stride, padding)]


def prepare(X, K, stride, padding):
    if X.ndim != 2 or K.ndim != 2:
        raise ValueError("2 axes are needed")
    (sh, sw), (ph, pw) = pairs(stride, padding)
    if sh < 1 or sw < 1 or ph < 0 or pw < 0:
        raise ValueError("stride or padding is too small")
    padded = np.pad(X, ((ph, ph), (pw, pw)))
    if padded.shape[0] < K.shape[0] or padded.shape[1] < K.shape[1]:
        raise ValueError("the kernel is too large")
    return padded, sh, sw


def strided_loops(X, K, stride=1, padding=0):
    padded, sh, sw = prepare(X, K, stride, padding)
    kh, kw = K.shape
    rows = [
        [(padded[i : i + kh, j : j + kw] * K).sum() for j in range(0, padded.shape[1] - kw + 1, sw)]
        for i in range(0, padded.shape[0] - kh + 1, sh)
    ]
    return np.array(rows)


def strided_slices(X, K, stride=1, padding=0):
    padded, sh, sw = prepare(X, K, stride, padding)
    last_i, last_j = padded.shape[0] - K.shape[0] + 1, padded.shape[1] - K.shape[1] + 1
    return sum(
        K[a, b] * padded[a : a + last_i : sh, b : b + last_j : sw] for a, b in np.ndindex(K.shape)
    )


def strided_windows(X, K, stride=1, padding=0):
    padded, sh, sw = prepare(X, K, stride, padding)
    return np.tensordot(sliding_window_view(padded, K.shape)[::sh, ::sw], K)


def strided_fft(X, K, stride=1, padding=0):
    padded, sh, sw = prepare(X, K, stride, padding)
    spectrum = np.fft.rfft2(padded) * np.conj(np.fft.rfft2(K, padded.shape))
    everywhere = np.fft.irfft2(spectrum, padded.shape)
    Y = everywhere[: padded.shape[0] - K.shape[0] + 1, : padded.shape[1] - K.shape[1] + 1]
    dtype = np.result_type(X, K)
    return (np.rint(Y) if dtype.kind == "i" else Y)[::sh, ::sw].astype(dtype)


ANSWERS = {
    "output_size": [size_by_walking, size_by_formula, size_by_numpy],
    "pad2d": [pad_by_numpy, pad_by_pieces, pad_by_products, pad_one_by_one],
    "same_padding": [same_by_formula, same_by_sharing_out, same_by_numpy],
    "corr2d_strided": [strided_loops, strided_slices, strided_windows, strided_fft],
}
