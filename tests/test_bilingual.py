"""The marking of two languages in one source: what each reader gets, and what is found wrong."""

import pytest
from myst_nb.core.read import read_myst_markdown_notebook

from autograder import bilingual

SOURCE = """---
file_format: mystnb
---

+++ {"lang": "en"}

# The kernel

Slide it.

+++ {"lang": "zh"}

# 核

滑动它。

+++

$$
y = wx
$$ (eq-linear)

| {en}`Input` {zh}`输入` | $n$ |
|---|---|
| 1 | {en}``the `x` of it`` {zh}`它` |

```{admonition} {en}`A question` {zh}`一个问题`
{en}`Why $k$?` {zh}`为什么 $k$？`
```

```{code-cell} python
---
mystnb:
  figure:
    caption: "{en}`A picture` {zh}`一张图`"
---
print("+++")
```

```text
+++ {"lang": "en"}
not a break, {en}`not a role`
```
"""


def cells(text):
    return [(c.cell_type, c.source) for c in read_myst_markdown_notebook(text).cells]


def test_keep_english():
    expected = (
        SOURCE.replace("# 核", "")
        .replace("滑动它。", "")
        .replace("{en}`Input` {zh}`输入`", "Input")
        .replace("{en}``the `x` of it`` {zh}`它`", "the `x` of it")
        .replace("{en}`A question` {zh}`一个问题`", "A question")
        .replace("{en}`Why $k$?` {zh}`为什么 $k$？`", "Why $k$?")
    )
    assert bilingual.keep(SOURCE, "en") == expected


def test_keep_chinese():
    expected = (
        SOURCE.replace("# The kernel", "")
        .replace("Slide it.", "")
        .replace("{en}`Input` {zh}`输入`", "输入")
        .replace("{en}``the `x` of it`` {zh}`它`", "它")
        .replace("{en}`A question` {zh}`一个问题`", "一个问题")
        .replace("{en}`Why $k$?` {zh}`为什么 $k$？`", "为什么 $k$？")
    )
    assert bilingual.keep(SOURCE, "zh") == expected


def test_both_languages_have_the_same_cells():
    english, chinese = (cells(bilingual.keep(SOURCE, lang)) for lang in bilingual.LANGUAGES)
    assert [kind for kind, _ in english] == [kind for kind, _ in chinese]
    assert [c for c in english if c[0] == "code"] == [c for c in chinese if c[0] == "code"]
    assert english[0] == ("markdown", "# The kernel\n\nSlide it.")
    assert chinese[0] == ("markdown", "# 核\n\n滑动它。")


def test_a_role_over_several_lines_keeps_line_numbers():
    text = "a {en}`one\ntwo`\n{zh}`一` b\nlast"
    assert bilingual.keep(text, "zh") == "a 一\n\n b\nlast"
    assert bilingual.keep(text, "en").split("\n")[3] == "last"


def test_a_break_inside_another_block_is_none():
    text = '- item\n  +++ {"lang": "zh"}\n  words\n'
    assert bilingual.keep(text, "en") == text


def test_words_with_backticks():
    """A role with code in it has two backticks around, and, as in CommonMark, blanks inside."""
    assert bilingual.keep("{en}`` `x` `` {zh}`` `y` ``", "zh") == "`y`"


def test_a_stray_backtick_ends_with_its_paragraph():
    assert bilingual.keep("a ` stray\n\n{en}`x` {zh}`y`", "zh") == "a ` stray\n\ny"


def test_code_spans_are_no_roles():
    text = "Write `` {en}`x` {zh}`y` `` for a pair, and `{en}` for English."
    assert bilingual.keep(text, "zh") == text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Figure 1: the *kernel*."), ("zh", "图 1：*核*。")]
)
def test_resolve(language, words):
    text = "{en}`Figure 1: the *kernel*` {zh}`图 1：*核*`{en}`.` {zh}`。`"
    assert bilingual.resolve(text, language) == words


@pytest.mark.parametrize("function", [bilingual.keep, bilingual.resolve])
def test_an_unknown_language_is_refused(function):
    with pytest.raises(ValueError, match="no such language: 'de'; there are en, zh"):
        function(SOURCE, "de")


