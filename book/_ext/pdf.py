"""The whole book as a PDF in each language: ``python book/_ext/pdf.py``.

The pages of the built site are put into one, which Chromium prints. It lays out pages, running
titles and page numbers by ``print/print.css``, and makes the outline, the links and the tags that
screen readers need. Page numbers in the table of contents need a first printing, which tells where
things came to stand.

What can be clicked on the site reads otherwise on paper: the code that only draws a figure is left
out, and answers stand at the chapter's end, so that a question can be thought about.
"""

import copy
import fcntl
import hashlib
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import build as site_build
import typer
from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Browser, sync_playwright
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, PdfObject, TextStringObject
from site_languages import NAMES, TAGS, split
from site_math import KATEX

from autograder import bilingual

# pypdf tells of each file of Chromium's that it holds more objects than it says: harmless.
logging.getLogger("pypdf").setLevel(logging.ERROR)

EXT = Path(__file__).parent
STYLE = EXT / "print"

#: ISO B5, and its inner width as print.css has it, in CSS pixels of 1/96 inch.
_TEXT_WIDTH = round(136 / 25.4 * 96)

_WORDS = {
    "en": {
        "contents": "Contents",
        "answers": "Answers",
        "answer": "Answer {label}, page {page}",
        "question": "Question, page {page}",
        "about": "This is the course as a book, made from the same sources as its site. On the "
        "site figures can be played with, code can be run, and the code that draws each figure "
        "can be read. Here the answers stand at the end of each chapter.",
        "licence": "© The course authors. Text and figures: CC BY 4.0. Code: BSD-3-Clause.",
        "author": "The course authors",
    },
    "zh": {
        "contents": "目录",
        "answers": "答案",
        "answer": "答案 {label}，见第 {page} 页",
        "question": "题目见第 {page} 页",
        "about": "本书与课程网站出自同一份源文件。在网站上，图可以动手操作，代码可以直接运行，"
        "画图的代码也能展开来读。书里则把答案放在每章末尾，方便先想再看。",
        "licence": "© 课程作者。正文与插图以 CC BY 4.0 许可，代码以 BSD-3-Clause 许可。",
        "author": "课程作者",
    },
}

# What only a screen needs.
_SCREEN_ONLY = (
    "a.headerlink, script, style, noscript, button, .toctree-wrapper, .katex-mathml, .no-print, "
    ".cell.tag_hide-input details.hide.above-input"
)


class PdfError(Exception):
    """The book could not be printed; the message is for a reader."""


@dataclass
class Chapter:
    """A page of the site on its way into the book."""

    name: str
    article: Tag
    number: str
    title: str


def file_name(language: str) -> str:
    """Return the PDF's name, the same in every edition."""
    return f"from-fully-connected-to-convolutional.{language}.pdf"


