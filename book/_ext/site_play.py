"""Figures to play with: the directive ``play``, and their scripts on the pages that use them.

::

    ```{play} stepper
    :name: play-stepper
    :start: padding=1 stride=2
    :alt: {en}`What it shows, without it.` {zh}`没有它时，说明它展示什么。`

    {en}`The caption.` {zh}`图题。`
    ```

The figure ``stepper`` is the element ``play-stepper`` of ``assets/play/stepper.js``; ``start`` has
the settings to begin with. Where no script runs, and in a PDF, the text of ``alt`` stands there.
"""

import dataclasses
import html
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from convolution.drawing import style

SCRIPTS = Path(__file__).parents[1] / "assets/play"
SHARED = {"ops", "play"}

ROLES = ("input", "kernel", "output", "padding", "bias", "plain")


class play(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes so
    """A figure to play with; its children stand for it where it cannot run."""


def figures() -> set[str]:
    """The names of the figures there are."""
    return {path.stem for path in SCRIPTS.glob("*.js")} - SHARED


def colours() -> str:
    """The drawing code's colours as a style sheet's variables."""
    variables = {"ink": style.INK, "dark": style.DARK}
    for name in ROLES:
        role = dataclasses.asdict(getattr(style, name.upper()))
        variables |= {f"{name}-{part}": colour for part, colour in role.items()}
    lines = (f"  --play-{name}: {colour};\n" for name, colour in variables.items())
    return f"/* Made from convolution/drawing/style.py. */\n:root {{\n{''.join(lines)}}}\n"


class Play(SphinxDirective):
    """A figure to play with, with its caption."""

    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012 - docutils' interface
        "alt": directives.unchanged_required,
        "name": directives.unchanged,
        "start": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Make the figure."""
        name = self.arguments[0]
        if name not in figures():
            raise self.error(f"no such figure: {name}; there are {', '.join(sorted(figures()))}")
        if not self.options.get("alt"):
            raise self.error(f"{name}: say in alt what it shows")
        pairs = self.options.get("start", "").split()
        if not all(re.fullmatch(r"[a-z]+=[\w-]+", pair) for pair in pairs):
            raise self.error(f"{name}: write start as name=value name=value")
        start = dict(pair.split("=") for pair in pairs)
        instead = nodes.paragraph("", self.options["alt"])
        caption = self.parse_content_to_nodes()
        if len(caption) != 1 or not isinstance(caption[0], nodes.paragraph):
            raise self.error(f"{name}: give it a caption of one paragraph")
        text = nodes.caption("", "", *caption[0].children)
        figure = nodes.figure("", play("", instead, figure=name, start=start), text)
        figure["classes"].append("play")
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]


def visit_html(self: HTML5Translator, node: play) -> None:
    """Open the element; the text inside is there until its script has run."""
    settings = "".join(
        f' data-{name}="{html.escape(value)}"' for name, value in node["start"].items()
    )
    self.body.append(f'<play-{node["figure"]}{settings}><div class="play-fallback">')


def depart_html(self: HTML5Translator, node: play) -> None:
    """Close the element."""
    self.body.append(f"</div></play-{node['figure']}>\n")


def pass_by(self: Any, node: play) -> None:
    """Write only the text that stands for the figure."""


def add_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load what a page's figures need, on that page only."""
    used = sorted({node["figure"] for node in doctree.findall(play)}) if doctree else []
    for name in used:
        app.add_js_file(f"play/{name}.js", type="module")
    if used:
        app.add_css_file("colours.css")
        app.add_css_file("play/play.css")


def write_colours(app: Sphinx) -> None:
    """Put the style sheet of colours where the site's other files of this kind are found."""
    folder = Path(app.doctreedir) / "colours"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "colours.css").write_text(colours(), "utf-8")
    app.config.html_static_path.append(str(folder))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension."""
    app.add_node(
        play,
        html=(visit_html, depart_html),
        latex=(pass_by, pass_by),
        text=(pass_by, pass_by),
        man=(pass_by, pass_by),
        texinfo=(pass_by, pass_by),
    )
    app.add_directive("play", Play)
    app.connect("builder-inited", write_colours)
    app.connect("html-page-context", add_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
