"""Right answers to `learning`: scalar loops, windows, slices, a full convolution, a matrix."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def as_pair(value):
    return (value, value) if np.isscalar(value) else tuple(value)


def prepare(dY, X, weight, stride, padding):
    """The padded input, the strides and the padding."""
    if X.ndim != 4 or weight.ndim != 4 or dY.ndim != 4:
        raise ValueError("4 axes each are needed")
    (sh, sw), (ph, pw) = as_pair(stride), as_pair(padding)
    if X.shape[1] != weight.shape[1] or sh < 1 or sw < 1 or ph < 0 or pw < 0:
        raise ValueError("channels, stride or padding are impossible")
    padded = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    room = padded.shape[2] - weight.shape[2], padded.shape[3] - weight.shape[3]
    if min(room) < 0:
        raise ValueError("the kernel is too large")
    if dY.shape != (len(X), len(weight), room[0] // sh + 1, room[1] // sw + 1):
        raise ValueError("dY does not fit")
    return padded, (sh, sw), (ph, pw)


def cut(padded, padding):
    (ph, pw), (height, width) = padding, padded.shape[2:]
    return padded[:, :, ph : height - ph, pw : width - pw].copy()


def backward_naive(dY, X, weight, stride=1, padding=0):
    padded, (sh, sw), frame = prepare(dY, X, weight, stride, padding)
    kh, kw = weight.shape[2:]
    dX = np.zeros(padded.shape, np.result_type(dY, weight))
    dweight = np.zeros(weight.shape, np.result_type(dY, X))
    dbias = np.zeros(len(weight), dY.dtype)
    for n, o, i, j in np.ndindex(dY.shape):
        window = n, slice(None), slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
        dX[window] += dY[n, o, i, j] * weight[o]
        dweight[o] += dY[n, o, i, j] * padded[window]
        dbias[o] += dY[n, o, i, j]
    return (
        dX[:, :, frame[0] : frame[0] + X.shape[2], frame[1] : frame[1] + X.shape[3]],
        dweight,
        dbias,
    )


def backward_shifts(dY, X, weight, stride=1, padding=0):
    padded, (sh, sw), frame = prepare(dY, X, weight, stride, padding)
    (rows, columns), dX = dY.shape[2:], np.zeros_like(padded, np.result_type(dY, weight))
    dweight = np.empty(weight.shape, np.result_type(dY, X))
    for a, b in np.ndindex(weight.shape[2:]):
        met = slice(a, a + rows * sh, sh), slice(b, b + columns * sw, sw)
        dweight[..., a, b] = np.tensordot(dY, padded[(..., *met)], ([0, 2, 3], [0, 2, 3]))
        dX[(..., *met)] += np.moveaxis(np.tensordot(dY, weight[..., a, b], (1, 0)), -1, 1)
    return cut(dX, frame), dweight, np.einsum("noij->o", dY)


def backward_full_convolution(dY, X, weight, stride=1, padding=0):
    """dX is dY, spread by the stride and framed, cross-correlated with the flipped kernels."""
    padded, (sh, sw), frame = prepare(dY, X, weight, stride, padding)
    kh, kw = weight.shape[2:]
    spread = np.zeros((*dY.shape[:2], padded.shape[2] - kh + 1, padded.shape[3] - kw + 1), dY.dtype)
    spread[:, :, ::sh, ::sw] = dY
    framed = np.pad(spread, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
    windows = sliding_window_view(framed, (kh, kw), axis=(2, 3))
    dX = np.einsum("noijab,ocab->ncij", windows, weight[:, :, ::-1, ::-1])
    windows = sliding_window_view(padded, spread.shape[2:], axis=(2, 3))
    dweight = np.einsum("ncabij,noij->ocab", windows, spread)
    return cut(dX, frame), dweight, dY.sum((0, 2, 3))


def backward_columns(dY, X, weight, stride=1, padding=0):
    padded, (sh, sw), frame = prepare(dY, X, weight, stride, padding)
    kh, kw = weight.shape[2:]
    flat = dY.transpose(1, 0, 2, 3).reshape(len(weight), -1)
    windows = sliding_window_view(padded, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    dweight = flat @ windows.transpose(0, 2, 3, 1, 4, 5).reshape(flat.shape[1], -1)
    shares = (weight.reshape(len(weight), -1).T @ flat).reshape(
        X.shape[1], kh, kw, len(X), *dY.shape[2:]
    )
    dX = np.zeros(padded.shape, shares.dtype)
    for i in range(dY.shape[2]):
        for j in range(dY.shape[3]):
            place = slice(i * sh, i * sh + kh), slice(j * sw, j * sw + kw)
            dX[(..., *place)] += shares[..., i, j].transpose(3, 0, 1, 2)
    return cut(dX, frame), dweight.reshape(weight.shape), flat.sum(axis=1)


def check_learning(X, Y, kernel_size):
    if X.ndim != 2 or Y.ndim != 2:
        raise ValueError("2 axes each are needed")
    places = X.shape[0] - kernel_size[0] + 1, X.shape[1] - kernel_size[1] + 1
    if min(places) < 1:
        raise ValueError("the kernel is too large")
    if Y.shape != places:
        raise ValueError("Y does not fit")
    both = X.dtype == np.float32 and Y.dtype == np.float32
    return places, (np.float32 if both else np.float64)


def learn_by_loops(X, Y, kernel_size, lr, steps):
    (rows, columns), dtype = check_learning(X, Y, kernel_size)
    kernel, losses = np.zeros(kernel_size), []
    for _ in range(steps):
        gradient, total = np.zeros(kernel_size), 0.0
        for i in range(rows):
            for j in range(columns):
                window = X[i : i + kernel_size[0], j : j + kernel_size[1]].astype(float)
                error = float(np.sum(window * kernel)) - float(Y[i, j])
                total += error**2
                gradient += 2 * error * window / Y.size
        losses.append(total / Y.size)
        kernel = kernel - lr * gradient
    return kernel.astype(dtype), np.array(losses, dtype)


def learn_by_matrix(X, Y, kernel_size, lr, steps):
    _, dtype = check_learning(X, Y, kernel_size)
    A = sliding_window_view(X, kernel_size).reshape(Y.size, -1).astype(dtype)
    y, kernel, losses = (
        Y.reshape(-1).astype(dtype),
        np.zeros(A.shape[1], dtype),
        np.empty(steps, dtype),
    )
    for step in range(steps):
        error = A @ kernel - y
        losses[step] = error @ error / y.size
        kernel = kernel - dtype(2 * lr / y.size) * (A.T @ error)
    return kernel.reshape(kernel_size), losses


def learn_by_slices(X, Y, kernel_size, lr, steps):
    (rows, columns), dtype = check_learning(X, Y, kernel_size)
    X, Y = X.astype(dtype), Y.astype(dtype)
    kernel = np.zeros(kernel_size, dtype)
    losses = np.zeros(steps, dtype)
    for step in range(steps):
        Z = np.zeros_like(Y)
        for a, b in np.ndindex(*kernel_size):
            Z += kernel[a, b] * X[a : a + rows, b : b + columns]
        losses[step] = np.square(Z - Y).mean()
        for a, b in np.ndindex(*kernel_size):
            kernel[a, b] -= lr * np.mean(2 * (Z - Y) * X[a : a + rows, b : b + columns])
    return kernel, losses


def learn_by_normal_equations(X, Y, kernel_size, lr, steps):
    """In the eigenvectors of A^T A every direction shrinks by its own factor: no steps at all."""
    _, dtype = check_learning(X, Y, kernel_size)
    A = sliding_window_view(X.astype(float), kernel_size).reshape(Y.size, -1)
    y = Y.ravel().astype(float)
    curvature, axes = np.linalg.eigh(2 / Y.size * A.T @ A)
    slope = axes.T @ (2 / Y.size * A.T @ y)
    losses = []
    for step in range(steps + 1):
        powers = sum(((1 - lr * curvature) ** each for each in range(step)), np.zeros_like(slope))
        kernel = axes @ (lr * powers * slope)
        losses.append(np.mean((A @ kernel - y) ** 2))
    return kernel.reshape(kernel_size).astype(dtype), np.array(losses[:-1], dtype)


ANSWERS = {
    "conv2d_backward": [
        backward_naive,
        backward_shifts,
        backward_full_convolution,
        backward_columns,
    ],
    "learn_kernel": [learn_by_loops, learn_by_matrix, learn_by_slices, learn_by_normal_equations],
}
