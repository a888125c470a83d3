"""Right answers to `fast_convolution`: windows gathered in several ways, and fast layers."""

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view

from right_answers.channels import conv_columns, conv_fft, conv_shifts, conv_strided_view


def prepare(X, kernel_size, stride, padding):
    """The padded input, strides and the output's height and width."""
    if X.ndim != 4:
        raise ValueError("4 axes are needed")
    sh, sw = stride if isinstance(stride, tuple | list) else (stride, stride)
    ph, pw = padding if isinstance(padding, tuple | list) else (padding, padding)
    if min(sh, sw) <= 0 or min(ph, pw) < 0:
        raise ValueError("stride or padding is too small")
    padded = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    room = padded.shape[2] - kernel_size[0], padded.shape[3] - kernel_size[1]
    if min(room) < 0:
        raise ValueError("the window is too large")
    return padded, (sh, sw), (room[0] // sh + 1, room[1] // sw + 1)


def columns_from_views(X, kernel_size, stride=1, padding=0):
    padded, (sh, sw), _ = prepare(X, kernel_size, stride, padding)
    windows = sliding_window_view(padded, kernel_size, axis=(2, 3))[:, :, ::sh, ::sw]
    n, c, rows, columns, kh, kw = windows.shape
    return np.moveaxis(windows, (4, 5), (2, 3)).reshape(n, c * kh * kw, rows * columns).copy()


def columns_by_index(X, kernel_size, stride=1, padding=0):
    padded, (sh, sw), (rows, columns) = prepare(X, kernel_size, stride, padding)
    kh, kw = kernel_size
    c = np.repeat(np.arange(X.shape[1]), kh * kw)[:, None]
    i = np.tile(np.repeat(np.arange(kh), kw), X.shape[1])[:, None]
    j = np.tile(np.arange(kw), kh * X.shape[1])[:, None]
    top = np.repeat(np.arange(rows) * sh, columns)[None]
    left = np.tile(np.arange(columns) * sw, rows)[None]
    return padded[:, c, i + top, j + left]


def columns_one_place_at_a_time(X, kernel_size, stride=1, padding=0):
    padded, (sh, sw), (rows, columns) = prepare(X, kernel_size, stride, padding)
    kh, kw = kernel_size
    result = np.empty((len(X), X.shape[1] * kh * kw, rows * columns), X.dtype)
    for place in range(rows * columns):
        i, j = place // columns * sh, place % columns * sw
        for n in range(len(X)):
            result[n, :, place] = padded[n, :, i : i + kh, j : j + kw].ravel()
    return result


def columns_by_strides(X, kernel_size, stride=1, padding=0):
    padded, (sh, sw), places = prepare(X, kernel_size, stride, padding)
    n, c, h, w = padded.strides
    shape = (*padded.shape[:2], *kernel_size, *places)
    windows = as_strided(padded, shape, (n, c, h, w, h * sh, w * sw))
    return np.array(windows).reshape(len(X), -1, places[0] * places[1])


ANSWERS = {
    "im2col": [
        columns_from_views,
        columns_by_index,
        columns_one_place_at_a_time,
        columns_by_strides,
    ],
    "conv2d_im2col": [conv_columns, conv_shifts, conv_strided_view, conv_fft],
}
