"""Finished pages made light: one style sheet with the rules in use, and one script.

What every page of the site loads is put together, in its order: less to ask for, and a browser
keeps it from page to page. What only some pages load stays apart. Of the style sheets that come
with the theme and the extensions, a rule stays if its classes and identifiers occur in some page or
script; ours (``book/assets``) stay whole.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise
from os.path import relpath
from pathlib import Path
from typing import Any

import tinycss2  # type: ignore[import-untyped]
from site_languages import language_of
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)

_STYLE = re.compile(r' *<link (?=[^>]*rel="stylesheet")[^>]*?href="([^":]+)"[^>]*>\n?')
_SCRIPT = re.compile(  # a module stays apart: it has names of its own
    r' *<script (?=[^>]*\bdefer\b)(?![^>]*"module")[^>]*?src="([^":]+)"[^>]*></script>\n?'
)

#: Scripts that have nothing to do without the words beside them in a page.
_FOR = {
    "bootstrap.js": r'data-bs-toggle="(?!tooltip)',  # a title is a tooltip without it
    "design-tabs.js": 'class="[^"]*sd-tab-set',
    "togglebutton.js": r'class="[^"]*\b(toggle|dropdown)[ "]',
}

#: The theme measures every code block when a page has loaded, and so has all of it laid out;
#: course.js waits until they come near.
_MEASURES = '"complete"===document.readyState?I():window.addEventListener("load",I)'

Nodes = list[Any]


_UNFOLD = {"en": "Pages below", "zh": "下级页面"}


def lighten(app: Sphinx, exception: Exception | None) -> None:
    """Rewrite the finished pages and what they load."""
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    paths = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    pages = {path: inline_options(path, path.read_text("utf-8")) for path in paths}
    label = _UNFOLD[language_of(app.config)]
    pages = {path: name_toggles(make_stops(html), label) for path, html in pages.items()}
    drop_idle_scripts(pages)
    scripts = shared(pages, _SCRIPT)
    script = merge_scripts(scripts)
    styles = shared(pages, _STYLE)
    own = {path.name for path in (Path(app.confdir) / "assets").rglob("*.css")}
    style = merge_styles(styles, site / "_static", own, words(pages.values(), site))

    for name, text, pattern, old in (
        ("site.css", style, _STYLE, styles),
        ("site.js", script, _SCRIPT, scripts),
    ):
        target = site / "_static" / name
        for path in old:
            path.unlink()
        target.write_text(text, "utf-8")
        for page, html in pages.items():
            pages[page] = put_once(page, html, pattern, old, target)
    for page, html in pages.items():
        page.write_text(html, "utf-8")
    drop_unused_fonts(site / "_static", style)


def inline_options(page: Path, html: str) -> str:
    """Put Sphinx's few options into the page: scripts in the page need them before all else."""

    def text(found: re.Match[str]) -> str:
        return f"<script>{local(page, found[1]).read_text('utf-8')}</script>"

    return re.sub(r'<script src="([^"]*documentation_options\.js)[^"]*"></script>', text, html)


def make_stops(html: str) -> str:
    """Let Tab stop at what may scroll; course.js takes away what doesn't."""
    html = re.sub(r"<pre(?![^>]*tabindex)", '<pre tabindex="0"', html)
    scrolling = ("katex-display", "pst-scrollable-table-container")
    for name in scrolling:
        html = html.replace(f' class="{name}"', f' class="{name}" tabindex="0"')
    return html


def name_toggles(html: str, label: str) -> str:
    """Say what the arrows in the list of chapters do, for those who cannot see them."""
    arrow = '<span class="toctree-toggle"'
    return html.replace(f"<summary>{arrow}", f'<summary aria-label="{label}">{arrow}')


def local(page: Path, address: str) -> Path:
    """Return the file of a relative address on a page."""
    return (page.parent / address.partition("?")[0]).resolve()


def drop_idle_scripts(pages: dict[Path, str]) -> None:
    """Take scripts away that no page has a use for."""
    idle = {
        name
        for name, need in _FOR.items()
        if not any(re.search(need, html) for html in pages.values())
    }
    files = set()

    def drop(page: Path, tag: re.Match[str]) -> str:
        file = local(page, tag[1])
        if file.name not in idle:
            return tag[0]
        files.add(file)
        return ""

    for page, html in pages.items():
        pages[page] = _SCRIPT.sub(partial(drop, page), html)
    for file in files:
        file.unlink()


def shared(pages: dict[Path, str], pattern: re.Pattern[str]) -> list[Path]:
    """List the files that every page loads, in the order of the first page."""
    loaded = [
        [local(page, found) for found in pattern.findall(html)] for page, html in pages.items()
    ]
    return [path for path in dict.fromkeys(loaded[0]) if all(path in one for one in loaded)]


def put_once(page: Path, html: str, pattern: re.Pattern[str], old: list[Path], target: Path) -> str:
    """Load ``target`` where the first of the old files was loaded, and the others no more."""
    version = hashlib.sha256(target.read_bytes()).hexdigest()[:8]
    address = f"{relpath(target, page.parent)}?v={version}"
    tag = (
        f'<link rel="stylesheet" href="{address}" />\n'
        if pattern is _STYLE
        else f'<script defer src="{address}"></script>\n'
    )
    tags = iter([tag])
    return pattern.sub(
        lambda found: next(tags, "") if local(page, found[1]) in old else found[0], html
    )


