"""Measure the library's layers against PyTorch and SciPy, in turn: `make bench-convolution`.

On every convolutional layer of a LeNet and of ResNet-50, on one thread: PyTorch's CPU kernel (if
`torch` can be imported), `apply_in_strips`, `apply_convolution` and SciPy's `correlate2d`. What is
measured is processor time, which other work on the machine disturbs least; a second thread would
count in full. In each round all take their turn, and the median of the rounds' ratios is shown.

`--write` freezes the figures in `tests/frozen/convolution_bench.json` and writes
`docs/benchmarks.md` from them.
"""

import json
import platform
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
import typer
from numpy.typing import NDArray
from scipy import signal
from threadpoolctl import threadpool_limits

from convolution import apply_convolution, apply_in_strips

try:
    import torch
except ImportError:
    torch = None

ROOT = Path(__file__).parents[2]
FROZEN = ROOT / "tests/frozen/convolution_bench.json"
PAGE = ROOT / "docs/benchmarks.md"
COMMAND = "make bench-convolution WRITE=--write"

MISSING = """PyTorch cannot be imported: ratios are to the library's own fast path instead.
To compare with it: .venv/bin/pip install torch==2.13.0 (the course itself does not need it)."""

PYTORCH, STRIPS, WHOLE, SCIPY = "PyTorch", "apply_in_strips", "apply_convolution", "SciPy"
#: SciPy correlates two channels at a time, and its time is measured on so many channels out.
SAMPLE = 4
#: Sizes of a strip, in windows; the smallest is one row of them, the largest a whole image.
STRIPS_OF = (1, 256, 1024, 4096, 1_000_000)
#: Kernels of the chapter's race, in a layer of 16 channels on an image of 64x64.
SIDES = (1, 3, 5, 7, 9, 13, 17)

Array = NDArray[Any]
Ways = dict[str, Callable[[], Array]]


class Layer(NamedTuple):
    """A convolutional layer on square images with square kernels."""

    batch: int
    c_in: int
    size: int
    c_out: int
    kernel: int
    stride: int = 1
    padding: int = 0

    @property
    def name(self) -> str:
        """Sizes in the order batch, channels, side."""
        where = f"{self.batch}×{self.c_in}×{self.size}×{self.size} → {self.c_out}"
        return f"{where}, {self.kernel}×{self.kernel}" + (f" / {self.stride}" * (self.stride > 1))

    @property
    def operations(self) -> int:
        """Multiplications and additions, counted apart."""
        side = (self.size + 2 * self.padding - self.kernel) // self.stride + 1
        return 2 * self.batch * self.c_in * self.c_out * (self.kernel * side) ** 2


#: The layer whose memory is looked at: ResNet-50's first with 3x3 kernels.
MEMORY_OF = Layer(1, 64, 56, 64, 3, padding=1)


def lenet() -> Iterator[Layer]:
    """LeNet on 64 digits: "Dive into Deep Learning", section 7.6."""
    yield Layer(64, 1, 28, 6, 5, padding=2)
    yield Layer(64, 6, 14, 16, 5)


def resnet50() -> Iterator[Layer]:
    """ResNet-50 on one photo: K. He et al., arXiv:1512.03385, table 1.

    The 3x3 kernels have the stride, as in torchvision.
    """
    yield Layer(1, 3, 224, 64, 7, stride=2, padding=3)
    c_in, size = 64, 56
    for stage, blocks in enumerate((3, 4, 6, 3)):
        width = 64 << stage
        for block in range(blocks):
            stride = 2 if stage and not block else 1
            yield Layer(1, c_in, size, width, 1)
            yield Layer(1, width, size, width, 3, stride, padding=1)
            yield Layer(1, width, size // stride, 4 * width, 1)
            if not block:
                yield Layer(1, c_in, size, 4 * width, 1, stride)
            c_in, size = 4 * width, size // stride


def ways_of(layer: Layer) -> Ways:
    """All ways to compute the layer, what the others are compared with first."""
    rng = np.random.default_rng(0)
    shape = (layer.batch, layer.c_in, layer.size, layer.size)
    x = rng.normal(size=shape).astype(np.float32)
    weight = rng.normal(size=(layer.c_out, layer.c_in, layer.kernel, layer.kernel))
    weight, bias = weight.astype(np.float32), rng.normal(size=layer.c_out).astype(np.float32)
    options = {"stride": layer.stride, "padding": layer.padding}

    def in_strips(strip: int) -> Callable[[], Array]:
        return lambda: apply_in_strips(x, weight, bias, **options, strip=strip)

    ways: Ways = {}
    if torch is not None:
        tensors = [torch.from_numpy(each) for each in (x, weight, bias)]
        ways[PYTORCH] = lambda: torch.conv2d(*tensors, **options).numpy()
    ways[STRIPS] = lambda: apply_in_strips(x, weight, bias, **options)
    ways |= {f"{STRIPS}, {strip}": in_strips(strip) for strip in STRIPS_OF}
    ways[WHOLE] = lambda: apply_convolution(x, weight, bias, **options)
    ways[SCIPY] = lambda: by_scipy(x, weight[:SAMPLE], bias, **options)
    return ways


def by_scipy(x: Array, weight: Array, bias: Array, *, stride: int, padding: int) -> Array:
    """One call for every pair of channels; SciPy knows no stride, so that much is thrown away."""
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding), (padding, padding)])
    maps = [
        [
            sum(signal.correlate2d(*pair, "valid") for pair in zip(image, kernel, strict=True)) + b
            for kernel, b in zip(weight, bias, strict=False)
        ]
        for image in padded
    ]
    return np.array(maps)[:, :, ::stride, ::stride]


