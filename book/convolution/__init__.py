"""The small NumPy library that the chapters run: one concept a module, on any number of axes.

Data is laid out (batch, channels, height, width), weights (channels out, channels in, height,
width), as in PyTorch.
"""

from convolution.cross_correlation import convolve, cross_correlate
from convolution.dense import apply_dense, count_parameters, weight_of
from convolution.layer import apply_convolution
from convolution.windows import output_shape, windows

__all__ = [
    "apply_convolution",
    "apply_dense",
    "convolve",
    "count_parameters",
    "cross_correlate",
    "output_shape",
    "weight_of",
    "windows",
]
