"""The site as a reader's browser sees it: nothing from elsewhere, no errors, one click between
languages, nothing cut off on a phone."""

from dataclasses import dataclass, field
from urllib.parse import quote

import pytest

from tests.web.server import serve
from tests.web.site import page_paths

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@dataclass
class Visit:
    """What was seen on a page."""

    url: str
    leaving: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    overhang: int = 0
    switch_in_view: bool = False


def visit(context, url):
    """Load a page and write down what leaves its origin, what fails, what is too wide."""
    seen = Visit(url)
    own = url[: url.index("/", len("http://"))]
    page = context.new_page()
    page.on("request", lambda request: note_leaving(seen, own, request.url))
    page.on("response", lambda r: seen.errors.append(r.url) if r.status >= 400 else None)
    page.on("requestfailed", lambda request: seen.errors.append(request.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
    page.goto(url, wait_until="networkidle")
    width = page.viewport_size["width"]
    seen.overhang = page.evaluate("document.documentElement.scrollWidth") - width
    rectangle = "document.querySelector('.language-switch')?.getBoundingClientRect().toJSON()"
    if box := page.evaluate(rectangle):
        across = 0 <= box["left"] < box["right"] <= width
        seen.switch_in_view = across and 0 <= box["top"] < box["bottom"] <= 100
    page.close()
    return seen


def note_leaving(seen, own, url):
    if not url.startswith((f"{own}/", "data:", "blob:")):
        seen.leaving.append(url)


@pytest.fixture(scope="module")
def visits(browser, origin, site):
    """Every page of both languages, wide and on a phone, in the light and in the dark."""
    paths = page_paths(site)
    assert len(paths) >= 10
    seen = []
    for viewport, theme in ((WIDE, "light"), (PHONE, "dark")):
        with browser.new_context(viewport=viewport, color_scheme=theme) as context:
            seen += [visit(context, f"{origin}/{path}") for path in paths]
    return seen


def test_no_request_leaves_the_origin(visits):
    assert {seen.url: seen.leaving for seen in visits if seen.leaving} == {}


def test_no_errors(visits):
    assert {seen.url: seen.errors for seen in visits if seen.errors} == {}


def test_no_page_scrolls_sideways(visits):
    assert {seen.url: seen.overhang for seen in visits if seen.overhang > 0} == {}


def test_the_language_switch_is_in_view(visits):
    assert [seen.url for seen in visits if not seen.switch_in_view] == []


def test_a_bad_page_would_be_noticed(browser, tmp_path):
    (tmp_path / "bad.html").write_text(
        "<!doctype html><body><img src='http://127.0.0.1:9/elsewhere.png'>"
        "<div style='width: 2000px'>wide</div><script>missing()</script>"
    )
    with serve(tmp_path) as origin, browser.new_context(viewport=PHONE) as context:
        seen = visit(context, f"{origin}/bad.html")
    assert seen.leaving == ["http://127.0.0.1:9/elsewhere.png"]
    assert any("missing is not defined" in error for error in seen.errors)
    assert seen.overhang > 0
    assert not seen.switch_in_view


def test_the_switch_leads_to_the_same_section(browser, origin):
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{origin}/en/why_not_dense.html")
        section = "document.querySelector('#section-3').parentElement"
        page.evaluate(f"{section}.scrollIntoView({{behavior: 'instant'}})")
        # Not page.click(), which scrolls the page although the header stays in view.
        box = page.locator(".language-switch").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_url("**/zh/why_not_dense.html#section-3")
        assert page.get_attribute("html", "lang") == "zh-CN"
        top = "document.querySelector('#section-3').getBoundingClientRect().top"
        assert 0 <= page.evaluate(top) < PHONE["height"] / 3


def test_the_switch_works_by_keyboard(browser, origin):
    with browser.new_context(viewport=WIDE) as context:
        page = context.new_page()
        page.goto(f"{origin}/zh/index.html")
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.language-switch')"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/en/index.html")
        assert page.get_attribute("html", "lang") == "en"


@pytest.mark.parametrize(
    ("locale", "language"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("fr-FR", "en")]
)
def test_the_start_page_takes_readers_to_their_language(browser, origin, locale, language):
    with browser.new_context(locale=locale) as context:
        page = context.new_page()
        page.goto(f"{origin}/")
        page.wait_for_url(f"{origin}/{language}/index.html")


def test_the_start_page_remembers_a_choice(browser, origin):
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(f"{origin}/en/index.html")
        page.click(".language-switch")
        page.wait_for_url("**/zh/index.html")
        page.goto(f"{origin}/")
        page.wait_for_url(f"{origin}/zh/index.html")


def test_without_javascript_there_are_links(browser, origin):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/")
        page.click("a[lang='zh-CN']")
        page.wait_for_url(f"{origin}/zh/index.html")
        page.click(".language-switch")
        page.wait_for_url("**/en/index.html")


@pytest.mark.parametrize(
    ("language", "query", "chapter"),
    [
        ("en", "cross-correlation", "cross_correlation"),
        ("en", "gigabytes", "why_not_dense"),
        ("zh", "卷积核", "channels"),
        ("zh", "互相关", "cross_correlation"),
        ("zh", "核", "cross_correlation"),
        ("zh", "NumPy 数组", "why_not_dense"),
    ],
)
def test_search_finds_a_chapter(browser, origin, language, query, chapter):
    with browser.new_context(viewport=WIDE) as context:
        page = context.new_page()
        seen = Visit(origin)
        page.on("request", lambda request: note_leaving(seen, origin, request.url))
        page.goto(f"{origin}/{language}/search.html?q={quote(query)}")
        page.wait_for_selector(f"#search-results a[href*='{chapter}.html']", timeout=10_000)
        assert seen.leaving == []


def test_search_finds_nothing_where_there_is_nothing(browser, origin):
    with browser.new_context(viewport=WIDE) as context:
        page = context.new_page()
        page.goto(f"{origin}/zh/search.html?q={quote('梦溪笔谈')}")
        page.wait_for_selector("#search-results .search-summary:has-text('没有')", timeout=10_000)
        assert page.locator("#search-results li").count() == 0
