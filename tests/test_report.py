"""The class report: its numbers, from tables made by hand, and what it links."""

import csv
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import exams, report, words
from autograder.errors import UsageError
from autograder.report import write_report

# corr2d is worth 4, convolve2d 2, pad2d 10. Of the five students one has no padding_stride.
GRADES = [
    ("ann", "cross_correlation", "6", "6", "graded", ""),
    ("bob", "cross_correlation", "3.5", "6", "graded", "edited"),
    ("cai", "cross_correlation", "0", "6", "graded", "suspicious;timeout"),
    ("dan", "cross_correlation", "0", "6", "missing", ""),
    ("王小明", "cross_correlation", "0", "6", "unreadable", ""),
    ("ann", "padding_stride", "10", "10", "graded", ""),
    ("bob", "padding_stride", "7", "10", "graded", "timeout"),
    ("cai", "padding_stride", "6.99", "10", "graded", ""),
    ("dan", "padding_stride", "12", "10", "graded", ""),
]
CELLS = [
    ("ann", "cross_correlation", "test_corr2d", "4", "4", "passed", "", ""),
    ("ann", "cross_correlation", "test_convolve2d", "2", "2", "passed", "", ""),
    ("bob", "cross_correlation", "test_corr2d", "1.5", "4", "partial", "flipped-kernel", "..."),
    ("bob", "cross_correlation", "test_convolve2d", "2", "2", "passed", "", ""),
    ("cai", "cross_correlation", "test_corr2d", "0", "4", "failed", "flipped-kernel", "..."),
    ("cai", "cross_correlation", "test_convolve2d", "0", "2", "timeout", "", "..."),
    ("dan", "cross_correlation", "test_corr2d", "0", "4", "missing", "", ""),
    ("dan", "cross_correlation", "test_convolve2d", "0", "2", "missing", "", ""),
    ("ann", "padding_stride", "test_pad2d", "10", "10", "passed", "", ""),
    ("bob", "padding_stride", "test_pad2d", "7", "10", "partial", "a-mistake", "..."),
    ("cai", "padding_stride", "test_pad2d", "6.99", "10", "partial", "", "..."),
    ("dan", "padding_stride", "test_pad2d", "12", "10", "passed", "", ""),
]
GRADE_COLUMNS = ("student_id", "assignment", "score", "max_score", "status", "flags")
CELL_COLUMNS = ("student_id", "assignment", "cell", "score", "max_score", "outcome")
CELL_COLUMNS += ("misconception", "message")


def write(folder, grades=GRADES, cells=CELLS):
    tables = {"grades.csv": (GRADE_COLUMNS, grades), "cells.csv": (CELL_COLUMNS, cells)}
    for name, (columns, rows) in tables.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns, *rows])
    return folder


@pytest.fixture
def out(tmp_path):
    return write(tmp_path)


class Page(HTMLParser):
    """The texts of a report in one language, by section, and its elements."""

    def __init__(self, page, language="en"):
        super().__init__()
        self.elements, self.hidden, self.language = [], 0, language
        self.texts = {"": ""}
        self.section = ""
        self.feed(page)
        self.texts = {name: " ".join(text.split()) for name, text in self.texts.items()}

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag == "section":
            self.section = attributes["id"]
            self.texts[self.section] = ""
        if tag == "span" and (self.hidden or self.other(attributes)):
            self.hidden += 1

    def other(self, attributes):
        return attributes.get("class") in {"en", "zh"} - {self.language}

    def handle_endtag(self, tag):
        if tag == "span" and self.hidden:
            self.hidden -= 1

    def handle_data(self, data):
        if not self.hidden and self.elements and self.elements[-1][0] != "style":
            self.texts[self.section] += f" {data}"

    def attributes(self, tag, name):
        return [each[name] for which, each in self.elements if which == tag and name in each]


def read(folder, language="en"):
    return Page(write_report(folder).read_text(encoding="utf-8"), language)


# ---- numbers -------------------------------------------------------------------------------------


def test_the_head_counts_students_and_submissions(out):
    head = read(out).texts[""]
    assert "students 5 submissions 9 graded 7 not handed in 1 unreadable 1" in head


def test_each_assignment_has_its_scores(out):
    page = read(out)
    first, second = page.texts["cross_correlation"], page.texts["padding_stride"]
    assert "3 graded · 1 not handed in · 1 unreadable" in first
    # 6, 3.5 and 0: mean 9.5 / 3; the quartiles lie half-way between neighbours.
    assert "Of 6 points : mean 3.17 , median 3.5 , middle half from 1.75 to 4.75 , 1 with" in first
    assert "4 graded" in second
    assert "mean 9 , median 8.5" in second  # (10 + 7 + 6.99 + 12) / 4 = 8.9975
    assert "2 with every point" in second


