"""The fully connected layer, seen as what it does to images: a weight for every pair of pixels."""

from collections.abc import Callable, Sequence
from math import prod

import numpy as np

from convolution.windows import Array


def count_parameters(*shapes: Sequence[int]) -> int:
    """Count the elements of arrays of these shapes, exactly, without making them.

    Python's own integers have no largest value, NumPy's have; that is why this does not use NumPy.
    """
    return sum(prod(shape) for shape in shapes)


def apply_dense(x: Array, weight: Array, bias: Array) -> Array:
    """Apply a fully connected layer whose weight is indexed by output *and* input position.

    For images: y_ij = u_ij + sum_kl w_ijkl x_kl. Source: "Dive into Deep Learning", section 7.1.

    Args:
        x: Input of any number of axes, (H, W) for an image.
        weight: (*output shape, *input shape), (H', W', H, W) from image to image.
        bias: U, of the output's shape.

    Returns:
        A new array of the output's shape.

    Raises:
        ValueError: shapes that do not belong together.
    """
    if weight.shape != bias.shape + x.shape:
        raise ValueError(
            f"the weight of a dense layer from {x.shape} to {bias.shape} has shape "
            f"{bias.shape + x.shape}, not {weight.shape}"
        )
    product: Array = np.tensordot(weight, x, axes=x.ndim)
    return product + bias


def weight_of(linear: Callable[[Array], Array], input_shape: Sequence[int]) -> Array:
    """Return the dense weight that does what the linear map `linear` does.

    A linear map is known when its answers to the unit images (one pixel 1, all others 0) are.

    Args:
        linear: Takes an array of `input_shape`, returns an array; without a bias.
        input_shape: Shape of the input.

    Returns:
        (*output shape, *input shape), ready for `apply_dense`.
    """
    units = np.eye(prod(input_shape)).reshape(-1, *input_shape)
    answers = np.stack([linear(unit) for unit in units], axis=-1)
    return answers.reshape(*answers.shape[:-1], *input_shape)
