"""What several files of tests use."""

import os
import shutil

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright

from tests.web.server import serve
from tests.web.site import ROOT, build

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium; skipped where there is none, a failure where CI forgot to install it.

    For one file at a time: a process can have only one Playwright at once.
    """
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        assert not os.environ.get("CI"), "no Chromium: install it or name it in CHROMIUM"
        pytest.skip("no Chromium: install it or name it in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site():
    """The folder of the built site."""
    result = build(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    return ROOT / "_build/site"


@pytest.fixture(scope="session")
def pages(site):
    """Each page's markup, by its path in the site."""
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_text("utf-8"), "html.parser")
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    }


@pytest.fixture(scope="module")
def origin(site):
    """The address of a server of the site, without a slash at its end."""
    with serve(site) as address:
        yield address
