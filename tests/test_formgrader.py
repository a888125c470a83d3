"""nbgrader's formgrader, in a browser, on what `python -m autograder grade` left: it shows every
submission, and what is typed there stays."""

import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import pytest
from playwright.sync_api import expect
from test_nbgrader import ENVIRONMENT, NAME, answer, grade, hand_in, hostile, totals

from autograder import EXERCISES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("nbgrader"),
    pytest.mark.timeout(900),
]

expect.set_options(timeout=30_000)  # a busy machine takes its time

# Formgrader's pages load MathJax 2.7 from a CDN and wait for it.
MATHJAX = """window.MathJax = {Hub: {Config() {}, Queue() {}, Startup: {signal: {
    Interest(heard) { setTimeout(() => heard("End")) }}}}}"""

SCORES = {"loops": "10 / 10", "flipped_kernel": "5 / 10", "滑动窗口": "10 / 10"}
SCORES |= {"hostile": "5 / 10", "unreadable": "0 / 10"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A class's results, as an instructor finds them after grading."""
    folder = tmp_path_factory.mktemp("formgrader")
    for student in ("loops", "flipped_kernel", "滑动窗口"):
        hand_in(folder / "submitted", student, answer(student))
    hand_in(folder / "submitted", "hostile", answer("flipped_kernel", edit=hostile))
    hand_in(folder / "submitted", "unreadable", "{")
    grade(folder)
    return folder


@pytest.fixture(scope="module")
def server(folder):
    """A Jupyter server in that folder, and its token."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token, home = secrets.token_hex(16), folder / "home"
    options = {"ip": "127.0.0.1", "port": port, "port_retries": 0, "open_browser": False}
    command = [sys.executable, "-m", "jupyter_server", "--allow-root"]
    command += [f"--ServerApp.{name}={value}" for name, value in options.items()]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            [*command, f"--IdentityProvider.token={token}"],
            cwd=folder,
            env={**ENVIRONMENT, "HOME": str(home), "IPYTHONDIR": str(home / "ipython")},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        origin = f"http://127.0.0.1:{port}"
        _wait_for(f"{origin}/api", process, folder)
        yield origin, token
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address, process, folder):
    deadline = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            said = (folder / "server.log").read_text()[-2000:]
            assert process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.2)


@pytest.fixture
def page(browser, server):
    """A page of the instructor's browser; what it does that it should not do fails the test."""
    origin, token = server
    context = browser.new_context(base_url=origin, viewport={"width": 1280, "height": 900})
    wrong = []

    def elsewhere(route):
        if "mathjax" in route.request.url:
            route.fulfill(body=MATHJAX, content_type="text/javascript")
        else:
            wrong.append(f"a request to {route.request.url}")
            route.abort()

    context.route(lambda url: not url.startswith(f"{origin}/"), elsewhere)
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(f"a script's error: {error}"))
    page.on("request", lambda request: wrong.append("logout") if "logout" in request.url else None)
    page.goto(f"/formgrader/manage_assignments?token={token}")
    yield page
    context.close()
    assert not wrong


def opened(page, student):
    """The page of one submission, as one gets there: by the list, where names are hidden."""
    page.goto(f"/formgrader/manage_students/{student}/{NAME}")
    page.get_by_role("link", name=NAME).last.click()
    expect(page.locator("#test_corr2d")).to_have_attribute("placeholder", re.compile(r"\d"))
    return page


def saved(page, what):
    """Wait until what was typed is in the gradebook."""
    return page.expect_response(
        lambda reply: f"/formgrader/api/{what}/" in reply.url and reply.request.method == "PUT"
    )


def test_every_released_assignment_is_listed(page):
    rows = page.locator("#main-table tr")
    expect(rows).to_have_count(len(list((EXERCISES / "en").iterdir())))
    row = rows.filter(has=page.get_by_role("link", name=NAME, exact=True))
    expect(row.locator(".num-submissions")).to_have_text(str(len(SCORES)))


