"""The autograder: releases the exercises, examines what is handed in, reports."""

from pathlib import Path

LANGUAGES = ("en", "zh")

ROOT = Path(__file__).parents[1]
SOLUTIONS = ROOT / "solutions"
EXERCISES = ROOT / "exercises"
