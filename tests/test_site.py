"""The site: whole in both languages, nothing secret in it, built anew when something changes."""

import json
import re
import shutil
import zipfile
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup

from autograder import bilingual
from tests.web.site import ROOT, build

LANGUAGES = bilingual.LANGUAGES
CHINESE = re.compile(r"[\u3400-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}")


def names(pages, language):
    return {path.removeprefix(f"{language}/") for path in pages if path.startswith(f"{language}/")}


def chapters():
    """The sources that the table of contents lists."""
    toc = yaml.safe_load((ROOT / "book/_toc.yml").read_text("utf-8"))
    return [
        toc["root"],
        *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"]),
    ]


def words_of(markup, language):
    """The pieces of text that a page shows in its own language: no code, no mathematics."""
    markup = BeautifulSoup(str(markup), "html.parser")
    for element in markup.select("script, style, pre, code, kbd, .katex, head noscript"):
        element.decompose()
    for element in markup.select("[lang]"):
        if element.name != "html" and not element["lang"].startswith(language):
            element.decompose()
    labels = ("title", "aria-label", "alt", "placeholder", "data-bs-title")
    texts = [text for text in markup.find_all(string=True) if type(text).__name__ != "Doctype"]
    texts = [text for text in texts if type(text).__name__ != "Comment"]
    texts += [
        element[label]
        for element in markup.find_all()
        for label in labels
        if label in element.attrs
    ]
    texts += [element["content"] for element in markup.select('meta[name="description"]')]
    return [str(text).strip() for text in texts if str(text).strip()]


# -- both languages --------------------------------------------------------------------------------


def test_both_languages_have_every_page(pages):
    expected = {f"{name}.html" for name in [*chapters(), "search"]}
    for language in LANGUAGES:
        assert expected <= names(pages, language)
    assert names(pages, "en") == names(pages, "zh")


def test_english_pages_hold_no_chinese(pages):
    for name in names(pages, "en"):
        chinese = [text for text in words_of(pages[f"en/{name}"], "en") if CHINESE.search(text)]
        assert chinese == [], name


def test_chinese_pages_have_chinese_headings_and_paragraphs(pages):
    for name in names(pages, "zh"):
        page = BeautifulSoup(str(pages[f"zh/{name}"]), "html.parser")
        article = page.select_one("article") or page
        headings = article.select("h1, h2, h3")
        assert headings, name
        assert [h.get_text() for h in headings if not CHINESE.search(h.get_text())] == [], name
        for quoted in article.select("[lang]:not([lang^=zh])"):
            quoted.decompose()
        for paragraph in article.select("p, li, figcaption, th"):
            text = " ".join(words_of(paragraph, "zh"))
            assert CHINESE.search(text) or len(ENGLISH.findall(text)) < 6, f"{name}: {text}"


def test_the_frame_of_chinese_pages_is_chinese(pages):
    """Menus, buttons, labels for screen readers, the footer: whatever is not the chapter."""
    names_left = {"English", "CC BY 4.0", "BSD-3-Clause", "NumPy"}
    for name in names(pages, "zh"):
        frame = BeautifulSoup(str(pages[f"zh/{name}"]), "html.parser")
        for article in frame.select("article"):
            article.decompose()
        texts = [text for text in words_of(frame, "zh") if text not in names_left]
        english = [text for text in texts if ENGLISH.search(text) and not CHINESE.search(text)]
        assert english == [], name


def test_each_page_links_its_sibling(site, pages):
    for language, other in (("en", "zh"), ("zh", "en")):
        tag = {"en": "en", "zh": "zh-CN"}
        for name in names(pages, language):
            page = pages[f"{language}/{name}"]
            assert page.html["lang"] == tag[language]
            switch = page.select_one("a.language-switch")
            target = (site / language / name).parent / switch["href"]
            assert target.resolve() == (site / other / name).resolve()
            assert switch["hreflang"] == switch["lang"] == tag[other]


def test_sections_are_numbered_alike(pages):
    for name in names(pages, "en"):
        marks = [
            [mark["id"] for mark in pages[f"{language}/{name}"].select('[id^="section-"]')]
            for language in LANGUAGES
        ]
        assert marks[0] == marks[1], name


def test_links_inside_the_site_lead_somewhere(site, pages):
    broken = []
    for path, page in pages.items():
        for element in page.select("[href]:not(base), [src]"):
            url = urlsplit(element.get("href") or element.get("src"))
            if url.scheme or url.netloc:
                continue
            target = (site / path).parent / unquote(url.path) if url.path else site / path
            found = target.is_file()
            if found and url.fragment and target.suffix == ".html":
                other = pages[target.resolve().relative_to(site).as_posix()]
                found = other.find(id=unquote(url.fragment)) is not None
            if not found:
                broken.append(f"{path}: {url.geturl()}")
    assert broken == []


