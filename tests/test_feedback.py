"""Feedback pages: what a student reads on them, and that nothing on them acts."""

import base64
import hashlib
import io
import os
import re
import shutil
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser

import feedback_samples as samples
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import sync_playwright
from scipy.signal import correlate2d

from autograder import course, feedback, outputs, words
from autograder.course import Assignment, CourseCell
from autograder.exam import Example
from autograder.exams import book
from autograder.feedback import MAX_PAGE, render
from autograder.records import FLAGS, OUTCOMES, CellRecord, ShownCell
from convolution.drawing import style

EN, ZH = words.feedback_words("en"), words.feedback_words("zh")


class Page(HTMLParser):
    """What a browser makes of a page: elements with their attributes, and the text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.texts = [("", {})], []
        self.feed(page)
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.elements[-1][0] != "style":
            self.texts.append(data)

    def attributes(self, tag):
        return [attributes for each, attributes in self.elements if each == tag]

    @property
    def pictures(self):
        """The arrays that are drawn: label to rows of texts."""
        labels = [each["aria-label"] for each in self.attributes("svg") if "aria-label" in each]
        split = [label.split(": ", 1) for label in labels]
        return [(name, [row.split() for row in rows.split("; ")]) for name, rows in split]


@pytest.fixture(autouse=True)
def known_parameters(monkeypatch):
    """Pages do not depend on whether the exercises are released."""
    names = samples.PARAMETERS | {"conv2d_backward": ("dY", "X", "weight", "stride", "padding")}
    monkeypatch.setattr(feedback, "_parameters", lambda assignment, name: names.get(name, ()))


def one_example(function="corr2d", args=(), kwargs=None, expected=None, got=None):
    """A page with one failed exercise."""
    example = Example(function, args, kwargs or {}, expected, got)
    cell = CellRecord(f"test_{function}", 0.0, 4.0, "failed", example=example)
    return Page(render(samples.record([cell])))


def printed(*outputs_, source="code"):
    return samples.record([], shown=[ShownCell(source, list(outputs_))])


# ---- what a student reads ------------------------------------------------------------------------


def test_the_score_and_each_exercise_s_outcome_are_there_in_words():
    page = Page(render(samples.flipped()))
    assert "2 / 13 points" in page.text
    assert re.search(r"corr2d not right yet 0 / 4 .*convolve2d passed 2 / 2", page.text)
    icons = [each["href"] for each in page.attributes("use")]
    assert icons[:5] == ["#i-failed", "#i-passed", "#i-failed", "#i-failed", "#i-missing"]


def test_checks_message_misconception_and_hint_are_there():
    record = samples.flipped()
    text = Page(render(record)).text
    cell = record.cells[0]
    assert "Looks like: flipped-kernel" in text
    assert cell.hint in text
    assert cell.message in text
    assert "not passed: negative numbers and fractions, several sizes" in text
    assert "passed: ValueError for the wrong number of axes" in text


def test_of_a_large_array_the_item_with_the_first_mistake_is_drawn():
    right = np.arange(360.0).reshape(5, 3, 4, 6)
    wrong = right.copy()
    wrong[3, 1, 2, 5] = -1
    page = one_example("conv2d", (right,), expected=right, got=wrong)
    drawn = dict(page.pictures)
    assert "got float64 (5, 3, 4, 6) [3, 0]" in page.text
    assert "float64 (5, 3, 4, 6) [0, 0]" in page.text  # of the input, the first
    assert drawn["got"]
    assert EN["parts"] in page.text
    assert EN["parts"] not in one_example(expected=right[0], got=wrong[0]).text


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Cross-correlation and the convolutional layer · Convolution flips the kernel"),
        ("zh", "互相关与卷积层 · 卷积要翻转核"),
    ],
)
def test_sections_go_by_the_names_of_their_headings(language, title):
    cell = CellRecord("test_corr2d", 0.0, 4.0, "failed", "x", "hint", book.FLIP)
    record = samples.record([cell], language=language)
    assert title in Page(render(record, "https://example.org")).text
    assert title in Page(render(record)).text


@pytest.mark.parametrize(("language", "words"), [("en", EN), ("zh", ZH)])
def test_what_was_given_is_said(language, words):
    cell = CellRecord("test_conv_layer", 1.0, 1.0, "passed", given=["corr1d", "corr2d"])
    page = Page(render(samples.record([cell], language=language)))
    assert f"{words['given']}{words['colon']}".strip() in page.text
    assert re.search(r"corr1d\s*,\s*corr2d", page.text)
    assert words["given"] not in render(samples.record([replace(cell, given=[])]))


def test_the_first_wrong_example_is_drawn_with_the_numbers_of_scipy():
    record = samples.flipped()
    X, K = record.cells[0].example.args
    right, flipped = correlate2d(X, K, "valid"), correlate2d(X, K[::-1, ::-1], "valid")
    drawn = Page(render(record)).pictures[:5]
    assert [name for name, _ in drawn] == ["X", "K", "expected", "got", "got − expected"]
    for (_, rows), wanted in zip(drawn, (X, K, right, flipped, flipped - right), strict=True):
        numbers = [[float(text.replace("−", "-")) for text in row] for row in rows]
        np.testing.assert_array_equal(numbers, wanted)


def test_only_what_differs_is_framed():
    expected, got = np.array([[19, 25], [37, 43]]), np.array([[19, 25], [37, 44]])
    page = one_example(expected=expected, got=got)
    assert page.pictures[-1] == ("got − expected", [["0", "0"], ["0", "1"]])
    frames = [each for each in page.attributes("rect") if each.get("class") == "wrong"]
    assert len(frames) == 3  # one in each of expected, got and their difference
    assert len({(each["x"], each["y"]) for each in frames}) == 1
    assert EN["framed"] in page.text


def test_rounding_is_no_difference_and_neither_is_a_dtype():
    expected = np.array([[1.0, 1e6]])
    page = one_example(expected=expected, got=expected + 1e-4)
    assert [name for name, _ in page.pictures] == ["expected", "got"]
    page = one_example(expected=np.array([3.0]), got=np.array([3.0001], np.float32))
    assert [name for name, _ in page.pictures] == ["expected", "got"]
    both = np.array([np.nan, np.inf])
    page = one_example(expected=both, got=both.copy())
    assert [name for name, _ in page.pictures] == ["expected", "got"]
    page = one_example(expected=np.array([[1.5]]), got=np.array([[1.5]], np.float32))
    assert [name for name, _ in page.pictures] == ["expected", "got"]
    assert "float64 (1, 1)" in page.text
    assert "float32 (1, 1)" in page.text


@pytest.mark.parametrize(
    ("value", "drawn"),
    [
        (np.array([1.0, -2.5, 0.0]), [["1", "−2.5", "0"]]),
        (np.array([np.nan, np.inf, -np.inf, -0.0]), [["nan", "inf", "−inf", "0"]]),
        (np.array([[123456, -7]]), [["123456", "−7"]]),
        (np.array([[1234567.0, 1 / 3]]), [["1.235e+06", "0.3333"]]),
        (np.array([True, False]), [["True", "0"]]),
    ],
)
def test_numbers_are_written_as_in_textbooks(value, drawn):
    assert one_example(expected=value, got=None).pictures == [("expected", drawn)]


def test_arrays_with_more_axes_are_drawn_slice_by_slice():
    value = np.arange(12).reshape(2, 1, 2, 3)
    page = one_example("conv2d_backward", (value,), expected=0, got=0)
    assert page.pictures == [
        ("dY", [["0", "1", "2"], ["3", "4", "5"]]),
        ("dY", [["6", "7", "8"], ["9", "10", "11"]]),
    ]
    assert "dY int64 (2, 1, 2, 3) [0, 0] 0 1 2 3 4 5 [1, 0] 6 7" in page.text


def test_of_several_results_those_that_differ_are_shown():
    page = Page(render(samples.many_axes()))
    assert {name for name, _ in page.pictures} == {
        "dY",
        "X",
        "weight",
        "expected (item 1)",
        "got (item 1)",
        "got − expected (item 1)",
    }
    assert "weight float64 (9, 9, 9) [0]" in page.text
    assert EN["parts"] in page.text
    assert "conv2d_backward(dY, X, weight, stride=(2, 1), padding=1)" in page.text


@pytest.mark.parametrize(
    ("got", "shown"),
    [
        (None, "NoneType None"),
        (2.5, "float 2.5"),
        (np.float32(2.5), "float32 2.5"),
        ([[1, 2], [3]], "list/tuple [[1, 2], [3]]"),
        ((1, 2), "list/tuple (1, 2)"),
        (np.zeros((0, 3)), "float64 (0, 3) not drawn"),
        (np.zeros((2, 2), complex), "complex128 (2, 2) not drawn"),
        (np.zeros((3, 3, 9999)), "float64 (3, 3, 9999) not drawn"),
        (np.zeros(17), "float64 (17,) not drawn"),
        (np.zeros((2, 300, 1)), "float64 (2, 300, 1) not drawn"),
        (np.array(7.0), "float64 () not drawn"),
    ],
)
def test_what_is_no_small_array_is_told_in_a_few_words(got, shown):
    page = one_example(args=(3, "full"), expected=np.zeros((2, 2)), got=got)
    assert f"got {shown}" in page.text
    assert "corr2d(X=3, K='full')" in page.text


def test_giant_values_stay_short():
    got = [["x" * 10**6] * 1000, {f"{i}" * 99: list(range(10**5)) for i in range(50)}]
    page = render(samples.record([replace_example(got)]))
    assert len(page) < 30_000


def replace_example(got):
    example = Example("corr2d", (), {}, 1, got)
    return CellRecord("test_corr2d", 0.0, 4.0, "failed", example=example)


def test_parameters_are_named_as_in_the_released_stub(monkeypatch):
    monkeypatch.undo()
    source = "import math\n\ndef blur(image, width=3):\n    raise NotImplementedError\n"
    cell = CourseCell("blur", "answer", "code", source, 0.0, "", {})
    assignment = Assignment("filters", (cell,), {}, "")
    monkeypatch.setattr(course, "load", {"filters": assignment}.__getitem__)
    feedback._parameters.cache_clear()
    assert feedback._parameters("filters", "blur") == ("image", "width")
    assert feedback._parameters("filters", "sharpen") == ()
    assert feedback._parameters("unknown", "blur") == ()
    feedback._parameters.cache_clear()


def test_arguments_without_a_known_name_are_counted():
    page = one_example("unknown", (np.array([1, 2]), 3), expected=1, got=2)
    assert "unknown(argument 1, argument 2=3)" in page.text


@pytest.mark.parametrize(
    ("book", "address"),
    [
        ("https://example.org/course", "https://example.org/course/zh/padding.html#same"),
        ("https://example.org/course/", "https://example.org/course/zh/padding.html#same"),
        ("../../..", "../../../zh/padding.html#same"),
    ],
)
def test_the_chapter_is_linked_in_the_page_s_language(book, address):
    assert address in links(book, "padding.html#same")


@pytest.mark.parametrize(
    "book", ["", "javascript:alert(1)", "https://a'b", 'x"y', "//evil.example"]
)
def test_without_a_sound_address_the_chapter_is_only_named(book):
    record = with_link("padding.html#same")
    assert "padding.html#same" in Page(render(record, book)).text
    assert links(book, "padding.html#same") == []


@pytest.mark.parametrize("link", ["", "javascript:x", "../x.html", 'a.html" x="', "//b/c.html"])
def test_a_link_of_another_form_is_left_out(link):
    page = render(with_link(link), "https://example.org")
    assert ZH["read_again"] not in page
    assert links("https://example.org", link) == []


def with_link(link):
    cell = CellRecord("test_pad2d", 0.0, 2.0, "failed", "total-padding", "a hint", link)
    return samples.record([cell], language="zh")


def links(book, link):
    addresses = [each["href"] for each in Page(render(with_link(link), book)).attributes("a")]
    return [address for address in addresses if not address.startswith("#")]


def test_the_answer_and_the_notebook_with_its_outputs_are_there():
    record = samples.full_marks()
    page = Page(render(record))
    assert record.cells[0].answer in "".join(page.texts)
    assert "plt.imshow(corr2d(image, kernel))" in page.text
    assert [each["src"] for each in page.attributes("img")] == [
        "data:image/png;base64," + record.shown[1].outputs[0]["data"]["image/png"]
    ]
    assert "loss 0 15.5 1 3.25" in page.text  # the table's HTML, its style sheet dropped
    assert "epoch 2 result red" in page.text  # the progress bar's last state, without colour codes
    assert "RuntimeWarning: overflow" in page.text
    assert "ZeroDivisionError Traceback" in page.text
    assert "<Figure size" not in page.text


def test_what_ended_a_cell_is_told_when_there_is_no_traceback():
    cells = [ShownCell("while True: pass", [], "timeout"), ShownCell("1 / 0", [], "Oops: 0")]
    record = samples.record([], shown=cells)
    text = Page(render(record)).text
    assert "while True: pass stopped: ran too long" in text
    assert "1 / 0 stopped: Oops: 0" in text
    text = Page(render(replace(record, language="zh"))).text
    assert "while True: pass 被中止：运行超时" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_outcome_flag_and_status_has_words(language):
    assert set(words.OUTCOMES) == set(OUTCOMES)
    assert set(words.FLAGS) == set(FLAGS)
    assert set(words.CONCERNS) == {*FLAGS, "missing", "unreadable", "zero"}
    cells = [CellRecord(f"test_{name}", 0, 1, name) for name in OUTCOMES]
    page = Page(render(samples.record(cells, flags=list(FLAGS), language=language)))
    for each in (words.OUTCOMES, words.FLAGS):
        assert all(text[language] in page.text for text in each.values())
    symbols = {each["id"] for each in page.attributes("symbol")}
    assert symbols == {f"i-{name}" for name in OUTCOMES}


def test_a_page_speaks_one_language():
    chinese = render(samples.chinese())
    assert '<html lang="zh-CN">' in chinese
    assert "王小明" in chinese
    assert "2 / 13 分" in Page(chinese).text
    assert all(ZH[name] in chinese for name in ("checked", "first_wrong", "notebook", "footer"))
    english = render(samples.flipped())
    assert '<html lang="en">' in english
    assert not re.search(r"[\u4e00-\u9fff]", english)
    for name, text in EN.items():
        assert text != ZH[name]
        assert len(text) < 6 or text not in Page(chinese).text


def test_an_unknown_language_gets_english():
    page = render(samples.record([], language="fr", flags=["timeout"]))
    assert words.FLAGS["timeout"]["en"] in page


@pytest.mark.parametrize(("language", "own"), [("en", EN), ("zh", ZH)])
def test_unreadable_and_missing_have_pages_of_their_own(language, own):
    page = Page(render(samples.unreadable(language)))
    assert own["unreadable"] in page.text
    assert "not JSON: line 3, column 7" in page.text
    assert "0 / 13" in page.text
    assert "corr2d" not in page.text
    missing = replace(samples.unreadable(language), status="missing", notes=[])
    page = Page(render(missing))
    assert own["missing"] in page.text
    assert own["why"] not in page.text


def test_nothing_of_the_exam_and_the_log_is_on_the_page():
    record = replace(samples.flipped(), seed="the-seed", notes=["note for the log"])
    page = render(record)
    for secret in ("the-seed", "note for the log", "oracle", "tolerance", "compare(", "must_raise"):
        assert secret not in page


def test_points_are_written_without_needless_digits():
    assert [feedback.points(value) for value in (4.0, 2.5, 40 / 3, 0, 10, 0.004)] == [
        "4",
        "2.5",
        "13.33",
        "0",
        "10",
        "0",
    ]


def test_colours_are_those_of_the_book_s_figures():
    css = (feedback.TEMPLATES / "page.css").read_text()
    for name in ("input", "kernel", "output", "bias", "plain"):
        role = getattr(style, name.upper())
        rule = rf"\.{name}\b[^{{]*{{ --sheet: {role.tint}; --strong: {role.fill}; }}"
        assert re.search(rule, css), name


# ---- nothing acts --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_pages_run_and_fetch_nothing(name):
    text = render(samples.SAMPLES[name]())
    page = Page(text)
    assert {tag for tag, _ in page.elements[1:]} <= set(
        "html head meta title style body svg symbol path circle rect use text header p h1 h2 h3 "
        "main section nav ol ul li a code span small b div figure figcaption details summary pre "
        "table thead tbody tr th td img footer".split()
    )
    for _, attributes in page.elements:
        assert not [each for each in attributes if each.startswith("on") or each == "style"]
    assert all(each["href"].startswith("#") for each in page.attributes("a"))
    assert all(each["href"].startswith("#i-") for each in page.attributes("use"))
    assert all(each["src"].startswith("data:image/") for each in page.attributes("img"))
    assert "<script" not in text
    assert "@import" not in text
    assert "url(" not in text


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_the_policy_allows_this_style_sheet_only(name):
    page = render(samples.SAMPLES[name]())
    sheet = page.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policies = [each for each in Page(page).attributes("meta") if "http-equiv" in each]
    assert policies == [
        {
            "http-equiv": "Content-Security-Policy",
            "content": f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'",
        }
    ]
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_what_a_student_writes_stays_text():
    page = Page(render(samples.hostile()))
    # Title, student, message, check, answer, a cell's source, its output and its error.
    assert page.text.count(samples.HOSTILE) == 8
    assert "kept" in page.text


def test_marks_that_reorder_or_hide_text_become_visible():
    page = render(samples.hostile())
    assert not re.search("[\u202a-\u202e\u2066-\u2069\ud800-\udfff\x00-\x08\x0b-\x1f\x7f]", page)
    assert "␀␇ ⟨U+202E⟩evil⟨U+2066⟩ \ufffd" in page
    assert "title" not in Page(page).text  # the terminal's title went with its escape sequence


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_shown_and_written(text):
    record = printed({"stream": "stdout", "text": text}, source=text)
    cell = CellRecord("test_corr2d", 0, 1, "failed", text, text, text, text, answer=text)
    page = render(replace(record, cells=[cell], student=text, notes=[text], flags=[text]))
    assert page.encode()
    assert {tag for tag, _ in Page(page).elements}.isdisjoint({"script", "iframe", "object"})
    assert {unicodedata.category(each) for each in set(page) - {"\n", "\t"}}.isdisjoint(
        {"Cc", "Cs"}
    )


@pytest.mark.parametrize(
    "text",
    [
        *(each * 10**6 for each in ("\r", "\n", "x", "<", "\u202e")),
        *(each * 500_000 for each in ("\x1b[", "\x1b]", "a\r", "\x1b[1;")),
    ],
)
def test_no_text_takes_long(text):
    began = time.process_time()
    shown = outputs.plain(text, EN)
    assert time.process_time() - began < 3
    assert len(shown) < 10**7


# ---- outputs -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("10%\r50%\r100%\ndone", "100%\ndone"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("full line\r", "full line"),
        ("\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "red link"),
        ("tab\there", "tab\there"),
        ("bell\x07 \x9b \x7f", "bell␇ ⟨U+009B⟩ ␡"),
        ("👩\u200d👧 \u200b \ufeff", "👩\u200d👧 ⟨U+200B⟩ ⟨U+FEFF⟩"),
        ("x" * 2001, "x" * 2000 + "… (+1 more characters)"),
    ],
)
def test_text_is_shown_as_a_terminal_leaves_it(text, shown):
    assert outputs.plain(text, EN) == shown


def test_every_mark_is_found():
    odd = {code for code in range(0x110000) if outputs.tame(chr(code)) != chr(code)}
    assert odd == set(outputs._MARKS)
    assert {unicodedata.category(chr(code)) for code in odd} <= {"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"}


def test_of_many_lines_the_first_and_the_last_stay():
    shown = outputs.plain("\n".join(map(str, range(1500))), EN).split("\n")
    assert shown == [
        *map(str, range(500)),
        "… 500 lines are left out here …",
        *map(str, range(1000, 1500)),
    ]


def encoded(kind, size=(4, 3)):
    content = io.BytesIO()
    Image.new("RGB", size).save(content, kind, progressive=True)
    return base64.b64encode(content.getvalue()).decode()


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_pictures_are_shown_when_they_are_what_they_say(kind):
    good = encoded(kind)
    wrapped = good[:20] + "\n" + good[20:] + "\n"
    assert outputs.image(f"image/{kind}", wrapped) == f"data:image/{kind};base64,{good}"
    other = "jpeg" if kind == "png" else "png"
    assert outputs.image(f"image/{other}", good) == ""


def giant(kind):
    """A picture of 12 pixels that claims 65 535 by 65 535."""
    data = bytearray(base64.b64decode(encoded(kind)))
    if kind == "png":
        data[16:24] = (65535).to_bytes(4, "big") * 2
    else:
        at = data.index(b"\xff\xc2")  # a progressive frame's header
        data[at + 5 : at + 9] = b"\xff" * 4
    return base64.b64encode(data).decode()


def jpeg(width, height):
    """The head of a JPEG whose Huffman table, of 17 bytes, could be taken for a frame's header."""
    table = b"\xff\xc4\x00\x13" + b"\x00\x01" * 8 + b"\x00"
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    data = b"\xff\xd8" + table + b"\xff\xc0\x00\x11\x08" + size + bytes(12)
    return base64.b64encode(data).decode()


