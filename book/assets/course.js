// The language switch keeps the reader's place, and remembers the choice for the start page.
// Sections are numbered alike in both languages (site_languages.py).

/** The section being read, the last that begins above the window's upper third; none at the top. */
function currentSection() {
  if (window.scrollY < 100) return "";
  const headings = [...document.querySelectorAll('span[id^="section-"]')].filter(
    (mark) => mark.getBoundingClientRect().top < window.innerHeight / 3,
  );
  return headings.length ? headings[headings.length - 1].id : "";
}

for (const link of document.querySelectorAll(".language-switch")) {
  link.addEventListener("click", () => {
    link.search = location.search; // of the search page
    link.hash = currentSection();
    try {
      localStorage.setItem("language", link.dataset.language);
    } catch {
      // A browser that stores nothing still follows the link.
    }
  });
}

// A search result quotes the chapter: neither the page's frame nor mathematics a second time.
document.addEventListener("DOMContentLoaded", () => {
  if (typeof Search === "undefined") return;
  const textOf = Search.htmlToText;
  Search.htmlToText = (html, anchor) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const left = ".katex-mathml, .bd-header-article, .bd-sidebar-secondary, #jb-print-docs-body";
    for (const element of page.querySelectorAll(`${left}, footer`)) element.remove();
    return textOf(page.documentElement.outerHTML, anchor);
  };
});

// What scrolls sideways can be reached, and so scrolled, by keyboard: Tab stops there (site_light.py).
// What turns out to fit, once it is near the window and has a width, is no stop.
const SCROLLING = "pre, .katex-display, .pst-scrollable-table-container, .cell_output > .output";
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth;
    if (scrolls) target.tabIndex = 0;
    else if (target !== document.activeElement) target.removeAttribute("tabindex");
  }
});

function watchWidths(root) {
  for (const element of root.querySelectorAll(SCROLLING)) widths.observe(element);
}

watchWidths(document);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node instanceof Element) watchWidths(node);
  }
}).observe(document.querySelector("main"), { childList: true, subtree: true });

// The theme takes the focus from these buttons when they are pressed: a reader at the keyboard
// would lose their place, and a closed menu could not give it back.
for (const button of document.querySelectorAll(".bd-header-article button")) button.blur = () => {};
