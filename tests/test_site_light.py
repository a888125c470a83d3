"""The site is light: few bytes, few requests, and Lighthouse finds nothing to mend.

Times are no part of it, but for a lenient floor: a test machine is busy. ``make lighthouse``
measures them.
"""

import re

import pytest
from bs4 import BeautifulSoup

from tests.web import lighthouse
from tests.web.site import page_paths

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}


@pytest.mark.timeout(600)
def test_the_first_view_is_small(browser, origin, site):
    """Compressed, with nothing kept from before: at most 350 KB; we ask for less."""
    heavy, seen = [], []
    for path in page_paths(site):
        with browser.new_context(viewport=PHONE) as context:
            page = context.new_page()
            network = context.new_cdp_session(page)
            network.send("Network.enable")
            loads = []
            note = loads.append
            network.on("Network.loadingFinished", lambda e, note=note: note(e["encodedDataLength"]))
            page.goto(f"{origin}/{path}", wait_until="networkidle")
            seen.append((sum(loads), len(loads)))
            if sum(loads) > 250_000 or len(loads) > 25:
                heavy.append((path, sum(loads), len(loads)))
    assert min(seen) > (10_000, 3), "nothing was measured"
    assert heavy == []


def test_images_hold_their_place_and_come_late(site):
    wrong, late = [], 0
    for path in page_paths(site):
        page = BeautifulSoup((site / path).read_text("utf-8"), "html.parser")
        for image in page.select("img"):
            late += image.get("loading") == "lazy"
            if not (image.get("width") and image.get("height")):
                wrong.append((path, str(image)[:200]))
    assert wrong == []
    assert late > 60


def test_one_style_sheet_one_script_no_idle_fonts(site):
    for path in page_paths(site):
        page = BeautifulSoup((site / path).read_text("utf-8"), "html.parser")
        blocking = page.select("head script[src]:not([defer]):not([async]):not([type=module])")
        assert blocking == [], path
        # The site's, the two of the figures to play with, that of code to run.
        assert len(page.select("link[rel=stylesheet]")) <= 4, path
    for language in ("en", "zh"):
        style = (site / language / "_static/site.css").read_text("utf-8")
        assert len(style) < 130_000
        fonts = {font.name for font in (site / language / "_static/fonts").iterdir()}
        assert fonts == set(re.findall(r"fonts/(KaTeX_[\w-]+\.woff2)", style))


#: A page of each kind: the home page, a chapter with much mathematics, exercises, the search.
KINDS = ("en/index.html", "zh/two_principles.html", "en/exercises.html")


@pytest.mark.timeout(900)
def test_lighthouse_finds_nothing_to_mend(origin):
    for run in lighthouse.runs([f"{origin}/{path}" for path in KINDS]):
        assert run["failed"] == [], run["url"]
        assert {run[kind] for kind in lighthouse.CATEGORIES[1:]} == {100}, run["url"]
        assert run["cls"] < 0.05, run["url"]
        assert run["performance"] >= 40, run["url"]
