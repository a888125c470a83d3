"""Right answers to `dense_to_conv`: by formulas, by counting, by loops, by matrices."""

import itertools
import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def dense_by_two_products(n_in, n_out, bias=True):
    return math.prod((n_in, n_out)) + n_out * bool(bias)


def dense_by_shapes(n_in, n_out, bias=True):
    shapes = [(n_out, n_in)] + ([(n_out,)] if bias else [])
    return sum(math.prod(shape) for shape in shapes)


def dense_in_int64(n_in, n_out, bias=True):
    weights = np.int64(n_in) * np.int64(n_out)
    return weights + np.int64(n_out) if bias else weights


def conv_by_formula(c_in, c_out, kernel_size, bias=True):
    return (c_in * kernel_size[0] * kernel_size[1] + (1 if bias else 0)) * c_out


def conv_by_an_array(c_in, c_out, kernel_size, bias=True):
    weight = np.zeros((c_out, c_in, *kernel_size), bool)
    return weight.size + (len(weight) if bias else 0)


def conv_by_counting(c_in, c_out, kernel_size, bias=True):
    count = 0
    for _ in range(c_out):
        for _ in range(c_in):
            for row in range(kernel_size[0]):
                count += kernel_size[1] if row >= 0 else 0
        if bias:
            count += 1
    return count


def memory_by_itemsize(n_params, dtype="float32"):
    return n_params * np.dtype(dtype).itemsize


def memory_by_one_number(n_params, dtype="float32"):
    return int(n_params) * len(np.zeros(1, dtype).tobytes())


def memory_by_nbytes(n_params, dtype="float32"):
    return np.empty(1, getattr(np, dtype)).nbytes * n_params


def check_dense(X, W, U):
    if X.ndim != 2 or U.ndim != 2 or W.ndim != 4:
        raise ValueError("wrong number of axes")
    if W.shape[:2] != U.shape or W.shape[2:] != X.shape:
        raise ValueError("W does not fit")


def dense_loops(X, W, U):
    check_dense(X, W, U)
    H = np.zeros(U.shape, np.result_type(X, W, U))
    for i, j in np.ndindex(*U.shape):
        H[i, j] = U[i, j]
        for k, m in np.ndindex(*X.shape):
            H[i, j] += W[i, j, k, m] * X[k, m]
    return H


def dense_einsum(X, W, U):
    check_dense(X, W, U)
    return np.einsum("ijkl,kl->ij", W, X) + U


def dense_broadcast(X, W, U):
    check_dense(X, W, U)
    return (W * X).sum(axis=(-2, -1)) + U


def dense_matrix(X, W, U):
    check_dense(X, W, U)
    matrix = W.reshape(U.size, X.size)
    return (matrix @ X.reshape(-1, 1) + U.reshape(-1, 1)).reshape(U.shape)


def check_kernel(K, input_shape):
    if K.ndim != 2:
        raise ValueError("wrong number of axes")
    if K.shape[0] > input_shape[0] or K.shape[1] > input_shape[1]:
        raise ValueError("the kernel is too large")
    return input_shape[0] - K.shape[0] + 1, input_shape[1] - K.shape[1] + 1


def as_dense_scalar(K, input_shape):
    rows, columns = check_kernel(K, input_shape)
    weight = np.zeros((rows, columns, *input_shape), K.dtype)
    for i, j, a, b in itertools.product(range(rows), range(columns), *map(range, K.shape)):
        weight[i, j, i + a, j + b] = K[a, b]
    return weight


def as_dense_by_asking(K, input_shape):
    """w_ijkl is the kernel element at (k - i, l - j), where there is one."""
    rows, columns = check_kernel(K, input_shape)
    i, j, k, m = np.ogrid[:rows, :columns, : input_shape[0], : input_shape[1]]
    a, b = k - i, m - j
    inside = (a >= 0) & (a < K.shape[0]) & (b >= 0) & (b < K.shape[1])
    return np.where(
        inside, K[a.clip(0, K.shape[0] - 1), b.clip(0, K.shape[1] - 1)], K.dtype.type(0)
    )


def as_dense_by_unit_images(K, input_shape):
    check_kernel(K, input_shape)
    size = input_shape[0] * input_shape[1]
    units = np.eye(size, dtype=K.dtype).reshape(*input_shape, *input_shape)
    windows = sliding_window_view(units, K.shape, axis=(2, 3))
    return np.einsum("klijab,ab->ijkl", windows, K)


def as_dense_padded(K, input_shape):
    rows, columns = check_kernel(K, input_shape)
    return np.array(
        [
            [np.pad(K, ((i, rows - 1 - i), (j, columns - 1 - j))) for j in range(columns)]
            for i in range(rows)
        ]
    )


ANSWERS = {
    "dense_params": [dense_by_two_products, dense_by_shapes, dense_in_int64],
    "conv_params": [conv_by_formula, conv_by_an_array, conv_by_counting],
    "memory_bytes": [memory_by_itemsize, memory_by_one_number, memory_by_nbytes],
    "dense2d": [dense_loops, dense_einsum, dense_broadcast, dense_matrix],
    "corr2d_as_dense": [
        as_dense_scalar,
        as_dense_by_asking,
        as_dense_by_unit_images,
        as_dense_padded,
    ],
}
