"""Images that hold their place, come when they are needed, and are small.

A page knows each image's size before it is there, so that nothing jumps; images further down than
a chapter's opening load as the reader comes near. Pictures that Matplotlib put into an SVG as PNG
become WebP, at a fifth of the size.
"""

import base64
import io
import re
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from PIL import Image
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

_IMAGE = re.compile(r"<img [^>]*?>")
_PIXELS = {"pt": 96 / 72, "px": 1.0, "in": 96.0, "": 1.0}


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Shrink the site's images, and say their sizes on its pages."""
    if exception or app.builder.format != "html":
        return
    site = Path(app.outdir)
    for path in (site / "_images").glob("*.svg"):
        path.write_text(smaller(path.read_text("utf-8")), "utf-8")
    for page in site.rglob("*.html"):
        html = page.read_text("utf-8")
        # The opening ends at the second heading; what stands there is likely seen at once.
        opening = html.find("<h2", html.find("<article"))
        shown = partial(describe, page.parent, opening)
        page.write_text(_IMAGE.sub(shown, html), "utf-8")


def describe(folder: Path, opening: int, found: re.Match[str]) -> str:
    """Add an image's width and height in pixels to its tag, and when to load it.

    An image from elsewhere, or one that says its own size, stays as it is.
    """
    tag = found[0]
    source = re.search(r' src="([^":]+)"', tag)
    if not source or re.search(r" (width|height|style)=", tag):
        return tag
    path = folder / unquote(unescape(source[1])).partition("?")[0]
    width, height = size(path)
    loading = ' loading="lazy"' if found.start() > opening else ""
    return f'<img width="{width}" height="{height}"{loading} decoding="async"{tag[4:]}'


def size(path: Path) -> tuple[int, int]:
    """Return an image's width and height in pixels."""
    if path.suffix != ".svg":
        with Image.open(path) as image:
            return image.size
    svg = path.read_text("utf-8")
    head = svg[svg.index("<svg") :].partition(">")[0]
    sides = [re.search(rf'\b{side}="([\d.]+)(\w*)"', head) for side in ("width", "height")]
    if all(sides):
        width, height = (float(side[1]) * _PIXELS[side[2]] for side in sides if side)
    else:
        box = re.search(r'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"', head)
        assert box, f"{path} says no size"
        width, height = float(box[1]), float(box[2])
    return round(width), round(height)


def smaller(svg: str) -> str:
    """Write the PNG pictures inside an SVG as WebP where that is smaller."""
    return re.sub(r"data:image/png;base64,([^\"]+)", lambda found: webp(found[0], found[1]), svg)


def webp(original: str, encoded: str) -> str:
    """Return a PNG as a data address of the smallest: itself, WebP without loss, WebP of 85 %."""
    picture = Image.open(io.BytesIO(base64.b64decode(encoded)))
    candidates = ["".join(original.split())]
    for options in ({"lossless": True}, {"quality": 85}):
        file = io.BytesIO()
        picture.save(file, "WEBP", method=6, **options)
        candidates.append(f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode()}")
    return min(candidates, key=len)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension."""
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