def test_a_jpeg_is_as_large_as_its_frame_says():
    assert outputs.image("image/jpeg", jpeg(40, 30)) == f"data:image/jpeg;base64,{jpeg(40, 30)}"
    assert outputs.image("image/jpeg", jpeg(65535, 65535)) == ""


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image/png", giant("png")),
        ("image/png", "!" + encoded("png")),
        ("image/jpeg", giant("jpeg")),
        ("image/png", "iVBORw0KGgo="),
        ("image/png", base64.b64encode(b"<svg onload=x>").decode()),
        ("image/png", '"><script>'),
        ("image/png", "é"),
        ("image/png", None),
        ("image/jpeg", base64.b64encode(b"\xff\xd8\xff" + b"\xff\xe0\x00\x00" * 9).decode()),
        ("image/jpeg", base64.b64encode(b"\xff\xd8\xff").decode()),
    ],
)
def test_other_pictures_are_left_out_and_the_page_says_so(kind, content):
    page = Page(render(printed({"data": {kind: content, "text/plain": "<Figure>"}})))
    assert page.attributes("img") == []
    assert EN["bad_image"] in page.text
    assert "<Figure>" in page.text


def test_html_keeps_its_table_and_loses_what_acts():
    page = outputs.html(
        '<table class=c style="x" onclick=y><tr><td colspan="2" rowspan=x id=z>1</td></tr></table>'
        "<script>a</script><style>b</style><iframe src=c></iframe><a href='http://d'>d</a>"
        "<img src=e><form action=f><input></form><svg><script>g</script></svg><h1>h</h1>"
        "<meta http-equiv=refresh content=0><base href=i>&#x202e;"
    )
    assert page == (
        '<table><tbody><tr><td colspan="2" rowspan="x">1</td></tr></tbody></table>dh⟨U+202E⟩'
    )