def test_the_histogram_counts_tenths_of_the_points(out):
    page = read(out)
    labels = page.attributes("svg", "aria-label")
    counts = [[int(n) for n in re.findall(r"%: (\d+);", label)] for label in labels]
    # 6/6, 3.5/6 = 58 %, 0/6; then 100 %, 70 %, 69.9 % and 120 %.
    assert counts == [[1, 0, 0, 0, 0, 1, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0, 1, 1, 0, 2]]


@pytest.mark.parametrize(
    ("score", "most", "tenth"),
    [(0.3, 3, 1), (2.8, 7, 4), (2.1, 3, 7), (-1, 4, 0), (5, 4, 9), (0, 0, 0), (3.999, 4, 9)],
)
def test_a_score_on_the_line_falls_into_the_upper_tenth(score, most, tenth):
    assert report._bin(score, most) == tenth


def test_outcomes_are_those_of_graded_submissions(out):
    page = read(out)
    text = page.texts["cross_correlation"]
    assert "corr2d mean 1.83 / 4 passed 1 partly right 1 not right yet 1" in text  # 5.5 / 3
    assert "convolve2d mean 1.33 / 2 passed 2 took too long 1" in text
    assert "no answer" not in text  # who handed in nothing is counted above, not here
    drawn = [bar for bar in bars_of(page) if bar]
    assert drawn[0] == [("passed", 200.0), ("partial", 200.0), ("failed", 200.0)]
    assert drawn[1] == [("passed", 400.0), ("timeout", 200.0)]


def bars_of(page):
    """The stacked bars: their rectangles' outcome and width."""
    bars = []
    for tag, attributes in page.elements:
        if tag == "svg":
            bars.append([])
        elif tag == "rect" and attributes.get("height") == "24":
            bars[-1].append((attributes["class"], float(attributes["width"])))
    return bars


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30))
def test_quartiles_are_numpy_s(scores):
    scores = [score / 8 for score in scores]
    found = report._Assignment("a", {}, 50.0, scores, [], [])
    np.testing.assert_allclose(found.quartiles, np.percentile(scores, [25, 50, 75]))
    np.testing.assert_allclose(found.mean, np.mean(scores))


def test_misconceptions_are_ranked_with_what_students_read(out):
    hint = next(
        each.hint
        for each in exams.load("cross_correlation")[0].misconceptions
        if each.name == "flipped-kernel"
    )
    text = read(out).texts["ideas"]
    assert f"flipped-kernel cross_correlation · corr2d 2 of 3 {hint['en']}" in text
    assert text.index("flipped-kernel") < text.index("a-mistake padding_stride · pad2d 1 of 4")
    assert f"2 / 3 {hint['zh']}" in read(out, "zh").texts["ideas"]


def test_the_hint_is_that_of_the_exercise(tmp_path):
    wrong = (
        "ann",
        "cross_correlation",
        "test_conv_layer",
        "0",
        "2",
        "failed",
        "bias-forgotten",
        "",
    )
    other = ("ann", "cross_correlation", "test_corr1d", "0", "2", "failed", "bias-forgotten", "")
    text = read(write(tmp_path, GRADES, [wrong, other])).texts["ideas"]
    hint = next(
        each.hint["en"]
        for exam in exams.load("cross_correlation")
        for each in exam.misconceptions
        if each.name == "bias-forgotten"
    )
    assert text.count(hint) == 1
    assert f"conv_layer 1 of 3 {hint}" in text


def test_who_needs_attention_is_named_with_the_reason(out):
    text = read(out).texts["attention"]
    reasons = [
        "1 tried what no answer has need of (grade.log says what) cai cross_correlation",
        "1 the notebook cannot be read 王小明 cross_correlation",
        "2 ran too long bob padding_stride cai cross_correlation",
        "1 cells of the exercise sheet were changed bob cross_correlation",
        "1 handed in, but no points cai cross_correlation",
        "1 not handed in dan cross_correlation",
    ]
    assert text == " ".join(["Who needs attention", *reasons])


def test_an_unknown_flag_and_status_are_shown_as_they_are(tmp_path):
    write(tmp_path, [("a", "x", "1", "2", "graded", "odd"), ("b", "x", "0", "2", "lost", "")], [])
    page = read(tmp_path)
    assert page.texts["attention"] == "Who needs attention 1 lost b x 1 odd a x"
    assert "b 0" in page.texts["students"]


def test_every_student_is_in_the_list(out):
    text = read(out).texts["students"]
    assert text.endswith(
        "ann … 王小明 5 student cross_correlation padding_stride "
        "ann 6 10 bob 3.5 7 cai 0 6.99 dan not handed in 12 王小明 unreadable"
    )