def test_mathematics_is_set_when_the_site_is_built(pages):
    for language in LANGUAGES:
        page = pages[f"{language}/cross_correlation.html"]
        assert page.select("div.math .katex-display math")
        assert not re.search(r"\\\(|\\\[|\$\$", page.select_one("article").get_text())


def test_no_line_can_begin_with_the_punctuation_behind_mathematics(pages):
    """A browser may break the line behind a formula's box, so that stands in the box."""
    for path, page in pages.items():
        behind = [str(formula.next_sibling or "")[:1] for formula in page.select("span.katex")]
        assert not set(behind) & set(",.;:!?)，。；：、！？）"), path
    assert pages["zh/two_principles.html"].select(".katex-base:last-child > .after")


def test_the_race_ends_as_its_chapter_says(pages):
    """Here, not in the page: a reader's browser may be busy with something else."""
    shown = pages["en/fast_convolution.html"].get_text()
    product, fft = (
        [float(ratio) for ratio in re.search(rf"^{name} +([\d. ]+)$", shown, re.M)[1].split()]
        for name in ("product", "fft")
    )
    assert product[1] > fft[1]  # 3 x 3: the matrix product is ahead
    assert fft[-1] / product[-1] > 3 * fft[1] / product[1]  # and falls behind


def test_site_and_sources_speak_the_same_markdown():
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    assert config["sphinx"]["config"]["myst_enable_extensions"] == list(bilingual.SYNTAX)


# -- downloads, and what must not be there ---------------------------------------------------------


def released(language):
    folder = ROOT / "exercises" / language
    return sorted(path for path in folder.glob("*") if (path / f"{path.name}.ipynb").is_file())


@pytest.mark.parametrize("language", LANGUAGES)
def test_exercises_are_downloaded_as_they_were_released(site, pages, language):
    links = {link["href"] for link in pages[f"{language}/exercises.html"].select("article a[href]")}
    assert released(language), "nothing has been released: run python -m autograder release"
    for folder in released(language):
        files = {
            file.relative_to(folder.parent).as_posix(): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file() and "__pycache__" not in file.parts
        }
        for name, content in files.items():
            assert (site / language / "exercises" / name).read_bytes() == content
        with zipfile.ZipFile(site / language / f"exercises/{folder.name}.zip") as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == files
        name = folder.name
        assert {f"exercises/{name}/{name}.ipynb", f"exercises/{name}.zip"} <= links


def everything_readable(site):
    """All text that the site holds, code without its colours."""
    texts = []
    for path in site.rglob("*"):
        if path.suffix == ".html":
            texts.append(BeautifulSoup(path.read_text("utf-8"), "html.parser").get_text())
        elif path.suffix == ".ipynb":
            cells = json.loads(path.read_text("utf-8"))["cells"]
            texts += ["".join(cell["source"]) for cell in cells]
        elif path.suffix in {".py", ".js", ".css", ".txt", ".svg", ".json", ""} and path.is_file():
            texts.append(path.read_text("utf-8"))
    return "\n".join(texts)


SECRET = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)


def exercise_sources():
    return "\n".join(path.read_text("utf-8") for path in (ROOT / "solutions").glob("*.md"))


def long_lines(text, length):
    """The lines that are long enough to be nobody else's."""
    return {line.strip() for line in text.splitlines() if len(line.strip()) >= length}


def solution_lines():
    return long_lines("\n".join(block for _, block in SECRET.findall(exercise_sources())), 25)


def exam_lines():
    """The lines of the exams, without those that an exercise gives to its students too."""
    exams = "\n".join(path.read_text("utf-8") for path in (ROOT / "autograder/exams").glob("*.py"))
    return long_lines(exams, 40) - long_lines(SECRET.sub("", exercise_sources()), 40)


def test_no_solution_and_no_exam_is_in_the_site(site):
    there = everything_readable(site)
    assert len(solution_lines()) > 10
    assert len(exam_lines()) > 100
    assert [line for line in solution_lines() if line in there] == []
    assert [line for line in exam_lines() if line in there] == []
    assert not re.search("(BEGIN|END) (SOLUTION|HIDDEN TESTS)", there)


def test_no_sources_and_no_unneeded_files_are_in_the_site(site):
    assert not list(site.rglob("_sources"))
    suffixes = {path.suffix for path in site.rglob("*") if path.is_file()}
    assert not suffixes & {".md", ".map", ".yml", ".pyc", ".doctree", ".ttf"}


# -- the build ------------------------------------------------------------------------------------

GOOD = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
---

