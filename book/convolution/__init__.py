"""The small NumPy library that the chapters run: one concept a module, on any number of axes.

Data is laid out (batch, channels, height, width), weights (channels out, channels in, height,
width), as in PyTorch.
"""

from convolution.cross_correlation import convolve, cross_correlate
from convolution.dense import apply_dense, count_parameters, weight_of
from convolution.descent import descend, squared_error
from convolution.fast import apply_by_fft, unfold
from convolution.gradients import backpropagate
from convolution.layer import apply_convolution
from convolution.network import Convolution, Dense, Flatten, MaxPool, ReLU
from convolution.receptive_field import Link, count_paths, receptive_field
from convolution.strips import apply_in_strips
from convolution.training import accuracy, run, surprise, train
from convolution.windows import output_shape, windows

__all__ = [
    "Convolution",
    "Dense",
    "Flatten",
    "Link",
    "MaxPool",
    "ReLU",
    "accuracy",
    "apply_by_fft",
    "apply_convolution",
    "apply_dense",
    "apply_in_strips",
    "backpropagate",
    "convolve",
    "count_parameters",
    "count_paths",
    "cross_correlate",
    "descend",
    "output_shape",
    "receptive_field",
    "run",
    "squared_error",
    "surprise",
    "train",
    "unfold",
    "weight_of",
    "windows",
]
