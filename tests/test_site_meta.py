"""Descriptions, cards, addresses, a sitemap, a page for the lost: what is told of the site."""

import re
import shutil
from pathlib import Path
from urllib.parse import quote, urljoin
from xml.etree import ElementTree

import launch
import pytest
import site_cards
import yaml
from bs4 import BeautifulSoup
from PIL import Image
from test_site import (
    CHINESE,
    GOOD,
    LANGUAGES,
    ROOT,
    build,
    make_book,
    names,
)

from tests.web.server import Plain, serve

BASE = "https://example.org/a-course/"
TAGS = {"en": "en", "zh": "zh-CN"}


def read(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def meta(page, name):
    """The one content of a page's meta tag."""
    found = page.find_all("meta", attrs={"name": name}) + page.find_all("meta", property=name)
    assert len(found) == 1, f"{name}: {found}"
    return found[0]["content"]


def alternates(page):
    return {link["hreflang"]: link["href"] for link in page.select("link[rel=alternate]")}


# -- every page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_description_of_its_own(pages, language):
    seen = {
        name: meta(pages[f"{language}/{name}"], "description") for name in names(pages, language)
    }
    for name, words in seen.items():
        assert 50 <= len(words) <= 160, f"{name}: {len(words)} characters"
        chinese = len(CHINESE.findall(words)) / len(words)
        assert chinese > 0.5 if language == "zh" else chinese == 0, name
        assert not re.search(r"\{(en|zh)\}|`|\$", words), f"{name}: markup in {words}"
    assert len(set(seen.values())) == len(seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_card(site, pages, language):
    images = {}
    for name in names(pages, language):
        page = pages[f"{language}/{name}"]
        assert meta(page, "og:description") == meta(page, "description")
        assert meta(page, "twitter:card") == "summary_large_image"
        title = meta(page, "og:title")
        assert bool(CHINESE.search(title)) == (language == "zh"), title
        image = (site / language / name).parent / meta(page, "og:image")
        with Image.open(image) as opened:
            assert opened.size == (1200, 630)
        assert image.stat().st_size < 40_000
        images[name] = image.read_bytes()
    del images["search.html"]  # it has the home page's
    alike = [name for name in images if list(images.values()).count(images[name]) > 1]
    assert alike == [], "a title has a character that the cards' font lacks: run `make card-font`"


def test_cards_show_the_title_and_where_the_course_stands():
    first, other, moved = (
        site_cards.draw(title, "", "", step)
        for title, step in (("Padding", 0), ("Stride", 0), ("Padding", 1))
    )
    assert len({first, other, moved}) == 3
    assert site_cards.draw("Padding", "", "", 16) == first, "after 16 places the kernel is back"
    assert site_cards.can_draw("互相关 1 × 1")
    assert not site_cards.can_draw("龘")
    font = site_cards._font(84)
    lines = site_cards.wrap("一维、二维和三维的互相关与卷积层", font)
    assert len(lines) > 1
    assert "".join(lines) == "一维、二维和三维的互相关与卷积层"
    assert not any(line.startswith("、") for line in lines)


def test_every_page_names_its_other_language(site, pages):
    for language in LANGUAGES:
        for name in names(pages, language):
            folder = (site / language / name).parent
            found = {
                tag: (folder / url).resolve()
                for tag, url in alternates(pages[f"{language}/{name}"]).items()
            }
            default = site / "index.html" if name == "index.html" else site / "en" / name
            assert found == {
                "en": site / "en" / name,
                "zh-CN": site / "zh" / name,
                "x-default": default,
            }


def test_without_an_address_nothing_claims_one(site, pages):
    assert not (site / "sitemap.xml").exists()
    for page in pages.values():
        assert not page.select('link[rel=canonical], meta[property="og:url"]')


def test_only_pages_without_content_are_hidden(pages):
    hidden = {path for path, page in pages.items() if page.select('meta[name="robots"]')}
    assert hidden == {"404.html", "en/search.html", "zh/search.html"}


# -- published -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A small book built for an address."""
    root = tmp_path_factory.mktemp("book") / "published"
    make_book(root, GOOD.replace("```{exercises}\n", "```{exercises}\ncross_correlation:\n"))
    for language in LANGUAGES:
        name = f"exercises/{language}/cross_correlation"
        shutil.copytree(ROOT / name, root / name)
    settings = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    settings["repository"]["url"] = "https://github.com/someone/a-course"
    settings["launch_buttons"] |= {
        "binderhub_url": "https://mybinder.org",
        "colab_url": "https://colab.research.google.com",
        "jupyterhub_url": "https://hub.example.org/",
    }
    (root / "_config.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    result = build(root, "--base-url", BASE.rstrip("/"))  # without the slash, as people write it
    assert result.returncode == 0, result.stdout + result.stderr
    return root / "_build/site"


def test_addresses_are_whole_where_the_site_has_one(published):
    for language in LANGUAGES:
        page = read(published / language / "index.html")
        address = f"{BASE}{language}/index.html"
        assert page.select_one("link[rel=canonical]")["href"] == address
        assert meta(page, "og:url") == address
        assert meta(page, "og:image") == f"{BASE}{language}/_static/cards/index.png"
        assert alternates(page) == {
            "en": f"{BASE}en/index.html",
            "zh-CN": f"{BASE}zh/index.html",
            "x-default": BASE,
        }
        assert alternates(read(published / language / "search.html"))["x-default"] == (
            f"{BASE}en/search.html"
        )
    door = read(published / "index.html")
    assert alternates(door) == alternates(page)
    assert door.select_one("link[rel=canonical]")["href"] == BASE


def test_the_sitemap_lists_both_languages_and_nothing_hidden(published):
    space = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    urls = ElementTree.parse(published / "sitemap.xml").findall("s:url", space)
    listed = {
        url.findtext("s:loc", "", space): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", space)
        }
        for url in urls
    }
    assert set(listed) == {f"{BASE}{language}/index.html" for language in LANGUAGES}
    for address, links in listed.items():
        page = published / address.removeprefix(BASE)
        assert links == alternates(read(page))
    assert f"Sitemap: {BASE}sitemap.xml" in (published / "robots.txt").read_text().splitlines()


def test_an_address_is_one_of_the_things_that_a_site_is_made_from(published):
    assert "up to date" in build(published.parents[1], "--base-url", BASE).stdout
    assert BASE in (published.parent / "site.digest").read_text()


# -- opened elsewhere ------------------------------------------------------------------------------

NOTEBOOK = "exercises/zh/cross_correlation/cross_correlation.ipynb"
SERVICES = {
    "Binder": "https://mybinder.org/v2/gh/someone/a-course/main"
    "?urlpath=lab%2Ftree%2Fexercises%2Fzh%2Fcross_correlation%2Fcross_correlation.ipynb",
    "Colab": "https://colab.research.google.com/github/someone/a-course/blob/main/" + NOTEBOOK,
    "JupyterHub": "https://hub.example.org/hub/user-redirect/git-pull"
    "?repo=https%3A%2F%2Fgithub.com%2Fsomeone%2Fa-course&branch=main"
    "&urlpath=lab%2Ftree%2Fa-course%2F" + quote(NOTEBOOK, safe=""),
}


def test_notebooks_open_where_the_settings_say(published):
    page = read(published / "zh/index.html")
    links = {link.get_text(): link["href"] for link in page.select("table.exercises a")}
    assert {name: links.get(name) for name in SERVICES} == SERVICES
    assert not page.select(".dropdown-launch-buttons, [src*=logo_], script[src^=http]")


def test_nothing_opens_elsewhere_where_nothing_is_set(pages):
    for path, page in pages.items():
        assert not page.select('.dropdown-launch-buttons, [src*="logo_"]'), path
        assert not [link for link in page.select("a") if link.get_text() in SERVICES], path


def test_launching_needs_a_repository_that_the_service_takes():
    binder, colab = ({f"{name}_url": "https://hub.org"} for name in ("binderhub", "colab"))
    elsewhere = {"url": "https://git.example.org/someone/a-course"}
    assert launch.links({}, "a.ipynb") == []
    assert launch.links({"launch_buttons": {"binderhub_url": ""}}, "a.ipynb") == []
    with pytest.raises(ValueError, match=r"repository\.url"):
        launch.links({"launch_buttons": binder}, "a.ipynb")
    with pytest.raises(ValueError, match=r"github\.com only"):
        launch.links({"launch_buttons": colab, "repository": elsewhere}, "a.ipynb")
    ((_, url),) = launch.links({"launch_buttons": binder, "repository": elsewhere}, "a.ipynb")
    assert url.startswith("https://hub.org/v2/git/https%3A%2F%2Fgit.example.org%2Fsomeone%2Fa-")


# -- lost, and found again -------------------------------------------------------------------------


class LikePages(Plain):
    """Serve the site as GitHub's pages do: below a folder, with a page for what isn't there."""

    def do_GET(self):  # noqa: N802 (the library's name)
        self.path = self.path.removeprefix("/a-course") or "/"
        super().do_GET()

    def send_error(self, code, message=None, explain=None):
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def origin(site):
    with serve(site, LikePages) as address:
        yield f"{address}/a-course/"


@pytest.mark.browser
@pytest.mark.parametrize("lost", ["en/nowhere.html", "zh/exercises/deep/er/没有.html", "zh/"])
def test_lost_readers_find_back_from_any_depth(browser, origin, lost):
    requests = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.goto(urljoin(origin, quote(lost) + "x"))
        language = lost[:2]
        tops = {
            tag: page.locator(f"section[lang={tag}]").bounding_box()["y"] for tag in TAGS.values()
        }
        assert min(tops, key=tops.get) == TAGS[language]
        assert len(requests) == 1, "the page is whole by itself"
        page.fill(f"section[lang={TAGS[language]}] input", "NumPy")
        page.press(f"section[lang={TAGS[language]}] input", "Enter")
        page.wait_for_url(f"{origin}{language}/search.html?q=NumPy")
        page.go_back()
        page.click(f"section[lang={TAGS[language]}] a")
        page.wait_for_url(f"{origin}{language}/index.html")
    assert all(url.startswith(origin) for url in requests)


@pytest.mark.browser
def test_the_lost_page_works_from_a_folder(browser, site):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((site / "404.html").as_uri())
        page.click("section[lang=en] a")
        page.wait_for_url((site / "en/index.html").as_uri())


@pytest.mark.browser
def test_the_switch_takes_a_search_along(browser, origin):
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{origin}en/search.html?q=NumPy")
        page.click(".language-switch")
        page.wait_for_url(f"{origin}zh/search.html?q=NumPy")
        page.wait_for_selector("#search-results li a")
