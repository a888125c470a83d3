"""Mathematics set when the site is built, so that pages show it without running a script.

KaTeX writes HTML for the eye and MathML for screen readers. Its own files stand in ``katex/``,
unchanged, from npm's ``katex@0.19.1`` (MIT licence); the engine that runs it is ``mini-racer``.
"""

import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

from docutils import nodes
from py_mini_racer import JSEvalException, MiniRacer
from site_theme import subset
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

KATEX = Path(__file__).with_name("katex")

# Sphinx numbers equations; KaTeX would number these once more.
_NUMBERED = re.compile(r"\\(begin|end)\{(align|alignat|equation|gather)\}")

# What must not begin a line, in either language.
_CLOSING = re.compile(r"[,.;:!?)\]，。；：、！？）”’]+")

#: How KaTeX ends mathematics in a line: the last part that does not break, and what is around it.
_END = "</span></span></span>"


@cache
def _engine() -> MiniRacer:
    engine = MiniRacer()
    engine.eval((KATEX / "katex.min.js").read_text("utf-8"))
    return engine


def render(latex: str, *, display: bool) -> str:
    """Return LaTeX mathematics as HTML with MathML.

    Raises:
        ValueError: KaTeX can't read it; the message says where.
    """
    options = {"displayMode": display, "strict": "error", "throwOnError": True}
    try:
        return str(_engine().call("katex.renderToString", latex, options))
    except JSEvalException as error:
        # KaTeX underlines the place with combining characters, which a terminal garbles.
        first = str(error).partition("\n")[0].replace("\u0332", "")
        raise ValueError(first.partition("ParseError: ")[2] or first) from None


def _html(node: nodes.Element, latex: str, *, display: bool) -> str:
    try:
        return render(latex, display=display)
    except ValueError as error:
        logger.warning("mathematics: %s", error, location=node, type="math")
        return ""


class KeepPunctuation(SphinxPostTransform):
    """Give the punctuation behind mathematics to it, as its attribute ``after``.

    KaTeX's boxes are atomic inlines, after which a browser may break the line before any character.
    """

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Move it in every pair of neighbours."""
        for node in list(self.document.findall(nodes.math)):
            behind = node.next_node(descend=False, siblings=True)
            if isinstance(behind, nodes.Text) and (closing := _CLOSING.match(behind)):
                node["after"] = closing[0]
                # Not parent.replace(): of texts that are equal it takes the first.
                rest = node.parent.index(node) + 1
                node.parent[rest] = nodes.Text(behind[closing.end() :])


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write mathematics in a line, and in its last box the punctuation behind it."""
    html, after = _html(node, node.astext(), display=False), node.get("after")
    if after:
        html = f'{html.removesuffix(_END)}<span class="after">{after}</span>{_END}'
    self.body.append(html)
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write displayed mathematics, with its number where it has a label."""
    latex = _NUMBERED.sub(r"\\\1{\2*}", node.astext())
    if not node.get("nowrap") and r"\\" in latex:
        latex = rf"\begin{{aligned}}{latex}\end{{aligned}}"
    self.body.append(self.starttag(node, "div", CLASS="math"))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(_html(node, latex, display=True) + "</div>\n")
    raise nodes.SkipNode


def add_style(app: Sphinx) -> None:
    """Serve KaTeX's style sheet and fonts from the site itself."""
    app.config.html_static_path.append(str(KATEX / "static"))


def shrink_fonts(app: Sphinx, exception: Exception | None) -> None:
    """Cut the fonts down to the characters that the pages' mathematics is made of."""
    if exception or app.builder.format != "html":
        return
    points: set[int] = set()
    for page in Path(app.outdir).rglob("*.html"):
        # KaTeX writes a formula without a line break.
        for line in re.findall(r'class="katex-html".*', page.read_text("utf-8")):
            points.update(map(ord, unescape(re.sub(r"<[^>]*>?", "", line))))
    for font in (Path(app.outdir) / "_static/fonts").glob("KaTeX_*.woff2"):
        font.write_bytes(subset(font, points))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension."""
    nothing: Any = None
    app.add_html_math_renderer("katex", (visit_inline, nothing), (visit_block, nothing))
    app.add_post_transform(KeepPunctuation)
    app.connect("builder-inited", add_style)
    app.connect("build-finished", shrink_fonts)
    app.add_css_file("katex.min.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
