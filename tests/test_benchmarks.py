"""The benchmarks, and the pages with their figures."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.bench import convolution as bench
from tests.bench import grading
from tests.sample_class import make

CHAPTER = Path(__file__).parents[1] / "book/fast_convolution.md"


@pytest.fixture(scope="module")
def figures():
    return json.loads(bench.FROZEN.read_text(encoding="utf-8"))


def test_the_page_is_what_the_frozen_figures_give(figures):
    assert bench.PAGE.read_text(encoding="utf-8") == bench.page(figures)


def test_the_frozen_figures_are_of_the_layers_and_reach_the_goal(figures):
    layers = Counter(bench.resnet50())
    assert sum(layers.values()) == 53
    # 4.1 G multiplications and as many additions: torchvision's documentation of its resnet50
    assert sum(each.operations for each in layers.elements()) / 2e9 == pytest.approx(4.09, abs=0.01)
    rows = figures["resnet50"]
    assert [(row["layer"], row["times"]) for row in rows] == [
        (layer.name, times) for layer, times in layers.items()
    ]
    assert all(row["ratios"][bench.PYTORCH] == 1 for row in rows)
    assert bench.mean(rows, bench.STRIPS) < 2


@pytest.mark.parametrize(
    "layer",
    [bench.Layer(2, 3, 9, 5, 3, 2, 1), bench.Layer(2, 3, 6, 4, 1), bench.Layer(1, 2, 8, 6, 5)],
)
def test_all_ways_agree_and_are_timed(layer):
    milliseconds, ratios = bench.race(bench.ways_of(layer), rounds=3)
    assert milliseconds > 0
    assert ratios.keys() >= {bench.STRIPS, bench.WHOLE, bench.SCIPY}
    assert all(ratio > 0 for ratio in ratios.values())


def test_ways_that_disagree_are_noticed():
    ways = bench.ways_of(bench.Layer(1, 2, 6, 3, 3))
    right = ways[bench.WHOLE]
    ways[bench.WHOLE] = lambda: right() + 0.01
    with pytest.raises(AssertionError, match=bench.WHOLE):
        bench.race(ways, rounds=1)


def test_the_chapter_shows_the_frozen_figures(figures):
    text = CHAPTER.read_text(encoding="utf-8")
    shown = re.search(r"^pytorch = (\[.*\])", text, re.MULTILINE)
    assert json.loads(shown[1]) == list(figures["by_side"].values())
    for sentence in ("take {:.1f} times as long", "是 PyTorch 的 {:.1f} 倍"):
        assert sentence.format(bench.mean(figures["resnet50"], bench.STRIPS)) in text


# ---- grading -------------------------------------------------------------------------------------


def test_the_page_of_grading_is_what_its_frozen_figures_give():
    figures = json.loads(grading.FROZEN.read_text(encoding="utf-8"))
    assert grading.PAGE.read_text(encoding="utf-8") == grading.page(figures)
    assert figures["submissions"] == figures["stock_submissions"] == 200
    times = figures["stock"] / figures["ours"]
    assert times >= 20
    assert f"graded {times:.0f} times as fast" in (grading.ROOT / "README.md").read_text(
        encoding="utf-8"
    )
    assert figures["one"] < 3


def test_bare_grading_does_all_that_ours_does_inside(tmp_path):
    submitted = tmp_path / "submitted"
    for student in ("loops", "stub"):
        place = submitted / student / grading.NAME / f"{grading.NAME}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(make.notebook(make.answers(grading.NAME)[student]), encoding="utf-8")
    assert grading.run_bare(submitted).split() == ["loops", "5.0", "stub", "0.0"]  # five exercises
