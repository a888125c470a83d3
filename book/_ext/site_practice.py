"""A page for each assignment, where its exercises can be tried at once.

The pages' sources, ``book/exercises/<assignment>.md``, are empty: what they show is the released
notebook of the page's language, without any solution, since a release holds none. Text stays text;
each code cell becomes what a chapter's code cell is, so that ``assets/live/`` can run it, with its
nbgrader id and its part: ``answer``, ``test`` or ``given``. The rest is in ``practice.js`` there.
"""

from html import escape
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from docutils.parsers.rst import directives
from site_exercises import folder_of
from site_languages import language_of
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

FOLDER = "exercises/"

_DESCRIPTION = {
    "en": "{}: exercises to try in the browser. Write each function, run its test, get a hint, "
    "and download the notebook with your answers.",
    "zh": "{}：可以在浏览器里直接做的练习。写出每个函数，运行测试，出错时得到提示，"
    "最后下载带有自己答案的笔记本，就可以交作业。",
}

_TEST = {"en": "The test", "zh": "测试"}

_HOW = {
    "en": "Here in the page, <em>Edit</em> opens an answer and <em>Check</em> runs its test. "
    "At the end download the notebook and hand it in. How to work <em>in a notebook</em> is said "
    "below.",
    "zh": "在这个网页里，点“编辑”写答案，点“检查”运行测试，最后下载笔记本提交。"
    "下面的“怎么做”说的是在笔记本里怎么做。",
}


def notebook_of(app: Sphinx, name: str) -> Path:
    """Return the released notebook of an assignment in the site's language."""
    return folder_of(app) / name / f"{name}.ipynb"


def write_page(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the notebook in the place of the page's source."""
    if not docname.startswith(FOLDER):
        return
    name = docname.removeprefix(FOLDER)
    path = notebook_of(app, name)
    app.env.note_dependency(str(path))
    source[0] = page_from(nbformat.read(path, as_version=4), name, language_of(app.config))


def page_from(notebook: nbformat.NotebookNode, name: str, language: str) -> str:
    """Return a notebook as Markdown."""
    title = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
    description = _DESCRIPTION[language].format(title)
    head = f"---\nmyst:\n  html_meta:\n    description: {description!r}\n---\n"
    parts = [f"{head}\n(exercise-{name})="]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            if len(parts) == 2:  # under the title
                parts.append(f"````{{practice-tools}} {name}\n````")
        else:
            settings = cell.metadata.get("nbgrader", {})
            options = f":id: {cell.id}\n:part: {part_of(settings)}"
            parts.append(f"````{{practice-cell}}\n{options}\n\n{cell.source}\n````")
    return "\n\n".join(parts) + "\n"


def part_of(settings: dict[str, Any]) -> str:
    """Return what a code cell is for: an answer, its test, or given."""
    if settings.get("solution"):
        return "answer"
    return "test" if settings.get("grade") else "given"


class Tools(SphinxDirective):
    """The place of progress and downloads, which the page's script fills."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Make the place."""
        how = _HOW[language_of(self.config)]
        name = escape(self.arguments[0])
        html = f'<div class="practice-tools" data-assignment="{name}"><p>{how}</p></div>'
        return [nodes.raw("", html, format="html")]


class Cell(SphinxDirective):
    """A code cell that is not run when the site is built."""

    has_content = True
    option_spec = {  # noqa: RUF012 (docutils' own form)
        "id": directives.unchanged_required,
        "part": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Make the cell, in the markup of MyST-NB's."""
        code = "\n".join(self.content)
        block = nodes.literal_block(code, code, language="ipython3")
        values = "".join(f' data-{key}="{escape(value)}"' for key, value in self.options.items())
        before = f'<div class="cell practice"{values}>'
        after = "</div></div>"
        if self.options["part"] == "test":  # folded, so that its verdict stands near the answer
            words = _TEST[language_of(self.config)]
            before += f'<details class="practice-test"><summary>{words}</summary>'
            after = "</div></details></div>"
        return [
            nodes.raw("", f'{before}<div class="cell_input">', format="html"),
            block,
            nodes.raw("", after, format="html"),
        ]


def add_to_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add the script of these pages; it brings the cells' own along."""
    if doctree is not None and pagename.startswith(FOLDER):
        app.add_css_file("live/live.css")
        where = {"data-pyodide": app.config.live_pyodide_url}
        app.add_js_file("live/practice.js", type="module", **where)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension."""
    app.add_directive("practice-cell", Cell)
    app.add_directive("practice-tools", Tools)
    app.connect("source-read", write_page, priority=900)  # after the languages' check
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