def test_every_submission_is_listed_as_graded_with_its_score(page):
    page.goto(f"/formgrader/manage_submissions/{NAME}")
    rows = page.locator("#main-table tr")
    expect(rows).to_have_count(len(SCORES))
    found = {
        row.locator(".student-id").inner_text(): row.locator(".score").inner_text()
        for row in rows.all()
    }
    assert found == SCORES
    expect(page.get_by_text("graded", exact=True)).to_have_count(len(SCORES))


def test_the_notebooks_are_there_to_be_graded_by_hand(page):
    page.goto(f"/formgrader/gradebook/{NAME}/{NAME}")
    expect(page.locator("#main-table tr")).to_have_count(len(SCORES))


def test_an_opened_submission_shows_code_verdict_and_score(page):
    opened(page, "flipped_kernel")
    expect(page.locator("main")).to_contain_text("def corr2d(X, K):")
    expect(page.locator("main")).to_contain_text("0 / 4 points: not right yet")
    expect(page.locator("#test_corr2d")).to_have_attribute("placeholder", "0")
    expect(page.locator("#test_corr3d")).to_have_attribute("placeholder", "2")
    comment = page.locator("#corr2d-comment")
    expect(comment).to_have_attribute("placeholder", re.compile(r"^whole numbers"))
    expect(page.locator("#convolve2d-comment")).to_be_visible()


def test_a_chinese_submission_is_shown_in_chinese(page):
    opened(page, "滑动窗口")
    expect(page.locator("main")).to_contain_text("4 / 4 分：通过")


def test_an_unreadable_submission_can_be_graded_by_hand(page):
    opened(page, "unreadable")
    expect(page.locator("main")).to_contain_text("could not be read")
    expect(page.locator("input.score")).to_have_count(5)


def test_a_hostile_submission_does_nothing_in_the_instructors_browser(page):
    opened(page, "hostile")
    expect(page.locator("main")).to_contain_text("<script>owned = 6</script>")
    expect(page.locator("main b", has_text="kept")).to_be_visible()
    expect(page.locator("#corr2d-comment")).to_have_count(1)
    page.get_by_text("a link", exact=True).click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("typeof owned") == "undefined"


def test_what_is_typed_there_survives_a_regrade(page, folder):
    opened(page, "flipped_kernel")
    for name, value in (("test_corr2d", "3.5"), ("test_corr3d_extra_credit", "0.5")):
        with saved(page, "grade"):
            page.locator(f"#{name}").fill(value)
            page.keyboard.press("Tab")
    with saved(page, "comment"):
        page.locator("#corr2d-comment").fill("look at the **flip**")
        page.keyboard.press("Tab")

    grade(folder, "--regrade")
    assert totals(folder)["flipped_kernel", NAME] == 5 + 3.5 + 0.5
    page.goto(f"/formgrader/manage_submissions/{NAME}")
    row = page.locator("#main-table tr", has_text="flipped_kernel")
    expect(row.locator(".score")).to_have_text("9 / 10")
    opened(page, "flipped_kernel")
    expect(page.locator("#test_corr2d")).to_have_value("3.5")
    expect(page.locator("#corr2d-comment")).to_have_value("look at the **flip**")


def test_its_autograde_button_grades_with_the_same_examiner(page, folder):
    verdict = folder / "autograded" / "loops" / NAME / f"{NAME}.ipynb"
    verdict.unlink()
    page.goto(f"/formgrader/manage_submissions/{NAME}")
    row = page.locator("#main-table tr", has_text="loops")
    row.locator(".autograde a").click()
    expect(page.locator("#success-modal")).to_contain_text(
        "Successfully autograded", timeout=60_000
    )
    assert "4 / 4 points: passed" in verdict.read_text(encoding="utf-8")
    page.goto(f"/formgrader/manage_submissions/{NAME}")
    expect(row.locator(".score")).to_have_text("10 / 10")
