"""Exercises in the page: from the prompt to a notebook that earns every point, in Chromium."""

import csv
import json
import subprocess
import sys

import pytest
from test_live import START, page, status_is
from test_site import LANGUAGES, ROOT, released

from tests.sample_class.make import HERE, parts

__all__ = ["page"]  # the fixture, shared

ASSIGNMENT = "cross_correlation"
URL = f"exercises/{ASSIGNMENT}.html"


def cells_of(language, name):
    path = ROOT / f"exercises/{language}/{name}/{name}.ipynb"
    return json.loads(path.read_text("utf-8"))["cells"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_assignment_has_a_page_with_all_its_code(pages, language):
    table = pages[f"{language}/exercises.html"].select_one("table.exercises")
    for name in (folder.name for folder in released(language)):
        there = pages[f"{language}/exercises/{name}.html"]
        shown = {cell["data-id"]: cell for cell in there.select("div.cell.practice")}
        code = [cell for cell in cells_of(language, name) if cell["cell_type"] == "code"]
        assert list(shown) == [cell["id"] for cell in code]
        for cell in code:
            source = "".join(cell["source"])
            assert shown[cell["id"]].pre.get_text().rstrip("\n") == source.rstrip("\n")
            marks = cell["metadata"].get("nbgrader", {})
            part = "answer" if marks.get("solution") else "test" if marks.get("grade") else "given"
            assert shown[cell["id"]]["data-part"] == part
        assert table.select_one(f'a[href="exercises/{name}.html"]')


def answer(page, name, code):
    """Write an answer into its cell."""
    cell = page.locator(f'.practice[data-id="{name}"]')
    if cell.locator(".live-edit").is_visible():
        cell.locator(".live-edit").click()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(code)


@pytest.mark.browser
@pytest.mark.timeout(600)
def test_a_notebook_made_in_the_page_earns_every_point(page, origin, tmp_path):
    _, answers = parts(HERE / f"{ASSIGNMENT}/loops.py")
    page.goto(f"{origin}/en/{URL}")
    progress = page.locator(".practice-tools [role=status]")
    assert progress.inner_text().startswith("0 of 5")

    # Untouched, the stub; then a known mistake, with its hint and its picture.
    page.locator('[data-id="corr2d"] .live-check').click()
    status_is(page, "Failed: test_corr2d. NotImplementedError")
    right = next(source for name, _, source in answers if name == "corr2d")
    assert "K[a, b]" in right
    answer(page, "corr2d", right.replace("K[a, b]", "K[-1 - a, -1 - b]"))
    page.keyboard.press("Shift+Enter")
    status_is(page, "Failed: test_corr2d. AssertionError")
    verdict = page.locator('[data-id="test_corr2d"] .cell_output')
    assert "flipped-kernel" in verdict.inner_text()
    assert verdict.locator("img").count() == 1

    # An answer that can't be read costs its own test only.
    answer(page, "corr2d", "def corr2d(X, K)")
    for name, form, source in answers:
        if form or name in {"", "corr2d"}:
            continue
        answer(page, name, source)
    page.locator('[data-id="convolve2d"] .live-check').click()
    status_is(page, "(Done|Failed): test_convolve2d")
    assert page.locator('[data-id="corr2d"]').get_attribute("data-live") == "failed"

    answer(page, "corr2d", right)
    for name in ("corr2d", "convolve2d", "conv_layer", "corr1d", "corr3d"):
        page.locator(f'[data-id="{name}"] .live-check').click()
        status_is(page, f"(Done|Failed): test_{name}")
    assert progress.inner_text().startswith("5 of 5")

    # It is there after a reload, and in the other language.
    for language, words in (("en", "5 of 5"), ("zh", "5 / 5")):
        page.goto(f"{origin}/{language}/{URL}")
        assert words in progress.inner_text()
    with page.expect_download(timeout=START) as download:
        page.get_by_role("button", name="下载带有我的答案的笔记本").click()
    assert download.value.suggested_filename == f"{ASSIGNMENT}.ipynb"
    handed_in = tmp_path / f"submitted/ada/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    handed_in.parent.mkdir(parents=True)
    download.value.save_as(handed_in)

    grades = tmp_path / "grades"
    command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT]
    command += ["--submissions", str(tmp_path / "submitted"), "--out", str(grades)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (row,) = csv.DictReader((grades / "grades.csv").read_text("utf-8").splitlines())
    assert (row["status"], row["flags"]) == ("graded", "")
    assert float(row["score"]) == float(row["max_score"]) > 0

    # And back: a new browser takes the answers from the notebook; "start over" forgets them.
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="重新开始").click()
    page.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('exercise/'))")
    page.wait_for_load_state()
    assert "0 / 5" in progress.inner_text()
    with page.expect_navigation():
        page.locator("input[type=file]").set_input_files(handed_in)
    code = page.locator('[data-id="corr2d"] pre').inner_text()
    assert code.strip() == right.strip()
