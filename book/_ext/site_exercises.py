"""The released exercises, offered for download on the page that lists them.

The directive ``exercises`` makes a table of what lies in ``exercises/<language>/``; each line of
its content names an assignment and, after a colon, the chapter to read first; the lines say the
order, and one whose assignment isn't released yet makes no row. Folders are copied into the site as
they are, and once more as a zip.
"""

import shutil
import zipfile
from pathlib import Path

import launch
import nbformat
from docutils import nodes
from site_languages import language_of
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

_LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}

_HEAD = {
    "en": ("Assignment", "Tasks", "Points", "Download"),
    "zh": ("作业", "题数", "分数", "下载"),
}
_READ_FIRST = {"en": "Read first: ", "zh": "先读："}
_NOTEBOOK = {"en": "notebook", "zh": "笔记本"}
_ZIP = {"en": "folder (zip)", "zh": "文件夹（zip）"}
_NOTHING = {
    "en": "No exercises have been released yet. "
    "The course's authors release them with python -m autograder release.",
    "zh": "练习尚未发布。课程作者用 python -m autograder release 发布。",
}


def released(folder: Path) -> list[str]:
    """List the assignments that lie in a language's folder of released exercises."""
    return sorted(path.parent.name for path in folder.glob("*/*.ipynb") if is_main(path))


def is_main(notebook: Path) -> bool:
    """Whether this is an assignment's notebook, ``<assignment>/<assignment>.ipynb``."""
    return notebook.stem == notebook.parent.name


def files_of(assignment: Path) -> list[Path]:
    """List the files a student gets with an assignment, in a fixed order."""
    files = (path for path in assignment.rglob("*") if path.is_file())
    return sorted(f for f in files if not _LEFT_OUT.intersection(f.relative_to(assignment).parts))


class Exercises(SphinxDirective):
    """The table of assignments with their downloads."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Make the table, or say that there is nothing yet."""
        language = language_of(self.config)
        folder = folder_of(self.env.app)
        chapters = dict(self._lines())
        found = released(folder)
        if not found:
            return [nodes.admonition("", nodes.paragraph("", _NOTHING[language]), classes=["note"])]
        for name in sorted(set(found) - chapters.keys()):
            logger.warning("exercises: %s is not listed here", name, location=self.get_location())
        rows = [
            self._row(folder / name, chapter) for name, chapter in chapters.items() if name in found
        ]
        return [_table(_HEAD[language], rows)]

    def _lines(self) -> list[tuple[str, str]]:
        """Assignment and chapter of each line."""
        lines = (line.partition(":") for line in self.content if line.strip())
        return [(name.strip(), chapter.strip()) for name, _, chapter in lines]

    def _row(self, assignment: Path, chapter: str) -> nodes.row:
        name = assignment.name
        self.env.note_dependency(str(assignment / f"{name}.ipynb"))
        title, count, points = summary(assignment / f"{name}.ipynb")
        language = language_of(self.config)
        base = f"exercises/{name}"
        downloads = nodes.paragraph()
        for uri, words in ((f"{base}/{name}.ipynb", _NOTEBOOK), (f"{base}.zip", _ZIP)):
            downloads += nodes.reference("", words[language], refuri=uri)
            downloads += nodes.Text(" ")
        # In the repository the notebook lies where it does here; its checks.py lies beside it.
        for service, uri in launch.links(
            self.config.course_launch, f"exercises/{language}/{name}/{name}.ipynb"
        ):
            downloads += nodes.reference("", service, refuri=uri)
            downloads += nodes.Text(" ")
        page = f"exercises/{name}"
        has_page = page in self.env.found_docs
        named = [
            nodes.paragraph("", "", self._link(page, title) if has_page else nodes.Text(title))
        ]
        if chapter:
            before = nodes.Text(_READ_FIRST[language])
            link = self._link(chapter)
            named.append(nodes.paragraph("", "", before, link, classes=["read-first"]))
        return nodes.row(
            "",
            nodes.entry("", *named),
            nodes.entry("", nodes.paragraph("", str(count))),
            nodes.entry("", nodes.paragraph("", f"{points:g}")),
            nodes.entry("", downloads),
        )

    def _link(self, page: str, words: str = "") -> nodes.Node:
        """Make a link to a page, by its title or in other words."""
        target = {"reftype": "doc", "refdomain": "std", "reftarget": f"/{page}"}
        inner = nodes.inline("", words)
        return pending_xref("", inner, refexplicit=bool(words), refwarn=True, **target)


def summary(notebook: Path) -> tuple[str, int, float]:
    """Return a released notebook's title, number of graded exercises and points."""
    cells = nbformat.read(notebook, as_version=4).cells
    headings = (
        line.removeprefix("# ")
        for cell in cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("# ")
    )
    graded = [cell.metadata.nbgrader for cell in cells if cell.metadata.get("nbgrader")]
    graded = [settings for settings in graded if settings.get("grade")]
    return next(headings, notebook.stem), len(graded), sum(s["points"] for s in graded)


def _table(head: tuple[str, ...], rows: list[nodes.row]) -> nodes.table:
    titles = (nodes.entry("", nodes.paragraph("", title)) for title in head)
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += nodes.thead("", nodes.row("", *titles))
    group += nodes.tbody("", *rows)
    return nodes.table("", group, classes=["exercises"])


def folder_of(app: Sphinx) -> Path:
    """The folder of the site's language, beside the book's."""
    return Path(app.srcdir).parent / "exercises" / language_of(app.config)


def copy_exercises(app: Sphinx, exception: Exception | None) -> None:
    """Copy what students download into the finished site."""
    if exception or app.builder.format != "html":
        return
    folder = folder_of(app)
    target = Path(app.outdir) / "exercises"
    for name in released(folder):
        for source in files_of(folder / name):
            copy = target / source.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy)
        write_zip(folder / name, target / f"{name}.zip")


def write_zip(assignment: Path, path: Path) -> None:
    """Pack an assignment's folder; the same files give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for source in files_of(assignment):
            info = zipfile.ZipInfo(source.relative_to(assignment.parent).as_posix())
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, source.read_bytes())


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension."""
    app.add_config_value("course_launch", {}, "env")
    app.add_directive("exercises", Exercises)
    app.connect("build-finished", copy_exercises)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
