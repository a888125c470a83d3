"""The book's figures, drawn by code in one visual language."""

from convolution.drawing.between import draw_relu_and_pool, draw_shapes
from convolution.drawing.channels import draw_channels_in, draw_channels_out
from convolution.drawing.columns import draw_columns
from convolution.drawing.correlation import draw_correlation, draw_flip, draw_parts, draw_steps
from convolution.drawing.dense import draw_network, draw_weight
from convolution.drawing.dimensions import draw_ring, draw_sequence, draw_volume
from convolution.drawing.learning import draw_input_gradient, draw_kernel_gradient, draw_views
from convolution.drawing.pictures import draw_images, draw_scores
from convolution.drawing.principles import draw_locality, draw_receptive_field, draw_shift
from convolution.drawing.style import BIAS, INK, INPUT, KERNEL, OUTPUT, PADDING, PLAIN, use_style

__all__ = [
    "BIAS",
    "INK",
    "INPUT",
    "KERNEL",
    "OUTPUT",
    "PADDING",
    "PLAIN",
    "draw_channels_in",
    "draw_channels_out",
    "draw_columns",
    "draw_correlation",
    "draw_flip",
    "draw_images",
    "draw_input_gradient",
    "draw_kernel_gradient",
    "draw_locality",
    "draw_network",
    "draw_parts",
    "draw_receptive_field",
    "draw_relu_and_pool",
    "draw_ring",
    "draw_scores",
    "draw_sequence",
    "draw_shapes",
    "draw_shift",
    "draw_steps",
    "draw_views",
    "draw_volume",
    "draw_weight",
    "use_style",
]