def race(ways: Ways, rounds: int) -> tuple[float, dict[str, float]]:
    """Return the first way's milliseconds, and how many times as long each takes."""
    expected = next(iter(ways.values()))()
    for name, way in ways.items():
        found = way()  # warms it up, too
        shared = min(found.shape[1], expected.shape[1])
        close = 1e-5 * np.abs(expected).max()
        np.testing.assert_allclose(
            found[:, :shared], expected[:, :shared], atol=close, rtol=0, err_msg=name
        )
    seconds = np.zeros((rounds, len(ways)))
    order = np.random.default_rng(0)  # what runs after what makes a difference of a few percent
    for row in seconds:
        for turn in order.permutation(len(ways)):
            row[turn] = clock(list(ways.values())[turn])
    ratios = np.median(seconds / seconds[:, :1], axis=0).tolist()
    return float(np.median(seconds[:, 0])) * 1e3, dict(zip(ways, ratios, strict=True))


def clock(way: Callable[[], Array]) -> float:
    """Return the processor seconds that it takes."""
    began = time.process_time()
    way()
    return time.process_time() - began


def measure(network: Iterable[Layer], rounds: int) -> list[dict[str, Any]]:
    """Race on every layer that differs from the others."""
    rows = []
    for layer, times in Counter(network).items():
        base, ratios = race(ways_of(layer), rounds)
        ratios[SCIPY] *= layer.c_out / SAMPLE
        print(f"{layer.name:30} {ratios[STRIPS]:6.2f}", flush=True)
        rows.append(
            {"layer": layer.name, "times": times, "G": layer.operations / 1e9}
            | {"ms": round(base, 3)}
            | {"ratios": {way: round(ratio, 3) for way, ratio in ratios.items()}}
        )
    return rows


def by_side(rounds: int) -> dict[int, float]:
    """Return how many times as fast as SciPy PyTorch is on the layers of the chapter's race."""
    found = {}
    for side in SIDES:
        ways = ways_of(Layer(1, 16, 64, 16, side))
        _, ratios = race({PYTORCH: ways[PYTORCH], SCIPY: ways[SCIPY]}, rounds)
        found[side] = round(ratios[SCIPY] * 16 / SAMPLE, 1)
    return found


def memory(layer: Layer) -> dict[str, float]:
    """Return the megabytes that each way in NumPy needs at its peak, besides its output."""
    found = {}
    for name, way in ways_of(layer).items():
        if name.startswith("apply"):
            tracemalloc.start()
            output = way()
            found[name] = round((tracemalloc.get_traced_memory()[1] - output.nbytes) / 1e6, 1)
            tracemalloc.stop()
    return found


# ---- the page ------------------------------------------------------------------------------------


def mean(rows: list[dict[str, Any]], way: str) -> float:
    """Return the geometric mean of a way's ratios."""
    return float(np.exp(np.mean([np.log(row["ratios"][way]) for row in rows])))


