"""Two sites from one source: keeps a page's language, splits what the configuration says in both.

The language is Sphinx's own setting, ``en`` or ``zh_CN``; the marking of sources is
:mod:`autograder.bilingual`'s. A string ``English | 中文`` in ``_config.yml`` or a caption in
``_toc.yml`` is split at the bar.
"""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

from autograder import bilingual

logger = logging.getLogger(__name__)

#: What a language is called in itself, and its tag for ``lang`` and ``hreflang``.
NAMES = {"en": "English", "zh": "简体中文"}
TAGS = {"en": "en", "zh": "zh-CN"}

#: Words of the theme and of Sphinx that have no Chinese of their own.
LEFTOVERS = {
    "Color mode": "颜色主题",
    "Link to this equation": "此公式的链接",
    "Link to this heading": "此标题的链接",
    "Link to this image": "此图的链接",
    "Link to this table": "此表的链接",
    "Main": "全书目录",
    "Page": "本页内容",
    "System Settings": "跟随系统",
    "Toggle primary sidebar": "展开或收起全书目录",
    "Toggle secondary sidebar": "展开或收起本页内容",
}

Role = Callable[..., tuple[list[nodes.Node], list[nodes.system_message]]]


def language_of(config: Config) -> str:
    """Return the site's language as the sources mark it."""
    return (config.language or "en").partition("_")[0]


def split(value: Any, language: str) -> Any:
    """Return a setting in one language: of each ``English | 中文`` in it, the half that serves."""
    if isinstance(value, str):
        halves = value.split(" | ")
        return halves[bilingual.LANGUAGES.index(language)] if len(halves) == 2 else value
    if isinstance(value, list):
        return [split(item, language) for item in value]
    if isinstance(value, dict):
        return {key: split(item, language) for key, item in value.items()}
    return value


def split_settings(app: Sphinx, config: Config) -> None:
    """Split every string of the configuration."""
    for setting in config.filter({"html", "env", ""}):
        config[setting.name] = split(setting.value, language_of(config))


def split_captions(app: Sphinx, config: Config) -> None:
    """Split the captions of the table of contents."""
    for document in config.external_site_map.values():
        for tree in document.subtrees:
            tree.caption = split(tree.caption, language_of(config))


def keep_language(app: Sphinx, docname: str, source: list[str]) -> None:
    """Drop the other language from a page's source, and warn of what is wrong with the two."""
    for problem in bilingual.problems(source[0]):
        where, _, what = problem.partition(": ")
        line = int(where.removeprefix("line "))
        logger.warning(what, location=(docname, line), type="languages")
    source[0] = bilingual.keep(source[0], language_of(app.config))


def role_for(language: str) -> Role:
    """A role for captions in a code cell's metadata, which :func:`keep_language` leaves alone."""

    def role(
        name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_: Any
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        settings = inliner.document.settings
        if language != language_of(settings.env.config):
            return [], []
        # MyST's inliner asks for no memo, the third argument.
        return inliner.parse(text, lineno, SimpleNamespace(), inliner.parent)

    return role


def finish_page(app: Sphinx, doctree: nodes.document) -> None:
    """Resolve what is no Markdown, and number sections alike in both languages.

    An image's alternative text holds both languages where it comes from a code cell's metadata.
    The identifiers ``section-1``, ``section-2``... are what the language switch aims at.
    """
    language = language_of(app.config)
    for image in doctree.findall(nodes.image):
        if "alt" in image:
            image["alt"] = bilingual.resolve(image["alt"], language)
    for number, section in enumerate(doctree.findall(nodes.section)):
        section["ids"].append(f"section-{number}")


def page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell templates the page's language, and where it stands in each."""
    language = language_of(app.config)
    context["course_language"] = language
    context["course_languages"] = [
        {
            "code": code,
            "name": NAMES[code],
            "tag": TAGS[code],
            "url": f"{context['content_root']}../{code}/{app.builder.get_target_uri(pagename)}",
        }
        for code in bilingual.LANGUAGES
    ]


def translate_leftovers(app: Sphinx, exception: Exception | None) -> None:
    """Write Chinese where finished pages still label something in English."""
    if exception or app.builder.format != "html" or language_of(app.config) != "zh":
        return
    words = "|".join(map(re.escape, LEFTOVERS))
    label = re.compile(rf'((?:title|aria-label|data-bs-title)=")({words})(?=")')
    for page in Path(app.outdir).rglob("*.html"):
        html = page.read_text("utf-8")
        page.write_text(label.sub(lambda found: found[1] + LEFTOVERS[found[2]], html), "utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension."""
    # Other extensions use settings, and one reads the table of contents, at the same event with
    # the default priority of 500.
    app.connect("config-inited", split_settings, priority=100)
    app.connect("config-inited", split_captions, priority=900)
    app.connect("source-read", keep_language)
    app.connect("doctree-read", finish_page)
    app.connect("html-page-context", page_context)
    app.connect("build-finished", translate_leftovers)
    for language in bilingual.LANGUAGES:
        app.add_role(language, role_for(language))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