def merge_scripts(paths: list[Path]) -> str:
    """Join scripts; the first semicolon keeps one's "use strict" from holding for the others."""
    texts = (path.read_text("utf-8") for path in paths)
    text = ";" + "\n;".join(re.sub(r"//# sourceMappingURL.*", "", text) for text in texts)
    assert _MEASURES in text or not any(path.name == "pydata-sphinx-theme.js" for path in paths), (
        "the theme is another"
    )
    return text.replace(_MEASURES, "0")


# -- style sheets ---------------------------------------------------------------------------------


def words(pages: Iterable[str], site: Path) -> set[str]:
    """Return every class and identifier of the pages, and every word of the scripts."""
    found: set[str] = set()
    for html in pages:
        for names in re.findall(r'\b(?:class|id)="([^"]*)"', html):
            found.update(names.split())
    for script in (site / "_static").rglob("*.js"):
        found.update(re.findall(r"[\w-]+", script.read_text("utf-8")))
    return found


def merge_styles(paths: list[Path], static: Path, own: set[str], used: set[str]) -> str:
    """Join style sheets; of others' only the rules in use."""
    sheets = []
    for path in paths:
        rules = tinycss2.parse_stylesheet(
            read_style(path, static), skip_comments=True, skip_whitespace=True
        )
        sheets.append(write(rules if path.name in own else list(prune(rules, used))))
    text = "".join(sheets)
    return without_idle_faces(without_idle_properties(text, used), static)


def read_style(path: Path, static: Path) -> str:
    """Read a style sheet with what it imports, its addresses seen from ``static``."""
    text = path.read_text("utf-8")
    text = re.sub(r'@charset "[^"]*";', "", text)

    def address(found: re.Match[str]) -> str:
        return f"url({relpath((path.parent / found[1]).resolve(), static)})"

    text = re.sub(r"""url\(["']?(?!data:|#|https?:)([^"')]+)["']?\)""", address, text)
    return re.sub(
        r'@import "([^"]+)";', lambda found: read_style(path.parent / found[1], static), text
    )


def prune(rules: Nodes, used: set[str]) -> Iterator[Any]:
    """Yield the rules in use, of each the selectors in use."""
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [s for s in split(rule.prelude) if names(s) <= used]
            if selectors:
                rule.prelude = join(selectors)
                yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"}:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            rule.content = list(prune(inner, used))
            if rule.content:
                yield rule
        else:
            yield rule


def split(prelude: Nodes) -> list[Nodes]:
    """Split a rule's selectors at the commas."""
    selectors: list[Nodes] = [[]]
    for token in prelude:
        if token == ",":
            selectors.append([])
        else:
            selectors[-1].append(token)
    return selectors


def join(selectors: list[Nodes]) -> Nodes:
    """Join selectors with commas."""
    comma = tinycss2.ast.LiteralToken(0, 0, ",")
    tokens = [token for selector in selectors for token in (comma, *selector)]
    return tokens[1:]


def names(selector: Nodes) -> set[str]:
    """Return the classes and identifiers that a selector asks for; not those inside ``:not()``."""
    found = {token.value for token in selector if token.type == "hash"}
    for dot, name in pairwise(selector):
        if dot == "." and name.type == "ident":
            found.add(name.value)
    return found


def write(nodes: Nodes) -> str:
    """Write CSS without comments, and with one space for many."""
    for node in nodes:
        for part in ("prelude", "content"):
            shorten(getattr(node, part, None) or [])
    return str(tinycss2.serialize(nodes))


def shorten(nodes: Nodes) -> None:
    """Drop comments and shorten spaces, in place."""
    nodes[:] = [node for node in nodes if node.type != "comment"]
    for node in nodes:
        if node.type == "whitespace":
            node.value = " "
        for part in ("prelude", "content", "arguments"):
            if isinstance(inner := getattr(node, part, None), list):
                shorten(inner)


def without_idle_properties(text: str, used: set[str]) -> str:
    """Drop custom properties that nothing asks for, and then those that only they asked for."""
    asked = used | set(re.findall(r"var\(\s*(--[\w-]+)", text))

    def keep(found: re.Match[str]) -> str:
        return found[0] if found[1] in asked else ""

    # A value in quotes may hold anything, and stays.
    shorter = re.sub(r"(?<=[{;])\s*(--[\w-]+)\s*:[^;{}\"']*(?:;|(?=\}))", keep, text)
    return shorter if shorter == text else without_idle_properties(shorter, used)


def without_idle_faces(text: str, static: Path) -> str:
    """Drop fonts that no rule names, and those whose files aren't there."""
    faces = re.findall(r"@font-face\s*\{[^}]*\}", text)
    rest = re.sub(r"@font-face\s*\{[^}]*\}", "", text)
    kept = []
    for face in faces:
        family = re.search(r"""font-family:\s*["']?([^;"'}]+)""", face)
        sources = re.findall(r"url\(([^)]+)\)", face)
        there = any(s.startswith(('"data:', "data:")) or (static / s).is_file() for s in sources)
        if family and there and family[1] in rest:
            kept.append(face)
    return "".join(kept) + rest


def drop_unused_fonts(static: Path, style: str) -> None:
    """Delete the mathematics' fonts that no rule asks for."""
    for font in (static / "fonts").glob("KaTeX_*"):
        if relpath(font, static) not in style:
            font.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension; what others do to finished pages comes first."""
    app.connect("build-finished", lighten, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
