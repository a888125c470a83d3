"""The folder to upload, ``_build/publish/``: ``python book/_ext/publish.py``.

It holds the site in both languages with its notebooks, and the PDFs, to which every page now links.
Nothing that students must not see may be in it: each file is looked through, packed ones and PDFs
too, before the folder takes the place of the last one.
"""

import hashlib
import html
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import build as site_build
import pdf
import site_live
import typer
from bs4 import BeautifulSoup
from pypdf import PdfReader

from autograder import bilingual

#: Stands where a page links the PDF, if there is one.
MARK = "<!-- pdf -->"

_LINK = {
    "en": "The whole course as a book (PDF, {pages} pages, {size:.1f} MB)",
    "zh": "全书 PDF（{pages} 页，{size:.1f} MB）",
}

_SECRET = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.DOTALL)
_TRACE = re.compile(
    r"(BEGIN|END) (SOLUTION|HIDDEN TESTS)|autograder[./]exams|COURSE_SECRET|\.course_secret"
)


_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")


class PublishError(Exception):
    """The folder was not made; the message is for a reader."""


def publish(root: Path, base_url: str | None = None, cname: str | None = None) -> Path:
    """Make the folder to upload.

    Args:
        root: the folder of ``_config.yml`` and ``book/``.
        base_url: where it will be published, if not where ``html.baseurl`` says.
        cname: a domain of one's own, for GitHub's pages, if not the one of ``publish.cname``.

    Raises:
        PublishError: something in it must not be published.
        pdf.PdfError, build.BuildError: the books or the site could not be made.
    """
    site = site_build.build(root, base_url=base_url)
    settings = site_build.settings_of(root, base_url)
    books = pdf.make(root)
    new = shutil.copytree(site, root / "_build/publish.new", dirs_exist_ok=True)
    for book in books:
        shutil.copy(book, new)
    link_books(new)
    (new / ".nojekyll").touch()  # GitHub's pages would leave out the folders named _static
    domain = cname if cname is not None else (settings.get("publish") or {}).get("cname")
    if domain:
        (new / "CNAME").write_text(f"{domain}\n")
    if found := leaks(new, root):
        raise PublishError("Not to be published:\n" + "\n".join(found))
    target = root / "_build/publish"
    site_build.replace(target, new)
    return target


def link_books(folder: Path) -> None:
    """Link each language's PDF from its pages, where they say."""
    for language in bilingual.LANGUAGES:
        name = pdf.file_name(language)
        size = (folder / name).stat().st_size / 1e6
        words = _LINK[language].format(pages=len(PdfReader(folder / name).pages), size=size)
        for page in (folder / language).rglob("*.html"):
            up = "../" * len(page.relative_to(folder).parent.parts)
            link = f'<p class="pdf-link"><a href="{up}{name}">{html.escape(words)}</a></p>'
            page.write_text(page.read_text("utf-8").replace(MARK, link), "utf-8")


# -- what must not be published --------------------------------------------------------------------


def leaks(folder: Path, root: Path) -> list[str]:
    """List the places below a folder where solutions or exams show, as ``file: what``."""
    secret = _secret_lines(root)
    found = []
    for name, text in texts(folder):
        lines = {line.strip() for line in text.splitlines()}
        found += [f"{name}: {line}" for line in sorted(lines & secret)]
        found += [f"{name}: {match[0]}" for match in _TRACE.finditer(text)]
    return found


def _secret_lines(root: Path) -> set[str]:
    """The lines of solutions and exams that are long enough to be nobody else's."""
    sources = "\n".join(path.read_text("utf-8") for path in (root / "solutions").glob("*.md"))
    exams = "\n".join(path.read_text("utf-8") for path in (root / "autograder/exams").glob("*.py"))
    solutions = "\n".join(block for _, block in _SECRET.findall(sources))
    given = _SECRET.sub("", sources)
    open_to_all = [*(root / "exercises").rglob("*.py"), *(root / "book/convolution").rglob("*.py")]
    public = "\n".join(path.read_text("utf-8") for path in open_to_all)
    return (_long(solutions, 25) | _long(exams, 40)) - _long(given + public, 25)


def _long(text: str, length: int) -> set[str]:
    return {line.strip() for line in text.splitlines() if len(line.strip()) >= length}


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what can be read in each file below a folder, also in packed ones: name and text."""
    official = set(_SHA256.findall(site_live.PINS.read_text()))  # Pyodide's own files, as released
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        if content and hashlib.sha256(content).hexdigest() not in official:
            yield from _texts_in(path.relative_to(folder).as_posix(), content)


def _texts_in(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    suffix = name.rpartition(".")[2].lower()
    if content.startswith(b"PK\x03\x04"):  # a zip, and whatever else is one: a wheel, an npz
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for inner in archive.namelist():
                yield from _texts_in(f"{name}/{inner}", archive.read(inner))
    elif suffix == "pdf":
        pages = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        yield name, "\n".join(pages)
    elif suffix == "ipynb":
        cells = json.loads(content)["cells"]
        yield name, "\n".join("".join(cell["source"]) for cell in cells)
    elif suffix == "html":
        # Text without the marks of the code's colours, and whatever stands in attributes.
        markup = content.decode("utf-8")
        yield name, BeautifulSoup(markup, "html.parser").get_text() + "\n" + html.unescape(markup)
    else:
        yield name, content.decode("utf-8", errors="ignore")


def main(
    base_url: Annotated[
        str | None, typer.Option(help="Where it will be published (html.baseurl in _config.yml).")
    ] = None,
    cname: Annotated[
        str | None, typer.Option(help="A domain of your own (publish.cname in _config.yml).")
    ] = None,
) -> None:
    """Make the folder to upload, _build/publish."""
    console = site_build.console
    try:
        folder = publish(site_build.ROOT, base_url, cname)
    except (PublishError, pdf.PdfError, site_build.BuildError) as error:
        console.print(f"[red]Nothing was published.[/] {error}", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    console.print(f"Ready to upload: {folder}, {len(files)} files, {size / 1e6:.1f} MB")
    if not (folder / "sitemap.xml").is_file():
        console.print("Without an address (html.baseurl in _config.yml) there is no sitemap.")


if __name__ == "__main__":
    typer.run(main)
