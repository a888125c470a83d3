"""What others are told of a page: search engines, and whoever shows a link to it.

Each page gets the addresses of both languages, a description (from its front matter), and a card:
Open Graph's tags with an image that is drawn when the site is built. Addresses are absolute where
``html.baseurl`` in ``_config.yml`` says where the site is published, relative elsewhere.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import site_cards
from docutils import nodes
from site_languages import TAGS, language_of
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from autograder import bilingual

logger = logging.getLogger(__name__)

#: Open Graph's names of the languages.
LOCALES = {"en": "en_GB", "zh": "zh_CN"}

#: Descriptions of pages that have no source.
DESCRIPTIONS = {
    "search": {
        "en": "Search the course on the convolutional layer: chapters, exercises, symbols, code.",
        "zh": "在这门关于卷积层的课程里搜索：输入中文或英文的术语、符号或函数名，"
        "就能找到讲到它的章节、练习和代码，单个汉字也搜得到。",
    }
}


def page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the template ``meta.html`` its words."""
    language = language_of(app.config)
    start = app.config.html_baseurl or context["content_root"]
    uri = app.builder.get_target_uri(pagename)
    addresses = {code: join(start, f"../{code}/{uri}") for code in bilingual.LANGUAGES}
    # Who reads neither language gets English, and at the front door the choice.
    is_home = pagename == app.config.root_doc
    front_door = join(start, "../" if app.config.html_baseurl else "../index.html")
    context["course_meta"] = {
        "alternates": [(TAGS[code], address) for code, address in addresses.items()]
        + [("x-default", front_door if is_home else addresses["en"])],
        "description": description(doctree),
        "words": DESCRIPTIONS.get(pagename, {}).get(language),
        "type": "website" if is_home else "article",
        "title": title_of(app, pagename) or app.config.html_title,
        "site": app.config.html_title,
        "url": app.config.html_baseurl and addresses[language],
        "locale": LOCALES[language],
        "other_locales": [LOCALES[code] for code in LOCALES if code != language],
        "image": join(start, card_of(app, pagename)),
        "hidden": doctree is None,  # a page without a source, the search, says nothing by itself
    }


def join(start: str, relative: str) -> str:
    """Return an address relative to a folder's, absolute if that one is."""
    return urljoin(start, relative) if "://" in start else start + relative


def description(doctree: nodes.document | None) -> str | None:
    """Return the description that a page's front matter gives."""
    found = doctree.findall(nodes.meta) if doctree else []
    return next((meta["content"] for meta in found if meta.get("name") == "description"), None)


def title_of(app: Sphinx, pagename: str) -> str:
    """Return a page's title without markup and number."""
    title = app.env.titles.get(pagename)
    return title.astext() if title else ""


# -- cards -----------------------------------------------------------------------------------------


def card_of(app: Sphinx, pagename: str) -> str:
    """Return the path of a page's card: the home page's, where it has no title to draw."""
    drawn = site_cards.can_draw(title_of(app, pagename))
    return f"_static/cards/{pagename if drawn else app.config.root_doc}.png"


def draw_cards(app: Sphinx, exception: Exception | None) -> None:
    """Draw the pages' cards; the kernel in them slides on from page to page."""
    if exception or app.builder.format != "html":
        return
    for step, name in enumerate(in_order(app)):
        path = Path(app.outdir) / f"_static/cards/{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        number = ".".join(map(str, app.env.toc_secnumbers.get(name, {}).get("", ())))
        title = title_of(app, name)
        if not site_cards.can_draw(title):
            logger.info("no card of its own for %s: run `make card-font`", name)
            continue
        course = "" if name == app.config.root_doc else app.config.html_title
        path.write_bytes(site_cards.draw(title, course, number, step))


def in_order(app: Sphinx) -> list[str]:
    """List the pages as the table of contents does."""
    tree = app.env.toctree_includes
    names, left = [], [app.config.root_doc]
    while left:
        name = left.pop(0)
        names.append(name)
        left = [*tree.get(name, []), *left]
    return [*names, *sorted(app.env.found_docs - set(names))]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension."""
    app.connect("html-page-context", page_context)
    app.connect("build-finished", draw_cards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