def table(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Lay the layers out as a table in Markdown."""
    base = next(iter(rows[0]["ratios"]))
    ways = [way for way in (STRIPS, WHOLE, SCIPY) if way != base]
    yield f"| layer | times | G operations | {base}, ms | " + " | ".join(ways) + " |"
    yield "|---|--:|--:|--:|" + "--:|" * len(ways)
    for row in rows:
        cells = [f"{row['ratios'][way]:.2f}" for way in ways]
        size = f"{row['times']} | {row['G']:.3f} | {row['ms']:.2f}"
        yield f"| {row['layer']} | {size} | " + " | ".join(cells) + " |"
    cells = [f"{mean(rows, way):.2f}" for way in ways]
    yield "| geometric mean | | | | " + " | ".join(cells) + " |"


def whole_network(rows: list[dict[str, Any]], way: str) -> float:
    """Return the ratio for all layers together, each as often as it occurs."""
    base = [row["times"] * row["ms"] for row in rows]
    return float(np.average([row["ratios"][way] for row in rows], weights=base))


def page(figures: dict[str, Any]) -> str:
    """Write the figures as a page in Markdown."""
    photo = figures["resnet50"]
    base = next(iter(photo[0]["ratios"]))
    worst = max(photo, key=lambda row: row["ratios"][STRIPS])
    steps = {
        f"all windows of all images, one product (`{WHOLE}`)": WHOLE,
        "an image at a time": f"{STRIPS}, {STRIPS_OF[-1]}",
        **{f"strips of {strip} windows": f"{STRIPS}, {strip}" for strip in STRIPS_OF[-2:0:-1]},
        "a row of windows at a time": f"{STRIPS}, {STRIPS_OF[0]}",
    }
    lines = [
        "# Benchmarks: the convolutional layer",
        "",
        f"Generated by `{figures['command']}`; do not edit.",
        "",
        f"Measured on one thread of {figures['machine']} with",
        ", ".join(f"{name} {number}" for name, number in figures["versions"].items()) + ".",
        f"Figures are processor time, as multiples of {base}'s: the median of {figures['rounds']}",
        "rounds in which all took turns. float32, NCHW, with bias; weights as they are, nothing",
        "prepared beforehand. SciPy is one `correlate2d` for every pair of channels, measured on",
        f"{SAMPLE} channels out and scaled.",
        "",
        "## ResNet-50, one photo",
        "",
        *table(photo),
        "",
        f"All {sum(row['times'] for row in photo)} layers together: `{STRIPS}` takes",
        f"{whole_network(photo, STRIPS):.2f} times as long as {base}. Where it does worst,",
        f"{worst['layer']}: {worst['ratios'][STRIPS]:.2f} times.",
        "",
        "## What each step gained",
        "",
        f"The geometric mean over ResNet-50's layers, as a multiple of {base}'s time; and the",
        f"memory needed besides the output on {MEMORY_OF.name}. On one photo strips save memory",
        "more than time.",
        "",
        "| windows as columns (im2col) | time | MB |",
        "|---|--:|--:|",
        *(
            f"| {step} | {mean(photo, way):.2f} | {figures['memory'][way]:.1f} |"
            for step, way in steps.items()
        ),
        "",
        "## LeNet, 64 digits",
        "",
        *table(figures["lenet"]),
        "",
    ]
    return "\n".join(lines)


def machine() -> str:
    """Name the processor."""
    about = Path("/proc/cpuinfo")
    names = about.read_text().splitlines() if about.exists() else []
    model = next((line.split(":")[1].strip() for line in names if "model name" in line), "")
    return model or platform.processor() or platform.machine()


def main(
    rounds: Annotated[int, typer.Option(help="How often each takes its turn.")] = 15,
    write: Annotated[bool, typer.Option("--write", help=f"Write docs/{PAGE.name}.")] = False,
) -> None:
    """Measure, print, and with `--write` freeze the figures."""
    if torch is None:
        print(MISSING)
        if write:
            raise typer.BadParameter("the frozen figures are PyTorch's; install it first")
    versions = {name: version(name) for name in ("numpy", "scipy")}
    figures: dict[str, Any] = {"command": COMMAND, "machine": machine(), "rounds": rounds}
    with threadpool_limits(1):
        if torch is not None:
            torch.set_num_threads(1)
            versions["torch"] = torch.__version__
            figures["by_side"] = by_side(rounds)
        figures |= {"versions": versions, "lenet": measure(lenet(), rounds)}
        figures["resnet50"] = measure(resnet50(), rounds)
        figures["memory"] = memory(MEMORY_OF)
    if write:
        FROZEN.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(page(figures), encoding="utf-8")
    print(f"\n{page(figures)}")


if __name__ == "__main__":
    typer.run(main)
