"""Freeze what PyTorch computes for many convolutional layers, forward and backward.

In an environment with `torch==2.13.0` and NumPy, which the course itself does not need:

    python tests/frozen/torch_layers.py

writes `torch_layers.npz` beside this file: `about`, the version of PyTorch, the command, and each
layer's options and shapes as JSON; `values`, all arrays of all layers one after another. Inputs are
small whole numbers, so that every sum is exact in any order and any float: tests ask for equality.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_suffix(".npz")
Layer = tuple[dict[str, list[int]], dict[str, NDArray[Any]]]


def draw(rng: np.random.Generator) -> tuple[dict[str, list[int]], list[list[int]]]:
    """Draw a layer on one, two (mostly) or three axes: its options, the shapes of x and weight."""
    axes = int(rng.choice([1, 2, 2, 2, 2, 3]))

    def among(*values: int) -> list[int]:
        return rng.choice(values, axes).tolist()

    while True:
        space = rng.integers(3, (12, 10, 6)[axes - 1], axes)
        kernel, padding, dilation = among(1, 2, 3, 3, 4, 5), among(0, 0, 1, 2), among(1, 1, 2, 3)
        reach = np.array(dilation) * (np.array(kernel) - 1) + 1
        if (reach <= space + 2 * np.array(padding)).all():
            break
    batch, c_in, c_out = rng.integers(1, 5, 3).tolist()
    options = {"stride": among(1, 1, 2, 3, 6), "padding": padding, "dilation": dilation}
    if rng.random() < 0.2:  # which any convolution can do
        options |= {"stride": [1] * axes, "dilation": [1] * axes}
    return options, [[batch, c_in, *space.tolist()], [c_out, c_in, *kernel]]


def compute(rng: np.random.Generator) -> Layer:
    """Have PyTorch compute a layer: its options, and its arrays by name."""
    import torch

    options, (x, weight) = draw(rng)
    given = [rng.integers(-9, 10, shape) for shape in (x, weight, weight[:1])]
    leaves = [torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in given]
    apply = (torch.conv1d, torch.conv2d, torch.conv3d)[len(x) - 3]
    y = apply(*leaves, **options)
    dy = rng.integers(-9, 10, y.shape)
    y.backward(torch.tensor(dy, dtype=torch.float64))
    arrays = dict(zip(("x", "weight", "bias"), given, strict=True))
    arrays |= {"dy": dy, "y": y.detach().numpy()}
    arrays |= {f"d{name}": leaf.grad.numpy() for name, leaf in zip(arrays, leaves, strict=False)}
    return options, arrays


def write(count: int) -> None:
    """Write the file, with so many layers."""
    import torch

    rng = np.random.default_rng(2026)
    layers = [compute(rng) for _ in range(count)]
    whole = np.concatenate([array.ravel() for _, arrays in layers for array in arrays.values()])
    values = whole.astype(np.int16)
    assert (values == whole).all()
    about = {
        "torch": torch.__version__,
        "command": f"python tests/frozen/{Path(__file__).name}",
        "layers": [
            {"options": options, "shapes": {name: each.shape for name, each in arrays.items()}}
            for options, arrays in layers
        ],
    }
    np.savez_compressed(FILE, about=json.dumps(about), values=values)


def read() -> Iterator[Layer]:
    """Read the layers back, as 64-bit integers."""
    with np.load(FILE) as file:
        about, values = json.loads(str(file["about"])), file["values"].astype(np.int64)
    for layer in about["layers"]:
        arrays = {}
        for name, shape in layer["shapes"].items():
            size = int(np.prod(shape))
            arrays[name], values = values[:size].reshape(shape), values[size:]
        yield layer["options"], arrays
    assert values.size == 0


if __name__ == "__main__":
    write(100)
