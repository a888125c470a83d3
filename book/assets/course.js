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

// An equation that scrolls can be reached, and so scrolled, by keyboard.
addEventListener("load", () => {
  for (const equation of document.querySelectorAll(".katex-display")) {
    if (equation.scrollWidth > equation.clientWidth) equation.tabIndex = 0;
  }
});
