"""Learning by going downhill: a loss with its gradient, and the steps."""

from collections.abc import Callable, Sequence

import numpy as np

from convolution.cross_correlation import cross_correlate
from convolution.windows import Array

Objective = Callable[..., tuple[float, Sequence[Array]]]


def squared_error(
    kernel: Array, bias: Array, x: Array, y: Array, *, flipped: bool = False
) -> tuple[float, tuple[Array, Array]]:
    """Return the mean squared error of a layer with one channel, and its gradients.

    Args:
        kernel: Of as many axes as `x`.
        bias: An array without axes.
        x: The layer's input.
        y: What it should put out.
        flipped: Convolve, which flips the kernel, instead of cross-correlating.

    Returns:
        The loss, and its gradients with respect to `kernel` and `bias`.
    """
    turn = np.flip if flipped else np.asarray
    error = cross_correlate(x, turn(kernel)) + bias - y
    share = 2 / error.size * error
    return float((error**2).mean()), (turn(cross_correlate(x, share)), share.sum())


def descend(
    objective: Objective, start: Sequence[Array], *, rate: float, steps: int
) -> tuple[tuple[Array, ...], Array]:
    """Go downhill: subtract `rate` times the gradient, `steps` times.

    Args:
        objective: Takes the parameters one by one, returns the loss and the gradients.
        start: The parameters to begin with.
        rate: The learning rate.
        steps: How often to step.

    Returns:
        The parameters at the end, and the loss before each step, (steps,).
    """
    parameters = tuple(np.asarray(p, dtype=float) for p in start)
    losses = np.zeros(steps)
    for step in range(steps):
        losses[step], slopes = objective(*parameters)
        parameters = tuple(p - rate * s for p, s in zip(parameters, slopes, strict=True))
    return parameters, losses
