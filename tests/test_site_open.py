"""The site is open to everyone: axe-core finds nothing, the keyboard does everything, nothing is
cut off on a phone, and who wants no motion sees none."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from tests.web.site import page_paths

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LANGUAGES = ("en", "zh")

#: One of axe's experimental rules beside those that hold for all: a button is called what it shows.
OPTIONS = {
    "resultTypes": ["violations"],
    "rules": {"label-content-name-mismatch": {"enabled": True}},
}

#: A theme changes colours, and nothing else.
COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}


#: What KaTeX draws is hidden from screen readers, has the colour of the text around it, and is
#: made of thousands of elements; its MathML, which is read, is looked at.
OUTSIDE_FORMULAS = {"exclude": [[".katex-html"]]}


def violations(page, options=OPTIONS):
    """What axe-core holds against a page as it is now: the rule, and the elements."""
    found = Axe().run(page, OUTSIDE_FORMULAS, options).response["violations"]
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"][:3]]) for rule in found]


def settle(page):
    """Wait until the browser has told the page's observers of its new look."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


# -- axe-core, and sideways scrolling --------------------------------------------------------------

OVERHANG = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_is_closed_to_anyone(browser, origin, site, language):
    """Every page: wide and on two phones, in the light and in the dark."""
    wrong = []
    with browser.new_context(viewport=WIDE, reduced_motion="reduce") as context:
        for path in [path for path in page_paths(site) if path.startswith(f"{language}/")]:
            page = context.new_page()
            page.goto(f"{origin}/{path}", wait_until="load")
            for size in (WIDE, PHONE):
                page.set_viewport_size(size)
                for theme, options in (("light", OPTIONS), ("dark", COLOURS)):
                    page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
                    settle(page)
                    found = violations(page, options)
                    wrong += [(path, size["width"], theme, *violation) for violation in found]
            for width in (390, 320):
                page.set_viewport_size({"width": width, "height": 700})
                settle(page)
                if (overhang := page.evaluate(OVERHANG)) > 0:
                    wrong.append((path, width, f"scrolls sideways by {overhang} px"))
            page.close()
    assert wrong == []


def test_a_closed_page_would_be_noticed(browser):
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.set_content(
            "<main><h1>x</h1><p style='color: #ccc'>faint</p><img src='data:,'>"
            "<button aria-label='Find'>Search</button><div style='width: 900px'>wide</div></main>"
        )
        rules = {rule for rule, _ in violations(page)}
        assert {"color-contrast", "image-alt", "label-content-name-mismatch"} <= rules
        assert page.evaluate(OVERHANG) > 0


# -- the keyboard ----------------------------------------------------------------------------------


@pytest.fixture
def chapter(request, browser, origin):
    """A chapter in a window of the size that the test asks for, freshly opened."""
    with browser.new_context(viewport=request.param, color_scheme="light") as context:
        page = context.new_page()
        page.goto(f"{origin}/en/padding_stride.html", wait_until="load")
        yield page


wide = pytest.mark.parametrize("chapter", [WIDE], indirect=True, ids=["wide"])
phone = pytest.mark.parametrize("chapter", [PHONE], indirect=True, ids=["phone"])


def focused(page, selector):
    return page.evaluate(f"document.activeElement.matches({selector!r})")