@pytest.mark.parametrize(
    "content",
    [
        "<div>" * 20_000,
        "<p>" + "".join(f"<b a={i}>" for i in range(3000)) + "</p>" + "<p>x</p>" * 3000,
        "x" * 60_000,
        "\ud800",
        "",
        "<script>only</script>",
        None,
        ["<b>"],
    ],
)
def test_html_that_is_a_burden_or_empty_gives_way_to_its_text(content):
    began = time.process_time()
    page = Page(render(printed({"data": {"text/html": content, "text/plain": "in words"}})))
    assert time.process_time() - began < 2
    assert ("in words" in page.text) == (content != "\ud800")


def test_outputs_of_another_form_are_passed_over():
    odd = [3, None, {}, {"stream": "stdout"}, {"text": 3}, {"data": "x"}, {"data": {"a/b": "c"}}]
    assert outputs.output_pieces(odd, EN) == []


def test_outputs_and_cells_without_end_are_counted():
    record = printed(*[{"stream": "stdout", "text": "x"}] * 530)
    assert "30 more outputs are not shown." in Page(render(record)).text
    many = samples.record([], shown=[ShownCell("x", [])] * 230)
    assert "30 more cells are not shown." in Page(render(many)).text


# ---- size ----------------------------------------------------------------------------------------