+++ {"lang": "en"}

# A page

It has words.

+++ {"lang": "zh"}

# 一页

它有文字。

+++

```{exercises}
```

```{code-cell} python
---
mystnb:
  figure:
    caption: "{en}`The *line* $x$` {zh}`直线 $x$`"
  image:
    alt: "{en}`A line that rises` {zh}`上升的直线`"
---
import matplotlib.pyplot as plt

with open("../runs", "a") as file:
    print(1, file=file)
fig, ax = plt.subplots(figsize=(1, 1))
ax.plot([0, 1]);
```
"""

FAULTY = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3, language: python}
---

+++ {"lang": "en"}

# A page

See {ref}`nowhere` and $\\nonsense{$.

+++

```{code-cell} python
import warnings

warnings.warn("mind the step")
```
"""


def make_book(root, page):
    """A book of one page with the course's settings."""
    (root / "book/convolution").mkdir(parents=True)
    (root / "book/_toc.yml").write_text("format: jb-book\nroot: index\n")
    (root / "book/index.md").write_text(page, "utf-8")
    shutil.copytree(ROOT / "book/assets", root / "book/assets")
    shutil.copyfile(ROOT / "book/references.bib", root / "book/references.bib")
    shutil.copyfile(ROOT / "_config.yml", root / "_config.yml")


@pytest.fixture(scope="session")
def good_book(tmp_path_factory):
    """A book that has been built."""
    root = tmp_path_factory.mktemp("book") / "good"
    make_book(root, GOOD)
    result = build(root)
    assert result.returncode == 0, result.stdout + result.stderr
    return root


@pytest.fixture
def book(good_book, tmp_path):
    """A copy of it."""
    return shutil.copytree(good_book, tmp_path / "book")


def change(book, old, new):
    page = book / "book/index.md"
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")


def runs(book):
    return len((book / "runs").read_text().split())


def content(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_one_source_makes_both_languages(book):
    assert runs(book) == 1, "one run serves both languages"
    english, chinese = (
        BeautifulSoup((book / f"_build/site/{code}/index.html").read_text("utf-8"), "html.parser")
        for code in LANGUAGES
    )
    assert english.figcaption.em.get_text() == "line"
    assert "直线" in chinese.figcaption.get_text()
    assert english.figure.img["alt"] == "A line that rises"
    assert chinese.figure.img["alt"] == "上升的直线"
    assert "No exercises have been released yet" in english.get_text()
    assert "练习尚未发布" in chinese.get_text()


def test_nothing_is_done_when_nothing_has_changed(book):
    start = book / "_build/site/index.html"
    before = start.stat().st_mtime_ns
    result = build(book)
    assert result.returncode == 0
    assert "up to date" in result.stdout
    assert (runs(book), start.stat().st_mtime_ns) == (1, before)


def test_new_words_run_no_cell_and_a_new_library_runs_them_all(book):
    change(book, "It has words", "New words")
    assert build(book).returncode == 0
    assert "New words" in (book / "_build/site/en/index.html").read_text("utf-8")
    assert runs(book) == 1

    (book / "book/convolution/new.py").write_text("ZERO = 0\n")
    assert build(book).returncode == 0
    assert runs(book) == 2


def test_each_warning_fails_the_build(tmp_path):
    make_book(tmp_path, FAULTY)
    result = build(tmp_path)
    assert result.returncode == 1
    assert "The site was not built" in result.stdout
    for fault in (
        "index.md:6: WARNING: this en cell has no zh cell right after it",
        "index.md:10: WARNING: undefined label: 'nowhere'",
        "index.md:10: WARNING: mathematics: KaTeX parse error: Undefined control sequence",
        "index.md:16: ERROR: stderr was found in the cell outputs",
    ):
        assert fault in result.stdout
    assert not (tmp_path / "_build/site").exists()


def test_a_failing_cell_fails_the_build_and_leaves_the_last_site(book):
    before = content(book / "_build/site")
    change(book, "import matplotlib", "1 / 0\nimport matplotlib")
    for _ in range(2):  # nothing that the first left behind lets the second pass
        result = build(book)
        assert result.returncode == 1
        assert "ZeroDivisionError: division by zero" in result.stdout
    assert content(book / "_build/site") == before


def test_a_folder_without_a_book_is_refused(tmp_path):
    result = build(tmp_path)
    assert result.returncode == 2
    assert "holds no _config.yml" in result.stdout
    assert not list(tmp_path.iterdir())


def test_a_build_stopped_between_two_renamings_is_mended(book):
    site = book / "_build/site"
    before = content(site)
    site.rename(site.with_name("site.old"))
    assert "up to date" in build(book).stdout
    assert content(site) == before
