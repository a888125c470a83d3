"""What feedback pages and the class report call things, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.exam import Text

#: What became of an exercise, in the order of `records.OUTCOMES`.
OUTCOMES: Mapping[str, Text] = {
    "passed": {"en": "passed", "zh": "通过"},
    "partial": {"en": "partly right", "zh": "部分正确"},
    "failed": {"en": "not right yet", "zh": "还不对"},
    "error": {"en": "raised an error", "zh": "运行报错"},
    "timeout": {"en": "took too long", "zh": "运行超时"},
    "crashed": {"en": "stopped", "zh": "中途停止"},
    "missing": {"en": "no answer", "zh": "没有作答"},
}

#: What happened to a submission beside its score.
FLAGS: Mapping[str, Text] = {
    "timeout": {
        "en": "Something ran longer than it may and was stopped. Most often that is a loop that "
        "never ends. Only the exercises that needed it lost points.",
        "zh": "有代码运行得太久，被中止了，最常见的原因是死循环。只有用到它的题目会失分。",
    },
    "crashed": {
        "en": "The Python process ended while your code was running in it. Only the exercises that "
        "needed it lost points.",
        "zh": "运行你的代码时，Python 进程意外退出了。只有用到它的题目会失分。",
    },
    "memory": {
        "en": "Your code asked for more memory than a submission may use and was stopped.",
        "zh": "你的代码需要的内存超出了限额，被中止了。",
    },
    "processes": {
        "en": "Your code started more processes or threads than a submission may and was stopped.",
        "zh": "你的代码启动的进程或线程太多，被中止了。",
    },
    "output": {
        "en": "Your code printed more than is kept. What was too much is not on this page.",
        "zh": "你的代码输出太多，超出的部分没有保留，这一页上看不到。",
    },
    "edited": {
        "en": "Cells that belong to the exercise sheet were changed, removed or doubled. Your "
        "answers were graded with the original cells.",
        "zh": "作业自带的单元格有改动、缺失或重复。你的答案是按原来的单元格评分的。",
    },
    "suspicious": {
        "en": "Your code tries something that no answer has need of. Your instructor will have a "
        "look.",
        "zh": "你的代码做了答题用不着的事，老师会看一看。",
    },
}

#: What became of a submission as a whole.
STATUSES: Mapping[str, Text] = {
    "graded": {"en": "graded", "zh": "已评分"},
    "missing": {"en": "not handed in", "zh": "未交"},
    "unreadable": {"en": "unreadable", "zh": "无法读取"},
}

#: Why an instructor may want to look at a submission, the most pressing first.
CONCERNS: Mapping[str, Text] = {
    "suspicious": {
        "en": "tried what no answer has need of (grade.log says what)",
        "zh": "做了答题用不着的事（详见 grade.log）",
    },
    "unreadable": {"en": "the notebook cannot be read", "zh": "笔记本无法读取"},
    "crashed": {"en": "the Python process crashed", "zh": "Python 进程崩溃"},
    "memory": {"en": "too much memory", "zh": "内存超限"},
    "processes": {"en": "too many processes", "zh": "进程过多"},
    "timeout": {"en": "ran too long", "zh": "运行超时"},
    "output": {"en": "too much output", "zh": "输出过多"},
    "edited": {"en": "cells of the exercise sheet were changed", "zh": "改动了作业自带的单元格"},
    "zero": {"en": "handed in, but no points", "zh": "交了作业，但没有得分"},
    "missing": {"en": "not handed in", "zh": "未交作业"},
}

_FEEDBACK: Mapping[str, tuple[str, str]] = {
    "lang": ("en", "zh-CN"),
    "feedback": ("Feedback", "作业反馈"),
    "colon": (": ", "："),
    "points": ("points", "分"),
    "overview": ("The exercises", "各题得分"),
    "notes": ("About this submission", "关于这份作业"),
    "missing": (
        "No notebook was handed in: there was none at the place where it is expected. If you did "
        "hand one in, check its name and folder.",
        "没有收到作业：应当放作业的位置上没有笔记本。如果你交过，请检查文件名和文件夹。",
    ),
    "unreadable": (
        "Your notebook could not be read, so nothing in it could be graded. Open it in Jupyter, "
        "choose Restart Kernel and Run All Cells, save it, and hand it in again.",
        "你的笔记本无法读取，因此没有评分。请在 Jupyter 中打开它，"
        "选“重启内核并运行所有单元格”，保存后重新提交。",
    ),
    "why": ("What stopped the reading", "读取失败的原因"),
    "looks_like": ("Looks like", "看起来是"),
    "read_again": ("Read again", "再读一读"),
    "given": (
        "An earlier mistake costs you nothing here. In place of your own, this exercise was graded "
        "with the course's",
        "前面的错误不影响这道题。评分时，下面的函数换成了课程提供的",
    ),
    "first_wrong": ("The first example that went wrong", "第一个出错的例子"),
    "expected": ("expected", "应当是"),
    "got": ("got", "得到的是"),
    "difference": ("got − expected", "得到的 − 应当的"),
    "too_large": ("not drawn", "不画出"),
    "framed": ("Framed numbers differ.", "加框的数不一样。"),
    "parts": (
        "Of large arrays only a part is drawn; the numbers in brackets say which.",
        "大数组只画出一部分，方括号里的数说明是哪一部分。",
    ),
    "argument": ("argument", "参数"),
    "returned": ("returned", "返回值"),
    "item": ("item", "项"),
    "checked": ("What was checked", "检查了什么"),
    "check_passed": ("passed", "通过"),
    "check_failed": ("not passed", "未通过"),
    "your_code": ("Your code", "你的代码"),
    "notebook": ("Your notebook as it ran", "你的笔记本运行的样子"),
    "show_notebook": ("Show the code and what it printed", "展开代码和输出"),
    "figure": ("a figure that your code made", "你的代码画的图"),
    "stderr": ("messages and warnings", "提示与警告"),
    "stopped": ("stopped", "被中止"),
    "no_output": ("no output", "没有输出"),
    "more_cells": ("more cells are not shown.", "个单元格没有显示。"),
    "more_outputs": ("more outputs are not shown.", "项输出没有显示。"),
    "more_characters": ("more characters", "个字符未显示"),
    "more_lines": ("lines are left out here", "行在此省略"),
    "left_out": (
        "The rest is left out, because the page is full",
        "其余部分省略，因为这一页已经满了",
    ),
    "bad_image": (
        "A picture is left out: it is no sound PNG or JPEG.",
        "有一张图没有显示：不是正常的 PNG 或 JPEG。",
    ),
    "footer": (
        "Hidden checks called your functions with inputs of their own. This page was written by a "
        "program; if something in it seems wrong, ask your instructor.",
        "评分时，不公开的试题用另外的输入调用了你的函数。本页由程序生成，如有疑问请询问老师。",
    ),
}


def feedback_words(language: str) -> dict[str, str]:
    """The words of a feedback page in one language; English where there is no such language."""
    at = 1 if language == "zh" else 0
    return {name: both[at] for name, both in _FEEDBACK.items()}


def pick(text: Text, language: str) -> str:
    """The words of `text` in one language; English where there is no such language."""
    return text["zh" if language == "zh" else "en"]
