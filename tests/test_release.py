"""The release: what students get is what the sources give, and holds nothing of what they don't."""

from __future__ import annotations

import ast
import filecmp
import json
import re
import shutil
from pathlib import Path

import pytest

from autograder import EXERCISES, LANGUAGES, SOLUTIONS, exams
from autograder.release import ReleaseError, notebook_of, release

SOURCES = sorted(SOLUTIONS.glob("*.md"))
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A release of the sources as they are."""
    folder = tmp_path_factory.mktemp("release") / "exercises"
    release(exercises=folder)
    return folder


def same(left: Path, right: Path) -> list[str]:
    """The files that differ between two folders."""
    names = {path.relative_to(left) for path in left.rglob("*") if path.is_file()}
    names |= {path.relative_to(right) for path in right.rglob("*") if path.is_file()}
    names = {name for name in names if "__pycache__" not in name.parts}
    return sorted(
        str(name)
        for name in names
        if not ((left / name).is_file() and (right / name).is_file())
        or not filecmp.cmp(left / name, right / name, shallow=False)
    )


def test_what_is_committed_is_what_the_sources_give(fresh):
    assert same(EXERCISES, fresh) == [], "run `make release` and commit exercises/"


def test_two_releases_are_byte_identical(fresh, tmp_path):
    one = tmp_path / "solutions"
    one.mkdir()
    shutil.copy(SOURCES[0], one)
    release(one, tmp_path / "again")
    for language in LANGUAGES:
        name = f"{language}/{SOURCES[0].stem}"
        assert same(fresh / name, tmp_path / "again" / name) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_code_cells_and_ids_are_the_same_in_both_languages(fresh, source):
    notebooks = [
        json.loads((fresh / language / source.stem / f"{source.stem}.ipynb").read_bytes())
        for language in LANGUAGES
    ]
    code = [
        [(cell["id"], cell["source"], cell["metadata"]) for cell in notebook["cells"]]
        for notebook in notebooks
    ]
    code = [[cell for cell in cells if "nbgrader" in cell[2]] for cells in code]
    assert code[0] == code[1]
    assert len(code[0]) >= 5


def secrets(source: Path) -> set[str]:
    """The telling lines of a source's solutions."""
    lines = set()
    for cell in notebook_of(source, "en").cells:
        for body in SOLUTION.findall(cell.source if cell.cell_type == "code" else ""):
            lines |= {line.strip() for line in body.splitlines()}
    return {line for line in lines if len(line) > 24 and not line.startswith("#")}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_nothing_of_a_solution_is_released(fresh, source):
    telling = secrets(source)
    assert len(telling) >= 3
    for path in fresh.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        code = text if path.suffix == ".py" else _code(text)
        found = {line for line in telling if line in code}
        assert not found, f"{path} shows {found}"
        assert "BEGIN SOLUTION" not in text
        assert "HIDDEN TESTS" not in text


def _code(notebook: str) -> str:
    return "\n".join("".join(cell["source"]) for cell in json.loads(notebook)["cells"])


@pytest.mark.parametrize("name", exams.ASSIGNMENTS)
def test_nothing_of_an_exam_is_released(fresh, name):
    """No function of an exam's module, and no oracle, under its text or its name."""
    module = Path(exams.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    bodies = {
        ast.unparse(node)
        for node in ast.walk(ast.parse(module))
        if isinstance(node, ast.FunctionDef | ast.Lambda)
    }
    telling = {line for body in bodies for line in body.splitlines() if len(line.strip()) > 40}
    assert telling
    for path in fresh.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        text = text if path.suffix == ".py" else _code(text)
        assert "autograder.exam" not in text
        assert not {line for line in telling if line.strip() in text}


def test_an_incomplete_pair_is_refused_and_nothing_is_lost(tmp_path):
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    shutil.copy(SOURCES[0], solutions)
    release(solutions, tmp_path / "exercises")
    source = solutions / SOURCES[0].name
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace('+++ {"lang": "zh"}', "+++", 1), encoding="utf-8")
    before = sorted(tmp_path.joinpath("exercises").rglob("*.ipynb"))
    with pytest.raises(ReleaseError, match="line"):
        release(solutions, tmp_path / "exercises")
    assert sorted(tmp_path.joinpath("exercises").rglob("*.ipynb")) == before
    assert not list(tmp_path.glob(".release-*"))


def test_a_folder_without_sources_is_refused(tmp_path):
    with pytest.raises(ReleaseError, match="holds no sources"):
        release(tmp_path, tmp_path / "exercises")
    assert not (tmp_path / "exercises").exists()