def test_a_complete_source_has_no_problems():
    assert bilingual.problems(SOURCE) == []


EN, ZH = '+++ {"lang": "en"}', '+++ {"lang": "zh"}'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"{EN}\nHello.\n+++\n", "line 1: this en cell has no zh cell right after it"),
        (f"{EN}\nHello.\n", "line 1: this en cell has no zh cell right after it"),
        (f"+++\n{ZH}\n你好。\n", "line 2: this zh cell has no en cell right before it"),
        (
            f"{EN}\nHello.\n\n```{{code-cell}}\n1\n```\n{ZH}\n你好。\n",
            "line 1: this en cell has no zh cell right after it",
        ),
        (f"{ZH}\n你好。\n{EN}\nHello.\n", "line 1: this zh cell has no en cell right before it"),
        (f"{EN}\nHello.\n{ZH}\n\n+++\n", "line 3: the zh cell is empty"),
        (f"{EN}\nHello.\n{ZH}\nHello.\n", "line 3: this zh cell holds no Chinese"),
        (
            f"{EN}\nHello.\n{ZH}\n你好。\n\nBut this paragraph has not been written yet.\n",
            "line 6: this text in a zh cell holds no Chinese",
        ),
        (
            '+++ {"lang": "en", "nbgrader": {"grade_id": "a"}}\nHi.\n'
            '+++ {"lang": "zh", "nbgrader": {"grade_id": "b"}}\n你好。\n',
            "line 3: this zh cell's metadata differs from its en cell's",
        ),
        (f"{EN}\nHello 你好.\n{ZH}\n你好。\n", "line 2: Chinese stands outside a zh cell"),
        (f"{EN}\n[你]{{.language-zh-CN}} 好.\n{ZH}\n好。\n", "line 2: Chinese stands outside a zh"),
        ("```{code-cell}\nx = 1  # 一\n```\n", "line 2: Chinese stands outside a zh cell"),
        ("| {en}`a` | {zh}`甲` |\n", "line 1: an inline role stands alone"),
        ("{zh}`甲` {en}`a`\n", "line 1: an inline role stands alone"),
        ("```{code-cell}\n:caption: '{en}`a`'\n1\n```\n", "line 2: an inline role stands alone"),
        ('+++ {"lang": "de"}\nHallo.\n', "line 1: no such language: 'de'"),
        ("+++ {lang: en}\nHello.\n", "line 1: the cell break's metadata is not JSON"),
        ("+++ 1\nHello.\n", "line 1: the cell break's metadata is not an object"),
        (f"<div>\n{EN}\n</div>\n", "line 2: looks like a cell break but stands inside another"),
        (f"- item\n  {EN}\n", "line 2: looks like a cell break but stands inside another"),
        ("Only English readers read this.\n", "line 1: prose without a language"),
        ("# Padding\n", "line 1: prose without a language"),
        ("```{note}\nOnly English readers.\n```\n", "line 2: prose without a language"),
        ("```{admonition} Only English readers\n1\n```\n", "line 1: prose without a language"),
        (
            "```{figure} a/b.svg\n:name: fig-of-a-kernel\n:alt: a kernel slides over it\n```\n",
            "line 3: prose without a language",
        ),
    ],
)
def test_problems_are_found(text, problem):
    assert [found for found in bilingual.problems(text) if found.startswith(problem)]


@pytest.mark.parametrize(
    "text",
    [
        "$$\\text{all of these words are mathematics}$$\n",
        "```python\nprint('a program is no prose at all')\n```\n",
        "```{figure} assets/a-picture-of-kernels.svg\n:name: fig-a-b-c\n:width: 300px\n```\n",
        "| Conv2d | `one two three four` |\n|---|---|\n| $a$ | {eq}`one-two-three` |\n",
        "(a-target-of-many-words)=\n",
        f"{EN}\nA kernel, [卷积核]{{.language-zh-CN}}.\n{ZH}\n核。\n",
        "",
    ],
)
def test_what_needs_no_language_is_no_problem(text):
    assert bilingual.problems(text) == []
