"""What stands above the site's two languages: front door, sitemap, a page for the lost."""

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from site_languages import NAMES, TAGS, split

from autograder import bilingual

TEMPLATES = Path(__file__).with_name("templates")

#: In few words, for the front door.
DESCRIPTIONS = {
    "en": "A course on the convolutional layer, with NumPy exercises that grade themselves.",
    "zh": "一门讲卷积层的课程，附自动批改的 NumPy 练习。",
}


def write(site: Path, settings: dict[str, Any]) -> None:
    """Write the files of a site's root, in which ``en/`` and ``zh/`` lie already.

    Args:
        site: the folder.
        settings: those of ``_config.yml``; ``html.baseurl`` says where it will be published. A
            sitemap is written only if it does, since it must hold whole addresses.
    """
    base_url = settings["html"]["baseurl"]
    values = {
        "base_url": base_url,
        "base_path": urlsplit(base_url).path or "/",
        "languages": [
            {
                "code": code,
                "name": NAMES[code],
                "tag": TAGS[code],
                "title": split(settings["title"], code),
                "description": DESCRIPTIONS[code],
            }
            for code in bilingual.LANGUAGES
        ],
        "pages": [] if not base_url else pages_of(site),
    }
    names = {"index.html": "start.html", "404.html": "404.html", "robots.txt": "robots.txt"}
    if base_url:
        names["sitemap.xml"] = "sitemap.xml"
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    for name, template in names.items():
        (site / name).write_text(environment.get_template(template).render(values), "utf-8")


def pages_of(site: Path) -> list[str]:
    """List the pages that both languages have, and that search engines may show."""
    folders = [site / code for code in bilingual.LANGUAGES]
    names = {page.relative_to(folders[0]) for page in folders[0].rglob("*.html")}
    found = [
        name.as_posix()
        for name in sorted(names)
        if "_static" not in name.parts
        and all((folder / name).is_file() for folder in folders)
        and 'name="robots"' not in (folders[0] / name).read_text("utf-8")
    ]
    return [quote(name) for name in found]