def make(root: Path, *, force: bool = False) -> list[Path]:
    """Print the book of the built site below ``root``, in each language, unless nothing changed.

    Returns:
        The PDFs, in ``_build/pdf/``.

    Raises:
        PdfError: there is no Chromium, or something is wider than the page.
    """
    out = root / "_build/pdf"
    out.mkdir(exist_ok=True)
    with (out / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second printing waits, and then finds nothing to do
        return _make(root, out, force)


def _make(root: Path, out: Path, force: bool) -> list[Path]:
    site = root / "_build/site"
    digest = digest_of(site)
    stamp = out / "digest"
    pdfs = {language: out / file_name(language) for language in bilingual.LANGUAGES}
    old = stamp.read_text() if stamp.is_file() else ""
    if not force and old == digest and all(pdf.is_file() for pdf in pdfs.values()):
        return list(pdfs.values())
    stamp.unlink(missing_ok=True)
    settings = site_build.settings_of(root)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for language, pdf in pdfs.items():
            site_build.console.print(f"Printing the book, {NAMES[language]}")
            print_book(browser, site, language, split(settings["title"], language), pdf)
        browser.close()
    stamp.write_text(digest)
    return list(pdfs.values())


def digest_of(site: Path) -> str:
    """Return a digest of all that a PDF is made from."""
    digest = hashlib.sha256((site.with_name("site.digest")).read_bytes())
    for path in [Path(__file__), *sorted(STYLE.iterdir())]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def chromium() -> str:
    """Find the browser that prints.

    Raises:
        PdfError: there is none.
    """
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise PdfError("No Chromium to print with: install it, or name it in CHROMIUM.")
    return found


# -- one page of all -------------------------------------------------------------------------------


def chapters_of(site: Path, language: str) -> list[Chapter]:
    """Read the site's pages in the order of its table of contents."""
    folder = site / language
    home = _read(folder / "index.html")
    links = [str(link["href"]) for link in home.select("nav.bd-links a.internal")]
    names = ["index", *(link.removesuffix(".html") for link in links if link.endswith(".html"))]
    # The exercises' own pages are for doing them; their notebooks are what one takes along.
    names = [name for name in names if not name.startswith("exercises/")]
    return [_chapter(folder / f"{name}.html", name) for name in dict.fromkeys(names)]


def _read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def _chapter(path: Path, name: str) -> Chapter:
    article = _read(path).select_one("article.bd-article")
    assert article, f"{path} has no article"
    for formula in article.select(".katex"):
        source = formula.select_one("annotation")
        formula["role"], formula["aria-label"] = "math", source.get_text() if source else ""
    for element in article.select(_SCREEN_ONLY):
        element.decompose()
    heading = article.h1
    assert heading, f"{path} has no heading"
    number = heading.select_one(".section-number")
    label = number.extract().get_text(strip=True).rstrip(".") if number else ""
    return Chapter(name, article, label, heading.get_text(" ", strip=True))


def assemble(site: Path, language: str, title: str, pages: dict[str, int]) -> str:
    """Return the whole book as one page.

    Args:
        site: the built site, beside whose folder the page will lie.
        language: one of the course's.
        title: the course's title in it.
        pages: the page numbers of identifiers, as far as they are known.
    """
    words = _WORDS[language]
    chapters = chapters_of(site, language)
    for chapter in chapters:
        _move_answers(chapter, words, pages)
    names = {chapter.name for chapter in chapters}
    for chapter in chapters:
        _join(chapter, names, f"../site/{language}/", _published_at(site, language))
    environment = Environment(
        loader=FileSystemLoader(STYLE), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("book.html").render(
        language=TAGS[language],
        title=title,
        words=words,
        address=_published_at(site, language),
        chapters=chapters,
        contents=[(chapter, _sections(chapter)) for chapter in chapters],
        pages=pages,
        katex=(KATEX / "static").as_uri(),
        colours=HtmlFormatter(style="a11y-high-contrast-light").get_style_defs(".highlight"),
        style=STYLE.as_uri(),
        logo=(site / language / "_static/logo.svg").read_text("utf-8"),
    )


def _published_at(site: Path, language: str) -> str:
    canonical = _read(site / language / "index.html").select_one("link[rel=canonical]")
    return str(canonical["href"]) if canonical else ""


def _move_answers(chapter: Chapter, words: dict[str, str], pages: dict[str, int]) -> None:
    """Put what folds out into a section at the chapter's end, with links to and fro."""
    folded = chapter.article.select("details.sd-dropdown")
    if not folded:
        return
    soup = BeautifulSoup("", "html.parser")
    section = soup.new_tag("section", id="answers", attrs={"class": "answers"})
    heading = soup.new_tag("h2")
    heading.string = words["answers"]
    section.append(heading)
    for count, details in enumerate(folded, 1):
        label = f"{chapter.number}.{count}" if chapter.number else str(count)
        there, here = f"answer-{count}", f"question-{count}"
        link = _link(soup, f"#{there}", words["answer"], label, pages, chapter.name, there)
        pointer = soup.new_tag("p", id=here, attrs={"class": "to-answer"})
        pointer.append(link)
        answer = soup.new_tag("div", id=there, attrs={"class": "answer"})
        back = soup.new_tag("p", attrs={"class": "answer-label"})
        strong = soup.new_tag("strong")
        strong.string = label
        back.append(strong)
        back.append(_link(soup, f"#{here}", words["question"], label, pages, chapter.name, here))
        answer.append(back)
        details.replace_with(pointer)
        content = details.select_one(".sd-summary-content")
        for child in list(content.contents if content else []):
            answer.append(child)
        section.append(answer)
    (chapter.article.section or chapter.article).append(section)


def _link(
    soup: BeautifulSoup,
    target: str,
    words: str,
    label: str,
    pages: dict[str, int],
    chapter: str,
    identifier: str,
) -> Tag:
    link = soup.new_tag("a", href=target)
    page = pages.get(f"{chapter}.{identifier}", 0)
    link.string = words.format(label=label, page=page or "000")
    return link


def _join(chapter: Chapter, names: set[str], folder: str, published: str) -> None:
    """Make identifiers the book's own, and aim links at them; other addresses are the site's."""
    for element in chapter.article.select("[id]"):
        element["id"] = f"{chapter.name}.{element['id']}"
    for image in chapter.article.select("img[src]"):
        image["src"] = folder + str(image["src"])
        del image["loading"]  # else what is far down would not be loaded when it is printed
    for link in chapter.article.select("a[href]"):
        url = urlsplit(str(link["href"]))
        page = url.path.removesuffix(".html") if url.path else chapter.name
        if url.scheme or url.netloc:
            continue
        if page in names:
            link["href"] = f"#{page}.{url.fragment}" if url.fragment else f"#{page}"
        elif published:
            link["href"] = urljoin(published, str(link["href"]))
        else:
            link.name = "span"
            del link["href"]


def _sections(chapter: Chapter) -> list[tuple[str, str]]:
    """List a chapter's sections, identifier and heading without mathematics' doubles."""
    found = []
    for heading in chapter.article.select("h2"):
        parent = heading.parent
        assert parent
        words = copy.copy(heading)
        found.append((str(parent.get("id", "")), words.decode_contents()))
    return found


# -- printing --------------------------------------------------------------------------------------

_HEADINGS = "h1, h2, h3, h4"

# Mathematics that is wider than the page is set smaller; whatever else is wider is reported.
_FIT = """(width) => {
  for (const box of document.querySelectorAll(".katex-display")) {
    const formula = box.firstElementChild;
    const size = parseFloat(getComputedStyle(formula).fontSize);
    const fits = box.clientWidth / box.scrollWidth;
    if (fits < 1) formula.style.fontSize = `${size * fits * 0.98}px`;
  }
  const edge = document.querySelector("main").getBoundingClientRect().right + 1;
  return [...document.querySelectorAll("main :is(p, pre, img, table, .katex-display, h1, h2, h3)")]
    .filter((element) => element.getBoundingClientRect().right > edge
      || (element.scrollWidth > element.clientWidth + 2 && element.matches("pre, .katex-display")))
    .map((element) => element.outerHTML.slice(0, 200));
}"""


def print_book(browser: Browser, site: Path, language: str, title: str, pdf: Path) -> None:
    """Print one language's book: once to learn the page numbers, then with them."""
    page = pdf.with_suffix(".html")
    numbers: dict[str, int] = {}
    for _ in range(3):
        page.write_text(assemble(site, language, title, numbers), "utf-8")
        headings = _print(browser, page, pdf)
        before, numbers = numbers, page_numbers(pdf)
        if numbers == before:
            break
    else:
        raise PdfError(f"{NAMES[language]}: the page numbers do not settle.")
    finish(pdf, title, language, headings)
    page.unlink()


def _print(browser: Browser, source: Path, target: Path) -> list[str]:
    """Print a page, and return its headings."""
    with browser.new_context(viewport={"width": _TEXT_WIDTH, "height": 900}) as context:
        page = context.new_page()
        broken: list[str] = []
        page.on("requestfailed", lambda request: broken.append(request.url))
        page.emulate_media(media="print", color_scheme="light")
        page.goto(source.as_uri(), wait_until="load")
        page.evaluate("document.fonts.ready")
        broken += page.evaluate("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)")
        wide = page.evaluate(_FIT, _TEXT_WIDTH)
        if broken or wide:
            raise PdfError("Missing or wider than the page:\n" + "\n".join([*broken, *wide]))
        page.pdf(
            path=target, prefer_css_page_size=True, print_background=True, outline=True, tagged=True
        )
        return [" ".join(words.split()) for words in page.locator(_HEADINGS).all_text_contents()]


def page_numbers(pdf: Path) -> dict[str, int]:
    """Return the page on which each link's target stands."""
    reader = PdfReader(pdf)
    numbers: dict[str, int] = {}
    for name, destination in reader.named_destinations.items():
        number = reader.get_destination_page_number(destination)
        if number is not None:
            numbers[name.lstrip("/")] = number + 1
    return numbers


def finish(pdf: Path, title: str, language: str, headings: list[str]) -> None:
    """Write what the book is called, in which language it is, and its outline's titles.

    Chromium doubles a heading that stands first on its page, and joins broken lines.
    """
    writer = PdfWriter(clone_from=PdfReader(pdf))
    author = _WORDS[language]["author"]
    writer.add_metadata({"/Title": title, "/Author": author, "/Creator": "Chromium"})
    writer.root_object[NameObject("/Lang")] = TextStringObject(TAGS[language])
    entries = list(_outline(writer.root_object["/Outlines"].get_object()))
    if len(entries) != len(headings):
        raise PdfError(f"{NAMES[language]}: {len(entries)} entries for {len(headings)} headings.")
    for entry, heading in zip(entries, headings, strict=True):
        entry[NameObject("/Title")] = TextStringObject(heading)
    writer.page_mode = "/UseOutlines"
    writer.write(pdf)


def _outline(parent: PdfObject | None) -> Iterator[DictionaryObject]:
    """Yield the entries of an outline in the order of pages."""
    assert isinstance(parent, DictionaryObject)
    entry = parent.get("/First")
    while entry is not None:
        current = entry.get_object()
        yield current
        yield from _outline(current)
        entry = current.get("/Next")


def main(force: bool = False) -> None:
    """Build the site, and print it as a book in both languages into _build/pdf."""
    try:
        site_build.build()
        for pdf in make(site_build.ROOT, force=force):
            site_build.console.print(
                f"{pdf.relative_to(site_build.ROOT)}  {pdf.stat().st_size:,} bytes"
            )
    except (PdfError, site_build.BuildError) as error:
        site_build.console.print(f"[red]No PDF was made.[/] {error}", highlight=False)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    typer.run(main)