def tab_to(page, selector, limit=60):
    """Press Tab until an element has the focus, and look whether that can be seen."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if focused(page, selector):
            settle(page)
            assert visible_focus(page), f"{selector} doesn't show that it has the focus"
            return
    raise AssertionError(f"{selector} can't be reached by Tab")


def visible_focus(page):
    """Whether the element with the focus is seen, and drawn otherwise than without it."""
    return page.evaluate(
        """() => {
          const element = document.activeElement;
          const look = () => {
            const { outline, boxShadow, backgroundColor, borderColor } = getComputedStyle(element);
            return [outline, boxShadow, backgroundColor, borderColor].join();
          };
          const box = element.getBoundingClientRect();
          const middle = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 100)];
          const top = document.elementFromPoint(...middle);
          const focused = look();
          HTMLElement.prototype.blur.call(element); // course.js keeps some from being blurred
          const changed = look() !== focused;
          element.focus({ preventScroll: true });
          return changed && element.contains(top) && getComputedStyle(element).opacity !== "0";
        }"""
    )


@wide
def test_the_first_tab_skips_the_menus(chapter):
    chapter.keyboard.press("Tab")
    assert focused(chapter, "#pst-skip-link a")
    link = "document.querySelector('#pst-skip-link').getBoundingClientRect().top >= 0"
    chapter.wait_for_function(link)  # it slides in
    chapter.keyboard.press("Enter")
    chapter.keyboard.press("Tab")
    assert chapter.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("chapter", [WIDE, PHONE], indirect=True, ids=["wide", "phone"])
def test_the_search_opens_takes_the_focus_and_closes(chapter):
    size = chapter.viewport_size
    button = ".search-button-field" if size == WIDE else ".search-button"
    tab_to(chapter, button)
    chapter.keyboard.press("Enter")
    assert focused(chapter, "#pst-search-dialog[open] input")
    for _ in range(4):  # the page behind the dialog is out of reach
        chapter.keyboard.press("Tab")
        assert chapter.evaluate(
            "document.activeElement === document.body"
            " || document.activeElement.closest('#pst-search-dialog') !== null"
        )
    chapter.locator("#pst-search-dialog input").focus()
    chapter.keyboard.press("Escape")
    assert chapter.locator("#pst-search-dialog[open]").count() == 0
    assert focused(chapter, button)

    chapter.keyboard.press("Control+k")
    assert focused(chapter, "#pst-search-dialog[open] input")
    chapter.keyboard.type("stride")
    chapter.keyboard.press("Enter")
    chapter.wait_for_url("**/search.html?q=stride")
    chapter.wait_for_selector("#search-results li a", timeout=20_000)


@wide
def test_the_theme_switches_and_keeps_the_focus(chapter):
    tab_to(chapter, ".theme-switch-button")
    seen = set()
    for _ in range(3):
        chapter.keyboard.press("Enter")
        seen.add(chapter.get_attribute("html", "data-mode"))
        assert focused(chapter, ".theme-switch-button")
    assert seen == {"auto", "light", "dark"}


@pytest.mark.parametrize(
    ("button", "dialog"),
    [
        (".primary-toggle", "#pst-primary-sidebar-modal"),
        (".secondary-toggle", "#pst-secondary-sidebar-modal"),
    ],
)
@phone
def test_a_menu_on_a_phone_holds_the_focus_until_it_closes(chapter, button, dialog):
    tab_to(chapter, button)
    chapter.keyboard.press("Enter")
    assert chapter.locator(f"{dialog}[open]").count() == 1
    settle(chapter)
    assert violations(chapter) == []
    links = chapter.locator(f"{dialog} a").count()
    assert links > 3
    for _ in range(links + 4):
        chapter.keyboard.press("Tab")
        assert chapter.evaluate(
            "document.activeElement === document.body"
            f" || document.activeElement.closest('{dialog}') !== null"
        )
    chapter.locator(f"{dialog} a").first.focus()
    chapter.keyboard.press("Escape")
    assert chapter.locator(f"{dialog}[open]").count() == 0
    assert focused(chapter, button)


@wide
def test_a_hidden_menu_is_out_of_the_way(chapter):
    tab_to(chapter, ".primary-toggle")
    chapter.keyboard.press("Enter")
    chapter.wait_for_selector("#pst-primary-sidebar", state="hidden")
    assert focused(chapter, ".primary-toggle")
    chapter.keyboard.press("Shift+Tab")
    assert not chapter.evaluate("document.activeElement.closest('#pst-primary-sidebar') !== null")


@phone
def test_what_is_too_wide_scrolls_by_keyboard(chapter):
    """Code on a phone; whatever can't be seen whole is a stop for Tab, and the arrows move it."""
    code = chapter.evaluate_handle(
        """() => [...document.querySelectorAll("article pre")]
             .find((pre) => pre.scrollWidth > pre.clientWidth)"""
    ).as_element()
    assert code.get_attribute("tabindex") == "0"
    code.focus()
    for _ in range(5):
        chapter.keyboard.press("ArrowRight")
    chapter.wait_for_function("(pre) => pre.scrollLeft > 0", arg=code)


@wide
def test_what_is_folded_opens_by_keyboard(chapter):
    tab_to(chapter, "article details > summary", limit=120)
    chapter.keyboard.press("Enter")
    assert focused(chapter, "article details[open] > summary")


# -- motion, figures -------------------------------------------------------------------------------


def test_motion_is_for_those_who_want_it(browser, origin):
    moving = """[...document.querySelectorAll("*")].filter((element) =>
      ["", "::before", "::after"].some((part) => {
        const style = getComputedStyle(element, part || null);
        const durations = `${style.animationDuration},${style.transitionDuration}`;
        return durations.split(",").some((duration) => parseFloat(duration) > 0.01);
      })).length"""
    seen = {}
    for motion in ("no-preference", "reduce"):
        with browser.new_context(viewport=WIDE, reduced_motion=motion) as context:
            page = context.new_page()
            page.goto(f"{origin}/en/index.html", wait_until="load")
            seen[motion] = page.evaluate(moving)
    assert seen["no-preference"] > 0
    assert seen["reduce"] == 0


def test_every_figure_says_in_words_what_it_shows(site):
    """Its words are more than a title, in the page's language, and not its caption again."""
    wrong, count = [], 0
    for path in page_paths(site):
        page = BeautifulSoup((site / path).read_text("utf-8"), "html.parser")
        for image in page.select("article img"):
            count += 1
            words = image.get("alt", "")
            caption = image.find_parent("figure")
            caption = caption.figcaption.get_text() if caption and caption.figcaption else ""
            long_enough = len(words) >= (12 if path.startswith("zh/") else 30)
            if not long_enough or words in caption or re.fullmatch(r"[\w./-]+", words):
                wrong.append((path, words))
    assert count > 60
    assert wrong == []


# -- paper -----------------------------------------------------------------------------------------


@wide
def test_paper_has_the_chapter_alone(chapter):
    chapter.emulate_media(media="print")
    chapter.set_viewport_size({"width": 700, "height": 1000})
    for frame in (".bd-header-article", "#pst-primary-sidebar", ".prev-next-area", ".copybtn"):
        assert not any(part.is_visible() for part in chapter.locator(frame).all()), frame
    titles = [title for title in chapter.locator("h1").all() if title.is_visible()]
    assert [title.inner_text() for title in titles] == ["Padding and stride"]
    cut = """[...document.querySelectorAll("article pre")]
      .filter((pre) => pre.scrollWidth > pre.clientWidth + 1).length"""
    assert chapter.evaluate(cut) == 0
