"""What the theme needs to be light: deferred scripts, an icon font of the icons in use.

The theme's own 1.5 MB of icon script is left out by ``templates/static/webpack-macros.html``.
"""

import base64
import io
import re
import shutil
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

TEMPLATES = Path(__file__).with_name("templates")

_ICONS = "vendor/fontawesome/webfonts"


def find_templates(app: Sphinx, config: Config) -> None:
    """Put our templates before the theme's."""
    config.templates_path[:0] = [str(TEMPLATES), str(TEMPLATES / "components")]


def defer_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Let a page appear before its scripts run; an inline script needs the first one at once."""
    for script in context["script_files"]:
        name = getattr(script, "filename", None) or ""
        if name and "documentation_options" not in str(name):
            script.attributes.setdefault("defer", "defer")


def icons_in(site: Path, style: str) -> set[int]:
    """Return the code points of the theme's icons that a built site uses."""
    rules = re.findall(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)"', style)
    points = {
        name: int(point, 16) for names, point in rules for name in re.findall(r"fa-[\w-]+", names)
    }
    used = {int(point, 16) for point in re.findall(r'--pst-icon[\w-]+:"\\([0-9a-f]+)"', style)}
    used |= {ord(char) for char in re.findall(r'--pst-icon[\w-]+:"(.)"', style)}
    for page in site.rglob("*.html"):
        for names in re.findall(r'class="([^"]*\bfa-[^"]*)"', page.read_text("utf-8")):
            used |= {points[name] for name in names.split() if name in points}
    return used


def shrink(app: Sphinx, exception: Exception | None) -> None:
    """Cut the icon font down to the icons in use, and drop files that no page asks for."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    style = (static / "styles/pydata-sphinx-theme.css").read_text("utf-8")
    icons = icons_in(Path(app.outdir), style)
    # course.css puts this font in the place of the theme's.
    font = base64.b64encode(subset(static / _ICONS / "fa-solid-900.ttf", icons)).decode()
    course = static / "course.css"
    rules = course.read_text("utf-8")
    assert "icons.woff2" in rules
    course.write_text(rules.replace("icons.woff2", f"data:font/woff2;base64,{font}"), "utf-8")
    for path in {*static.rglob("*.map"), *static.glob("scripts/fontawesome.js*")}:
        path.unlink()
    for name in ("vendor/fontawesome", "locales"):
        shutil.rmtree(static / name)
    for path in static.glob("*webpack-macros.html"):
        path.unlink()


#: Markup of others that tells screen readers something else than what is there.
_MENDED = {
    # A label of MyST-NB's hides the words "Show the code", which name what they open.
    ' aria-label="Toggle hidden content"': "",
    # docutils puts works cited into a list, by a role that is no item of one and deprecated.
    'role="doc-biblioentry"': 'role="listitem"',
    # The empty corner of a table heads nothing.
    '<th class="head"><p></p></th>': "<td></td>",
}


def mend_labels(app: Sphinx, exception: Exception | None) -> None:
    """Let pages say to screen readers what they show."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        html = page.read_text("utf-8")
        for wrong, right in _MENDED.items():
            html = html.replace(wrong, right)
        page.write_text(html, "utf-8")


def subset(font: Path, points: set[int]) -> bytes:
    """Return the glyphs of some code points of a font, as WOFF2."""
    loaded = TTFont(font)
    subsetter = Subsetter(Options(layout_features=[]))
    subsetter.populate(unicodes=points)
    subsetter.subset(loaded)
    loaded.flavor = "woff2"
    file = io.BytesIO()
    loaded.save(file)
    return file.getvalue()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension."""
    app.connect("config-inited", find_templates, priority=900)
    app.connect("html-page-context", defer_scripts, priority=900)
    app.connect("build-finished", shrink)
    app.connect("build-finished", mend_labels)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
