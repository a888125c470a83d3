"""A network of layers: each knows its way forth, its way back, and its parameters."""

import numpy as np

from convolution.gradients import input_gradient, weight_gradient
from convolution.layer import apply_convolution
from convolution.windows import Array, windows


class Layer:
    """A layer; `parameters` and, after `learn`, `gradients` stand in the same order."""

    def __init__(self, *parameters: Array) -> None:
        self.parameters = [p.astype(np.float32) for p in parameters]
        self.gradients: list[Array] = []

    def forward(self, x: Array) -> Array:
        """Return the output, and remember what the way back will need."""
        raise NotImplementedError

    def learn(self, dy: Array) -> None:
        """Keep the parameters' gradients, from the output's; without parameters, nothing."""

    def backward(self, dy: Array) -> Array:
        """Return the input's gradient, from the output's."""
        raise NotImplementedError


class Convolution(Layer):
    """A convolutional layer, its kernels drawn at random."""

    def __init__(self, c_in: int, c_out: int, size: int, padding: int, seed: int) -> None:
        # K. He et al., arXiv:1502.01852: a variance of 2 / inputs keeps the scale under ReLU.
        spread = np.sqrt(2 / (c_in * size**2))
        weight = np.random.default_rng(seed).normal(0, spread, (c_out, c_in, size, size))
        super().__init__(weight, np.zeros(c_out))
        self.padding = padding

    def forward(self, x: Array) -> Array:
        """Cross-correlate (N, C_in, H, W) and add the bias."""
        self.x = x
        return apply_convolution(x, *self.parameters, padding=self.padding)

    def learn(self, dy: Array) -> None:
        """Cross-correlate the input with the error."""
        shape = self.parameters[0].shape[2:]
        dweight = weight_gradient(dy, self.x, shape, padding=self.padding)
        self.gradients = [dweight, dy.sum(axis=(0, 2, 3))]

    def backward(self, dy: Array) -> Array:
        """Convolve the error with the kernels."""
        weight, space = self.parameters[0], self.x.shape[2:]
        return input_gradient(dy, space, weight, padding=self.padding)


class Dense(Layer):
    """A fully connected layer on vectors, its weight drawn at random."""

    def __init__(self, n_in: int, n_out: int, seed: int) -> None:
        weight = np.random.default_rng(seed).normal(0, np.sqrt(2 / n_in), (n_out, n_in))
        super().__init__(weight, np.zeros(n_out))

    def forward(self, x: Array) -> Array:
        """Multiply vectors (N, n_in) with the weight and add the bias."""
        self.x = x
        return x @ self.parameters[0].T + self.parameters[1]

    def learn(self, dy: Array) -> None:
        """Multiply the error with the input."""
        self.gradients = [dy.T @ self.x, dy.sum(axis=0)]

    def backward(self, dy: Array) -> Array:
        """Multiply the error with the weight."""
        return dy @ self.parameters[0]


class ReLU(Layer):
    """Let what is positive pass, and nothing else."""

    def forward(self, x: Array) -> Array:
        """Bend at 0."""
        self.open = x > 0
        return x * self.open

    def backward(self, dy: Array) -> Array:
        """Let the error pass where the input did."""
        return dy * self.open


class MaxPool(Layer):
    """Keep the largest number of each window; windows stand side by side."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = (size, size)

    def forward(self, x: Array) -> Array:
        """Take maxima: (N, C, H, W) to (N, C, H // size, W // size)."""
        self.shape = x.shape
        seen = windows(x, self.size, stride=self.size)
        rows = seen.reshape(*seen.shape[:4], -1)
        self.best = rows.argmax(axis=-1)[..., None]
        return np.take_along_axis(rows, self.best, axis=-1)[..., 0]

    def backward(self, dy: Array) -> Array:
        """Hand the error to the element that was largest."""
        (n, c, oh, ow), (kh, kw) = dy.shape, self.size
        cells = np.zeros((n, c, oh, ow, kh * kw), dy.dtype)
        np.put_along_axis(cells, self.best, dy[..., None], axis=-1)
        tiled = cells.reshape(n, c, oh, ow, kh, kw).transpose(0, 1, 2, 4, 3, 5)
        dx = np.zeros(self.shape, dy.dtype)
        dx[:, :, : oh * kh, : ow * kw] = tiled.reshape(n, c, oh * kh, ow * kw)
        return dx


class Flatten(Layer):
    """Lay the maps of an image side by side, as one vector."""

    def forward(self, x: Array) -> Array:
        """Flatten (N, ...) to (N, features)."""
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dy: Array) -> Array:
        """Fold the vector back."""
        return dy.reshape(self.shape)