def test_both_languages_say_the_same_things(out):
    english, chinese = read(out), read(out, "zh")
    assert list(english.texts) == list(chinese.texts)
    for name in english.texts:
        numbers = [re.findall(r"\d+(?:\.\d+)?", page.texts[name]) for page in (english, chinese)]
        assert name == "ideas" or numbers[0] == numbers[1]
        if name:  # not the head, where the switch is
            assert not re.search(r"[\u4e00-\u9fff]", english.texts[name].replace("王小明", ""))
    assert "成绩报告 学生 5 作业份数 9 已评分 7 未交 1 无法读取 1" in chinese.texts[""]
    assert {each for text in words.CONCERNS.values() for each in text} == {"en", "zh"}


# ---- links ---------------------------------------------------------------------------------------


def feedback(out, student, assignment):
    path = out / "feedback" / student / assignment / f"{assignment}.html"
    path.parent.mkdir(parents=True)
    path.write_text("feedback")
    return path


def test_feedback_pages_that_are_there_are_linked(tmp_path):
    names = ["a b", "50%#?", "王", '"><script>', "="]
    write(tmp_path, [(name, "x", "0", "2", "graded", "timeout") for name in [*names, "c"]], [])
    paths = {feedback(tmp_path, name, "x") for name in names}
    page = read(tmp_path)
    links = {each for each in page.attributes("a", "href") if not each.startswith("#")}
    assert {resolved(tmp_path, link) for link in links} == paths
    assert page.attributes("script", "src") == []


def resolved(out, link):
    assert re.fullmatch(r"[\w./%~-]+", link, re.ASCII)
    return out / unquote(link)


@pytest.mark.parametrize("student", ["..", ".", "../../etc", "a\\xff", "x" * 300])
def test_no_link_leads_elsewhere(tmp_path, student):
    folder = tmp_path / "class"
    folder.mkdir()
    for place in (folder, folder / "feedback", tmp_path):  # where a page would lie
        (place / "x").mkdir(parents=True)
        (place / "x" / "x.html").write_text("")
    write(folder, [(student, "x", "0", "2", "missing", "")], [])
    assert all(each.startswith("#") for each in read(folder).attributes("a", "href"))


# ---- size, safety, errors ------------------------------------------------------------------------


def test_a_large_class_has_a_bounded_page(tmp_path):
    students = [f"s{i:05}" for i in range(6_000)]
    grades = [(each, "x", "0", "2", "missing", "") for each in students]
    path = write_report(write(tmp_path, grades, []))
    assert path.stat().st_size < 1_000_000
    page = Page(path.read_text(encoding="utf-8"))
    assert "6000 not handed in" in page.texts["attention"]
    assert "5800 more are in grades.csv." in page.texts["attention"]
    assert "1000 more students are in grades.csv." in page.texts["students"]
    assert page.texts["students"].count("s00001") == 1
    assert len([tag for tag, _ in page.elements if tag == "table"]) == 20


def test_a_report_runs_and_fetches_nothing(tmp_path):
    name = "<script>alert(1)</script>\u202e"
    write(
        tmp_path,
        [(name, name, "0", "2", "graded", name)],
        [(name, name, name, "0", "2", "failed", name, name)],
    )
    text = write_report(tmp_path).read_text(encoding="utf-8")
    page = Page(text)
    assert "<script" not in text
    assert "\u202e" not in text
    assert "default-src 'none'; img-src data:; style-src 'sha256-" in text
    assert not [name for _, each in page.elements for name in each if name in ("style", "src")]
    assert all(each.startswith("#") for each in page.attributes("a", "href"))


def test_tables_without_rows_make_a_report(tmp_path):
    page = read(write(tmp_path, [], []))
    assert "There are no submissions yet." in page.texts[""]


def test_an_assignment_that_nobody_handed_in_makes_a_report(tmp_path):
    page = read(write(tmp_path, [("a", "x", "0", "0", "missing", "")], []))
    assert page.texts["x"] == "x 1 not handed in"
    assert "No answer agrees with a known misconception." in page.texts["ideas"]


def test_nobody_may_need_attention(tmp_path):
    page = read(write(tmp_path, [("a", "x", "2", "2", "graded", "")], []))
    assert "Nobody" in page.texts["attention"]


def test_the_same_tables_make_the_same_report(out):
    before = write_report(out).read_bytes()
    write(out, GRADES[::-1], CELLS)
    assert write_report(out).read_bytes() == before


@pytest.mark.parametrize("name", ["grades.csv", "cells.csv"])
def test_a_missing_table_is_named(out, name):
    (out / name).unlink()
    with pytest.raises(UsageError, match=rf"there is no .*{name}: run .* grade --out"):
        write_report(out)
    assert not (out / "report.html").exists()


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"there is no folder .*none: run .* grade --out"):
        write_report(tmp_path / "none")


def test_an_interrupted_write_leaves_the_old_report(out, monkeypatch):
    old = write_report(out).read_bytes()
    write(out, GRADES[:2], CELLS[:2])

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UsageError, match="No space left on device"):
        write_report(out)
    assert (out / "report.html").read_bytes() == old
    assert len(list(out.iterdir())) == 3
