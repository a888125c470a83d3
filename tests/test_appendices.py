"""The appendices: every claim of the notes with its verdict and a proof that can be reached."""

import re

import pytest
from test_site import LANGUAGES, ROOT, chapters

RIGHT, CONDITION, WRONG = range(3)
VERDICTS = {
    "en": ["Right", "Right with a condition", "Wrong"],
    "zh": ["对", "有条件地对", "错"],
}

#: What the course found: the verdict on each claim, and chapters where a proof must lie.
CLAIMS = {
    1: (CONDITION, {"why_not_dense"}),
    2: (CONDITION, {"why_not_dense"}),
    3: (RIGHT, {"why_not_dense"}),
    4: (CONDITION, {"two_principles"}),
    5: (CONDITION, {"two_principles"}),
    6: (CONDITION, {"why_not_dense"}),
    7: (RIGHT, {"two_principles"}),
    8: (RIGHT, {"two_principles"}),
    9: (CONDITION, {"two_principles"}),
    10: (RIGHT, {"two_principles"}),
    11: (RIGHT, {"cross_correlation"}),
    12: (RIGHT, {"cross_correlation"}),
    13: (CONDITION, {"cross_correlation", "learning"}),
    14: (RIGHT, {"dimensions", "cross_correlation"}),
    15: (RIGHT, {"cross_correlation"}),
    16: (RIGHT, {"learning"}),
    17: (RIGHT, {"learning"}),
    18: (CONDITION, {"why_not_dense"}),
    19: (CONDITION, {"channels"}),
    20: (RIGHT, {"channels"}),
    21: (RIGHT, {"channels"}),
    22: (CONDITION, {"channels", "digits"}),
    23: (WRONG, {"padding_stride"}),
    24: (WRONG, {"padding_stride"}),
}


def rows(page):
    """Each claim's row, by its number."""
    marks = page.select('td [id^="claim-n"]')
    return {int(mark["id"].removeprefix("claim-n")): mark.find_parent("tr") for mark in marks}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_has_its_verdict(pages, language):
    found = rows(pages[f"{language}/appendix_claims.html"])
    assert list(found) == list(CLAIMS)
    for number, row in found.items():
        name, claim, verdict, _ = (cell.get_text().strip() for cell in row.select("td"))
        assert name == f"N{number}"
        assert len(claim) > 10, name
        assert row.select("td")[2].strong.get_text() == VERDICTS[language][CLAIMS[number][0]], name
        assert number in (10, 11, 12, 21) or len(verdict) > 5, f"{name} is not explained"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_leads_to_the_cell_that_proves_it(pages, language):
    for number, row in rows(pages[f"{language}/appendix_claims.html"]).items():
        links = [link["href"].split("#") for link in row.select("td:last-child a")]
        assert {page.removesuffix(".html") for page, _ in links} == CLAIMS[number][1], number
        assert any(re.match(rf"proof-n{number}\b", mark) for _, mark in links), number
        for page, mark in links:
            target = pages[f"{language}/{page}"].find(id=mark)
            if mark.startswith("proof-"):
                cell = (
                    target
                    if "cell" in target.get("class", [])
                    else target.find_parent(class_="cell")
                )
                assert "assert" in cell.select_one(".cell_input").get_text(), mark
            else:
                assert target.find_parent("section"), mark


def test_the_counts_of_verdicts_are_those_of_the_table(pages):
    count = [sum(kind == verdict for kind, _ in CLAIMS.values()) for verdict in range(3)]
    for language in LANGUAGES:
        text = " ".join(
            p.get_text() for p in pages[f"{language}/appendix_claims.html"].select("p")[:6]
        )
        numbers = re.search(r"(\d+)\D+(\d+)\D+(\d+)\D+(\d+)\D", text[text.index("24") :]).groups()
        assert [int(number) for number in numbers] == [24, *count]


# -- chapters --------------------------------------------------------------------------------------

ENDS = {"en": ["Summary", "Exercises", "Where the notes were"], "zh": ["小结", "练习", "对照笔记"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_ends_with_summary_exercises_and_the_notes(pages, language):
    for name in chapters()[1:10]:
        page = pages[f"{language}/{name}.html"]
        titles = [heading.contents[0].strip() for heading in page.select("article h2")]
        assert titles[-3:] == ENDS[language], name
        _, exercises, notes = page.select("article h1 ~ section, article section > section")[-3:]
        links = [link["href"] for link in exercises.select("a.internal")]
        target = next(href for href in links if href.startswith("exercises/"))
        table = pages[f"{language}/exercises.html"]
        row = table.select_one(f'table a[href="{target.split("#")[0]}"]').find_parent("tr")
        assert row.select('a[href$=".ipynb"]'), name
        assert notes.select("tbody tr"), name


# -- glossary, symbols, references -----------------------------------------------------------------


def test_the_glossary_has_each_word_in_both_languages_and_leads_to_its_section(pages):
    terms = {}
    for language, other in (("en", "zh-CN"), ("zh", "en")):
        page = pages[f"{language}/appendix_glossary.html"]
        entries = [
            (term.contents[0].strip(), term.find_next_sibling("dd"))
            for term in page.select("dl.glossary dt")
        ]
        terms[language] = [
            (term, getattr(entry.select_one(f'[lang="{other}"]'), "text", term))
            for term, entry in entries
        ]
        assert all(".html#" in entry.select("a.internal")[-1]["href"] for _, entry in entries)
    assert len(terms["en"]) == len(terms["zh"]) > 40
    for (english, its_chinese), (chinese, its_english) in zip(*terms.values(), strict=True):
        assert its_english.split("，")[0] in (english, "rectified linear unit", "image to columns")
        assert its_chinese.split("、")[0] in (chinese, "修正线性单元")
    variants = dict(terms["en"])
    assert variants["cross-correlation"] == "互相关、交叉相关"
    assert variants["padding"].startswith("填充、补零")
    assert variants["stride"] == "步幅、步长"
    assert variants["feature map"] == "特征图、特征映射"


def test_every_symbol_leads_to_its_section(pages):
    for language in LANGUAGES:
        rows = pages[f"{language}/appendix_symbols.html"].select("tbody tr")
        assert len(rows) == 22
        assert all(row.select("td:last-child a.internal") for row in rows)


def test_every_work_is_cited_and_every_entry_can_be_reached(pages):
    source = (ROOT / "book/references.bib").read_text("utf-8")
    entries = re.findall(r"^@\w+\{(\w+),(.*?)^\}", source, re.DOTALL | re.MULTILINE)
    assert len(entries) == 23
    for key, fields in entries:
        assert re.search(r"^  (doi|url) = ", fields, re.MULTILINE), key
    for language in LANGUAGES:
        listed = pages[f"{language}/appendix_references.html"].select(".citation")
        assert len(listed) == len(entries), "a work that no page cites is not listed"
