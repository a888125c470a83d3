"""What several files of tests use."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

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
