"""How much of the input one output of a chain of layers depends on."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from convolution.gradients import backpropagate
from convolution.windows import Array


class Link(NamedTuple):
    """A layer on one axis, by what matters for its view."""

    kernel: int
    stride: int = 1
    dilation: int = 1


def receptive_field(chain: Sequence[Link]) -> int:
    """Return how many inputs one output spans: 1 + sum_l (k_l - 1) d_l prod_(m<l) s_m.

    Source: A. Araujo, W. Norris and J. Sim, "Computing Receptive Fields of Convolutional Neural
    Networks", Distill 2019, equation 2, with dilation.
    """
    size, jump = 1, 1
    for link in chain:
        size += (link.kernel - 1) * link.dilation * jump
        jump *= link.stride
    return size


def count_paths(chain: Sequence[Link]) -> Array:
    """Count the paths from every input in the receptive field to the one output.

    It is the gradient of that output with respect to the input, all weights being 1.
    """
    paths: Array = np.ones((1, 1, 1), dtype=int)
    for n, link in reversed(list(enumerate(chain))):
        width = (paths.shape[-1] - 1) * link.stride + (link.kernel - 1) * link.dilation + 1
        x, weight = np.zeros((1, 1, width), dtype=int), np.ones((1, 1, link.kernel), dtype=int)
        paths, _, _ = backpropagate(paths, x, weight, stride=link.stride, dilation=link.dilation)
        assert width == receptive_field(chain[n:])  # two ways to the same number
    return paths.reshape(-1)