def lines(letter, count):
    return (letter * 999 + "\n") * count


def test_a_page_that_is_too_large_loses_its_largest_outputs_and_says_so():
    texts = [lines('"', 900), lines("y", 900), "small " + lines("z", 10)]  # " is 5 bytes in HTML
    noise = base64.b64encode(np.random.default_rng(0).bytes(700_000)).decode()
    picture = base64.b64decode(encoded("png")) + base64.b64decode(noise)
    image = {"data": {"image/png": base64.b64encode(picture).decode()}}
    page = render(printed(*({"stream": "stdout", "text": text} for text in texts), image))
    assert len(page.encode()) <= MAX_PAGE
    text = Page(page).text
    assert f"{EN['left_out']} (4.50 MB)." in text
    assert '"' * 300 in text  # the beginning stays
    assert '"' * 301 not in text
    assert text.count("z" * 999) == 10
    assert text.count("y" * 999) == 900
    assert len(Page(page).attributes("img")) == 1


@pytest.mark.parametrize("letter", ["&", "\u202e", "\ud800", "核", "\x00", "\n"])
def test_no_submission_makes_a_page_larger_than_the_limit(letter):
    giant = letter * 12_000
    shown = [
        ShownCell(giant[:8_000], [{"stream": "stdout", "text": giant[:12_000]}] * 120, giant)
        for _ in range(210)
    ]
    cells = [
        CellRecord(f"test_{i}", 0, 1, "failed", giant[:80], giant[:999], "", giant, answer=giant)
        for i in range(6)
    ]
    record = samples.record(cells, shown=shown, student=giant[:255], notes=[giant] * 20)
    for status in ("graded", "unreadable"):
        page = render(replace(record, status=status))
        assert len(page.encode()) <= MAX_PAGE
    assert EN["left_out"] in page or letter in "\n"


