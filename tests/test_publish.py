"""What is uploaded: the site, the notebooks, the books, and nothing that students must not see."""

import io
import json
import re
import unicodedata
import zipfile

import matplotlib
import pdf
import publish
import pytest
from bs4 import BeautifulSoup
from matplotlib.figure import Figure
from pypdf import PdfReader
from test_site import CHINESE, LANGUAGES, ROOT, chapters

# Both books are printed, which takes minutes on a busy machine.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

SECRET = "return np.einsum('ijkl,kl->ij', windows_of(a, b), kernel)"


# -- looking through -------------------------------------------------------------------------------


@pytest.fixture
def course(tmp_path):
    """A course with one solution, one line of which students get too."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "autograder/exams").mkdir(parents=True)
    (tmp_path / "solutions/a.md").write_text(
        f"### BEGIN SOLUTION\n    {SECRET}\nthis line is in the exercise too\n### END SOLUTION\n"
        "this line is in the exercise too\n"
    )
    (tmp_path / "autograder/exams/a.py").write_text(f"def hidden_check(): {SECRET}\n")
    return tmp_path


def pdf_with(text):
    with matplotlib.rc_context({"pdf.fonttype": 42}):
        figure = Figure()
        figure.text(0, 0.5, text, fontsize=6)
        file = io.BytesIO()
        figure.savefig(file, format="pdf")
    return file.getvalue()


def zipped(name, content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def notebook_with(text):
    return json.dumps({"cells": [{"source": ["def f():\n", f"    {text}\n"]}]}).encode()


def coloured(text):
    return ("<pre>" + re.sub(r"(\w+)", r"<span>\1</span>", text) + "</pre>").encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.py", f"  {SECRET}\n".encode()),
        ("a.html", coloured(SECRET)),
        ("a.ipynb", notebook_with(SECRET)),
        ("a.zip", zipped("b.py", SECRET)),
        ("a.whl", zipped("b.zip", zipped("c.ipynb", notebook_with(SECRET)))),
        ("a.pdf", pdf_with(SECRET)),
        ("a.js", b"// ### BEGIN SOLUTION\n"),
        ("a.css", b"/* autograder/exams/a.py */"),
        ("a.json", b'{"x": "import autograder.exams.a"}'),
        ("deep/a.txt", f"def hidden_check(): {SECRET}".encode()),
    ],
)
def test_a_leak_is_found_wherever_it_is(course, name, content):
    folder = course / "out"
    (folder / name).parent.mkdir(parents=True)
    (folder / "fine.html").write_text("<p>this line is in the exercise too</p>")
    assert publish.leaks(folder, course) == []
    (folder / name).write_bytes(content)
    found = publish.leaks(folder, course)
    assert found
    assert all(where.startswith(name) for where in found)


# -- the folder ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder():
    try:
        pdf.chromium()
    except pdf.PdfError:
        pytest.skip("no Chromium: install it or name it in CHROMIUM")
    return publish.publish(ROOT, cname="course.example.org")


@pytest.fixture(scope="module")
def books(folder):
    return {language: PdfReader(folder / pdf.file_name(language)) for language in LANGUAGES}


def test_all_is_there(folder):
    assert (folder / ".nojekyll").is_file()
    assert (folder / "CNAME").read_text() == "course.example.org\n"
    site = ROOT / "_build/site"
    there = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    assert {path.relative_to(site) for path in site.rglob("*") if path.is_file()} <= there
    for language in LANGUAGES:
        for notebook in (ROOT / "exercises" / language).rglob("*.ipynb"):
            name = notebook.relative_to(ROOT / "exercises" / language)
            copy = folder / language / "exercises" / name
            assert copy.read_bytes() == notebook.read_bytes()


def test_every_page_links_its_book(folder):
    for language in LANGUAGES:
        for name in chapters():
            page = folder / language / f"{name}.html"
            markup = BeautifulSoup(page.read_text("utf-8"), "html.parser")
            links = {link["href"] for link in markup.select(".pdf-link a")}
            assert {(page.parent / link).resolve() for link in links} == {
                folder / pdf.file_name(language)
            }
            assert len(markup.select("article .pdf-link")) == (name == "index")
            assert publish.MARK not in page.read_text("utf-8")


def test_books_say_what_they_are(books):
    for language, book in books.items():
        assert bool(CHINESE.search(book.metadata.title)) == (language == "zh")
        assert book.root_object["/Lang"] == {"en": "en", "zh": "zh-CN"}[language]
        assert book.root_object["/MarkInfo"]["/Marked"], "tagged, for screen readers"
        assert 80 < len(book.pages) < 400
        sizes = {tuple(round(float(x)) for x in page.mediabox[2:]) for page in book.pages}
        assert sizes == {(499, 709)}, "ISO B5, in points"


def test_books_have_every_chapter_in_outline_and_contents(books):
    pages = {}
    for language, book in books.items():
        sources = [
            line
            for name in chapters()
            for line in (ROOT / f"book/{name}.md").read_text("utf-8").splitlines()
            if line.startswith("# ") and bool(CHINESE.search(line)) == (language == "zh")
        ]
        outline = [entry for entry in book.outline if not isinstance(entry, list)][1:]
        titles = [entry.title for entry in outline]
        # A comment of a code cell looks like a heading too.
        assert [title for title in titles if f"# {title}" not in sources] == []
        assert len(titles) == len(chapters())
        pages[language] = [book.get_destination_page_number(entry) + 1 for entry in outline]
        # The table of contents has each chapter's page; a PDF may hold a character's double.
        contents = "".join(book.pages[i].extract_text() for i in range(2, 6))
        joined = re.sub(r"\s+", "", unicodedata.normalize("NFKC", contents))
        for title, page in zip(titles, pages[language], strict=True):
            entry = unicodedata.normalize("NFKC", f"{title}{page}")
            assert re.sub(r"\s+", "", entry) in joined, f"{title}: {page}"
    assert len(pages["en"]) == len(pages["zh"])


def test_answers_stand_apart_from_their_questions(books):
    """The first question's answer is not on its page, but where the page says."""
    text = [page.extract_text() for page in books["en"].pages]
    asked = next(i for i, words in enumerate(text) if "Answer 1.1, page" in words)
    number = int(re.search(r"Answer 1\.1, page (\d+)", text[asked])[1])
    assert number > asked + 1
    assert re.search(rf"1\.1\s*Question, page {asked + 1}\b", text[number - 1])


def test_nothing_secret_is_published(folder):
    names = {name.partition("/")[0] for name, _ in publish.texts(folder)}
    assert {"en", "zh", *(pdf.file_name(language) for language in LANGUAGES)} <= names
    assert publish.leaks(folder, ROOT) == []


def test_a_leak_stops_publishing(folder, monkeypatch):
    before = (folder / "index.html").stat().st_mtime_ns
    monkeypatch.setattr(publish, "leaks", lambda *_: ["a.zip/b.py: a solution"])
    with pytest.raises(publish.PublishError, match=r"a\.zip/b\.py: a solution"):
        publish.publish(ROOT)
    assert (folder / "index.html").stat().st_mtime_ns == before