def test_an_ordinary_page_is_made_in_milliseconds():
    record = samples.flipped()
    render(record)
    times = []
    for _ in range(20):
        began = time.process_time()
        render(record)
        times.append(time.process_time() - began)
    assert min(times) < 0.008  # about 0.002 on an idle machine


# ---- in a browser --------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_browser_runs_nothing_fetches_nothing_and_cuts_nothing_off(tmp_path):
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        assert not os.environ.get("CI"), "no Chromium: install it or name it in CHROMIUM"
        pytest.skip("no Chromium: install it or name it in CHROMIUM")
    for name, make in samples.SAMPLES.items():
        (tmp_path / f"{name}.html").write_text(render(make()), encoding="utf-8")
    # In a thread of its own: other tests may have Playwright running in this one.
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(looked_at, program, sorted(tmp_path.iterdir())).result() == []


def looked_at(program, pages):
    """Everything that is not as it should be."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        for path in pages:
            page = browser.new_page(viewport={"width": 390, "height": 844})
            page.on("console", lambda message: found.append(message.text))
            page.on("dialog", lambda dialog: (found.append("dialog"), dialog.dismiss()))
            page.on("request", lambda request: found.append(request.url))
            page.goto(path.as_uri())
            page.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
            width = page.evaluate("document.documentElement.scrollWidth")
            found.extend([] if width <= 390 else [f"{path.name} is {width} px wide"])
            sound = page.locator("img").evaluate_all("all => all.every(each => each.naturalWidth)")
            found.extend([] if sound else [f"{path.name}: a broken picture"])
            page.close()
        browser.close()
    return [each for each in found if not each.startswith(("file:", "data:image/"))]
