"""nbgrader's own commands with the project's nbgrader_config.py: the same examiner, the same
scores, and everything that an instructor typed stays."""

import ast
import csv
import json
import re
import subprocess
import sys
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import create_engine, text

from autograder import EXERCISES, ROOT, course
from autograder.gradebook import Book
from autograder.graded import MAX_NOTEBOOK
from tests.sample_class import make

# One class, graded twice: one worker of pytest makes it.
pytestmark = [pytest.mark.xdist_group("nbgrader"), pytest.mark.timeout(900)]

NAME = "cross_correlation"
ENVIRONMENT = {
    "COURSE_SECRET": "a class for nbgrader",
    "PATH": "/usr/bin:/bin",  # no environment is activated: nbgrader finds no `alembic`
    "PYTHONWARNINGS": "error::ResourceWarning",
}
CONFIG = f"load_subconfig({str(ROOT / 'nbgrader_config.py')!r})\n"


# What `python -m` does, without a grammar of addresses that nbgrader's libraries compile at every
# start, for a second and a half, and never use here.
START = """
import runpy, sys
if sys.argv[1] == "nbgrader":
    sys.modules["rfc3987_syntax"] = None
del sys.argv[0]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def run(folder, *words, status=0):
    """Run a module in a folder, as a person would; all that it said."""
    done = subprocess.run(
        [sys.executable, "-c", START, *map(str, words)],
        cwd=folder,
        env={**ENVIRONMENT, "HOME": str(folder), "JUPYTER_CONFIG_DIR": str(folder / ".jupyter")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout[-3000:]
    return done.stdout


def answer(file, *, source=None, edit=None):
    """The notebook of a student of the sample class, edited."""
    document = json.loads(make.notebook(make.answers(NAME)[file]))
    if source:
        document["cells"].append(code("own", source))
    if edit:
        edit(document["cells"])
    return json.dumps(document)


def code(name, source):
    return {
        **{"cell_type": "code", "id": name, "metadata": {}, "source": source},
        **{"execution_count": None, "outputs": []},
    }


def at(cells, grade_id):
    return next(
        i
        for i, cell in enumerate(cells)
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def odd_metadata(cells):
    """Doubled ids, another schema, marks that are no marks: stock nbgrader ends the whole run."""
    cells.append(json.loads(json.dumps(cells[at(cells, "test_corr2d")])))
    cells.append(json.loads(json.dumps(cells[at(cells, "corr2d")])))
    cells[at(cells, "convolve2d")]["metadata"]["nbgrader"]["schema_version"] = 99
    cells[at(cells, "test_convolve2d")]["metadata"]["nbgrader"]["schema_version"] = "odd"
    cells[0]["metadata"]["nbgrader"] = "marks"
    cells[1]["metadata"]["nbgrader"] = {"grade_id": ["a", "list"], "grade": True}


HOSTILE = """<script>owned = 1</script><img src=x onerror="owned = 2">

[a link](javascript:owned=3), ![an image](/logout) and **bold**, $a < b$

<textarea class="comment" id="corr2d-comment"></textarea>"""
HOSTILE_CODE = """from IPython.display import HTML, display
display(HTML("<b>kept</b><script>owned = 4</script><img src=x onerror='owned = 5'>"))
print("<script>owned = 6</script>")"""


def hostile(cells):
    cells.insert(1, {"cell_type": "markdown", "id": "m", "metadata": {}, "source": HOSTILE})
    cells.insert(2, {"cell_type": "raw", "id": "r", "metadata": {}, "source": HOSTILE})
    cells.append(code("h", HOSTILE_CODE))


def twice(cells):
    cells.append(json.loads(json.dumps(cells[at(cells, "corr2d")])))
    cells[at(cells, "corr2d")]["source"] = "corr2d = None  # superseded"


def much(cells):
    long = "for i in range(6): print(('x' * 1500 + '\\n') * 600)\n#" + "y" * 900_000
    cells += [code(f"own-{i}", long) for i in range(6)]


def hand_in(folder, student, content):
    place = folder / student / NAME
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{NAME}.ipynb").write_text(content, encoding="utf-8")
    return place


def hand_in_class(folder):
    """The sample class, and what else nbgrader has trouble with."""
    make.make(folder, without_loops=True)
    hand_in(folder, "odd metadata", answer("loops", edit=odd_metadata))
    hand_in(folder, "hostile", answer("flipped_kernel", edit=hostile))
    hand_in(folder, "much", answer("loops", edit=much))
    place = hand_in(folder, "twice", answer("loops", edit=twice))
    (place / "timestamp.txt").write_text("2030-01-02 12:00:00.5 UTC")
    place = hand_in(folder, "linked", answer("loops"))
    (place / "broken").symlink_to("nowhere")
    (place / "secret").symlink_to(folder.parent / "secret")
    (place / "notes.txt").write_text("mine")
    (folder.parent / "secret").write_text("not for students")
    (hand_in(folder, "folder", "") / f"{NAME}.ipynb").unlink()
    (folder / "folder" / NAME / f"{NAME}.ipynb").mkdir()


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class graded by `python -m autograder grade` in one folder, by nbgrader in another."""
    folder = tmp_path_factory.mktemp("nbgrader")
    submitted, ours, theirs = folder / "submitted", folder / "ours", folder / "theirs"
    hand_in_class(submitted)
    theirs.mkdir()
    run(folder, "autograder", "grade", *make.ASSIGNMENTS, "--submissions", submitted, "--out", ours)
    moved = f"c.CourseDirectory.submitted_directory = {str(submitted)!r}\n"
    (theirs / "nbgrader_config.py").write_text(CONFIG + moved)
    said = ""
    for name in make.ASSIGNMENTS:
        run(theirs, "nbgrader", "generate_assignment", name)
        said += run(theirs, "nbgrader", "autograde", name)
    run(theirs, "nbgrader", "generate_feedback", NAME, "--student", "[fhln]*")
    return SimpleNamespace(submitted=submitted, ours=ours, theirs=theirs, said=said)


def grade(folder, *more):
    """Grade what lies in a small course folder, with the results in the same folder."""
    places = ("--submissions", "submitted", "--out", ".")
    return run(folder, "autograder", "grade", NAME, *places, "--workers", 1, *more)


def scores(folder):
    """(student, assignment, cell) -> score, as the gradebook in a folder has it."""
    with Book(f"sqlite:///{folder}/gradebook.db") as book:
        return book.cell_scores()


def total_scores(folder):
    """(student, assignment) -> score, as the gradebook in a folder has it."""
    with Book(f"sqlite:///{folder}/gradebook.db") as book:
        return book.scores()


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def totals(folder):
    """(student, assignment) -> score, as grades.csv has it: rounded to four decimals."""
    return {
        (row["student_id"], row["assignment"]): float(row["score"])
        for row in table(folder / "grades.csv")
    }


def exported(folder):
    """The totals of `nbgrader export`; it quotes nothing, so a student's id may hold commas."""
    run(folder, "nbgrader", "export", "--to", "exported.csv")
    lines = (folder / "exported.csv").read_text(encoding="utf-8").splitlines()[1:]
    fields = [line.split(",") for line in lines]
    return {(",".join(each[3:-7]), each[0]): float(each[-2]) for each in fields}


def graded_notebook(folder, student, name=NAME):
    return nbformat.read(folder / "autograded" / student / name / f"{name}.ipynb", as_version=4)


# ---- the same scores -----------------------------------------------------------------------------


def test_every_cell_of_every_student_scores_the_same_both_ways(graded):
    ours, theirs = scores(graded.ours), scores(graded.theirs)
    students = {student for student, _, _ in ours}
    assert students == {path.name for path in graded.submitted.iterdir()}
    assert students > {
        "loops",
        "滑动窗口",
        "not_json",
        "odd metadata",
        "hostile",
        "linked",
        "folder",
    }
    assert ours == theirs
    for student in ("loops", "odd metadata", "滑动窗口"):
        assert ours[student, NAME, "test_corr2d"] == 4
    for student in ("flipped_kernel", "hostile", "not_json", "folder"):
        assert ours[student, NAME, "test_corr2d"] == 0


def test_every_exam_says_the_same_both_ways(graded):
    """What it says names shapes and numbers, which the seed decides."""

    def verdicts(folder):
        return {
            (path.parts[-3], path.parts[-2], cell.id): cell.outputs[0].text
            for path in (folder / "autograded").rglob("*.ipynb")
            for cell in nbformat.read(path, as_version=4).cells
            if cell.metadata.get("nbgrader", {}).get("grade")
        }

    ours = verdicts(graded.ours)
    assert sum("✗" in each and " is expected, got " in each for each in ours.values()) > 20
    assert ours == verdicts(graded.theirs)


def test_nbgrader_exports_the_totals_of_grades_csv(graded):
    ours = totals(graded.ours)
    for folder in (graded.ours, graded.theirs):
        exports = exported(folder)
        assert exports == pytest.approx({key: ours.get(key, 0) for key in exports}, abs=5e-5)
        assert exports.keys() >= {key for key, score in ours.items() if score}


def test_what_is_odd_is_said_in_nbgraders_log(graded):
    assert "odd metadata, cross_correlation: cell corr2d is there twice" in graded.said
    assert "not_json, cross_correlation: the file is not JSON" in graded.said
    assert "Traceback" not in graded.said
    assert "SAWarning" not in graded.said


def test_the_release_enters_what_the_grader_enters(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    run(tmp_path, "nbgrader", "generate_assignment", NAME)
    url = f"sqlite:///{tmp_path}/gradebook.db"

    def cells():
        queries = (
            "SELECT name, max_score, cell_type FROM base_cell JOIN grade_cells USING (id)",
            "SELECT name, type FROM base_cell",
            "SELECT name, cell_type, locked, source, checksum FROM source_cell",
            "SELECT name, kernelspec FROM notebook",
        )
        engine = create_engine(url)
        try:
            with engine.connect() as db:
                return {tuple(row) for query in queries for row in db.execute(text(query))}
        finally:
            engine.dispose()

    before = cells()
    assert {row[0] for row in before} >= {"setup", "corr2d", "test_corr2d", NAME}
    with Book(url) as book:
        book.add_assignment(course.load(NAME))
    assert cells() == before
    released, source = tmp_path / "release" / NAME, EXERCISES / "en" / NAME
    assert (released / "checks.py").read_text() == (source / "checks.py").read_text()
    notebooks = [nbformat.read(each / f"{NAME}.ipynb", as_version=4) for each in (released, source)]
    assert notebooks[0] == notebooks[1]


# ---- what instructors type -----------------------------------------------------------------------


def typed(folder, **values):
    """Type into the gradebook of a folder what formgrader would write."""
    engine = create_engine(f"sqlite:///{folder}/gradebook.db")
    found = (
        "SELECT submitted_notebook.id FROM submitted_notebook JOIN submitted_assignment"
        " ON submitted_assignment.id = submitted_notebook.assignment_id"
        " WHERE student_id = 'flipped_kernel'"
    )
    try:
        with engine.begin() as db:
            for name, cell, column in (
                ("grade", "test_corr2d", "manual_score"),
                ("grade", "test_conv_layer", "extra_credit"),
                ("comment", "corr2d", "manual_comment"),
            ):
                done = db.execute(
                    text(
                        f"UPDATE {name} SET {column} = :value WHERE notebook_id IN ({found})"
                        " AND cell_id IN (SELECT id FROM base_cell WHERE name = :cell)"
                    ),
                    {"value": values[column], "cell": cell},
                )
                assert done.rowcount == 1
            penalty = "UPDATE submitted_notebook SET late_submission_penalty = :value"
            done = db.execute(
                text(f"{penalty} WHERE id IN ({found})"), {"value": values["penalty"]}
            )
            assert done.rowcount == 1
    finally:
        engine.dispose()


def test_manual_grades_comments_extra_credit_and_penalties_survive(tmp_path):
    for student in ("flipped_kernel", "loops"):
        hand_in(tmp_path / "submitted", student, answer(student))
    grade(tmp_path)
    # corr2d's 4 points and corr1d's 1 are lost; convolve2d and conv_layer are given a right corr2d.
    assert totals(tmp_path) == {("flipped_kernel", NAME): 5, ("loops", NAME): 10}

    words = {"manual_score": 3.5, "extra_credit": 1, "manual_comment": "well tried", "penalty": 0.5}
    typed(tmp_path, **words)
    grade(tmp_path, "--regrade")
    expected = {("flipped_kernel", NAME): 5 + 3.5 + 1 - 0.5, ("loops", NAME): 10}
    assert totals(tmp_path) == expected

    run(tmp_path, "nbgrader", "autograde", NAME, "--force")
    assert total_scores(tmp_path) == expected
    run(tmp_path, "nbgrader", "generate_feedback", NAME, "--force")
    page = (tmp_path / "feedback" / "flipped_kernel" / NAME / f"{NAME}.html").read_text()
    assert "well tried" in page
    assert "(Score: 3.5 / 4.0)" in page
    grade(tmp_path)
    assert totals(tmp_path) == expected


def test_nbgrader_assigns_its_late_penalties(tmp_path):
    """Where the gradebook knows a due date, and the exchange left a timestamp."""
    late, early = "2030-01-02 12:00:00 UTC", "2029-12-31 12:00:00 UTC"
    for student, time in (("late", late), ("early", early)):
        place = hand_in(tmp_path / "submitted", student, answer("loops"))
        (place / "timestamp.txt").write_text(time)
    zero = "c.LateSubmissionPlugin.penalty_method = 'zero'\n"
    (tmp_path / "nbgrader_config.py").write_text(f"{CONFIG}{zero}")
    run(tmp_path, "nbgrader", "generate_assignment", NAME)
    engine = create_engine(f"sqlite:///{tmp_path}/gradebook.db")
    with engine.begin() as db:
        db.execute(text("UPDATE assignment SET duedate = '2030-01-01 00:00:00.000000'"))
    engine.dispose()
    run(tmp_path, "nbgrader", "autograde", NAME)
    assert total_scores(tmp_path) == {("late", NAME): 0, ("early", NAME): 10}
    grade(tmp_path)
    assert totals(tmp_path) == {("late", NAME): 0, ("early", NAME): 10}


def test_timestamps_of_the_exchange_are_entered(graded):
    """Else formgrader would say of what is graded that it "needs autograding"."""
    query = "SELECT student_id, timestamp FROM submitted_assignment WHERE timestamp IS NOT NULL"
    for folder in (graded.ours, graded.theirs):
        engine = create_engine(f"sqlite:///{folder}/gradebook.db")
        with engine.connect() as db:
            assert dict(db.execute(text(query)).all()) == {"twice": "2030-01-02 12:00:00.500000"}
        engine.dispose()


# ---- the graded notebooks ------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["ours", "theirs"])
def test_graded_notebooks_hold_every_graded_cell_once_as_the_course_has_it(graded, way):
    assignment = course.load(NAME)
    folders = list((getattr(graded, way) / "autograded").glob(f"*/{NAME}"))
    assert len(folders) == len(list(graded.submitted.glob(f"*/{NAME}")))
    for folder in folders:
        document = graded_notebook(getattr(graded, way), folder.parent.name)
        nbformat.validate(document)
        marked = [cell for cell in document.cells if "nbgrader" in cell.metadata]
        assert sorted(cell.metadata.nbgrader.grade_id for cell in marked) == sorted(
            assignment.by_id
        )
        for cell in marked:
            known = assignment.by_id[cell.metadata.nbgrader.grade_id]
            assert cell.metadata.nbgrader == known.marks
            if known.kind != "answer":
                assert cell.source == known.source
            if known.kind == "test":
                assert re.match(r"[\d.]+ / [\d.]+ (points|分)", cell.outputs[0].text)


def test_graded_notebooks_show_what_was_handed_in_and_what_came_of_it(graded):
    document = graded_notebook(graded.theirs, "plots_and_magics")
    handed_in = nbformat.read(
        graded.submitted / "plots_and_magics" / NAME / f"{NAME}.ipynb", as_version=4
    )
    assert [cell.source for cell in document.cells] == [cell.source for cell in handed_in.cells]
    outputs = [output for cell in document.cells for output in cell.get("outputs", ())]
    assert any("image/png" in output.get("data", {}) for output in outputs)
    assert any(output.output_type == "error" for output in outputs)
    assert graded_notebook(graded.ours, "loops") == graded_notebook(graded.theirs, "loops")

    cells = graded_notebook(graded.ours, "flipped_kernel").cells
    verdict = cells[at(cells, "test_corr2d")].outputs[0].text
    assert verdict.startswith("0 / 4 points: not right yet\n")
    assert "✗ " in verdict
    cells = graded_notebook(graded.ours, "滑动窗口").cells
    assert cells[at(cells, "test_corr2d")].outputs[0].text.startswith("4 / 4 分：通过\n")


def test_of_a_doubled_answer_the_last_counts_and_both_are_shown(graded):
    cells = graded_notebook(graded.ours, "twice").cells
    assert "superseded" not in cells[at(cells, "corr2d")].source
    assert [cell.metadata for cell in cells if "superseded" in cell.source] == [{}]
    assert scores(graded.ours)["twice", NAME, "test_corr2d"] == 4


def test_what_could_not_be_read_is_there_to_be_graded_by_hand(graded):
    for student, reason in (("not_json", "not JSON"), ("folder", "not a file")):
        first, *others = graded_notebook(graded.ours, student).cells
        assert "could not be read" in first.source
        assert reason in first.source
        assert len(others) == len(course.load(NAME).cells)


def test_of_a_notebook_without_end_a_part_is_kept(graded):
    path = graded.ours / "autograded" / "much" / NAME / f"{NAME}.ipynb"
    assert MAX_NOTEBOOK / 2 < path.stat().st_size < MAX_NOTEBOOK * 1.1
    assert "The rest is left out" in path.read_text()
    assert scores(graded.ours)["much", NAME, "test_corr2d"] == 4


# ---- what students see ---------------------------------------------------------------------------


def exam_lines(name):
    """The statements of an exam and of what it builds on, without their texts for students."""
    lines = set()
    for file in (f"{name}.py", "common.py", "inputs.py"):
        source = (ROOT / "autograder" / "exams" / file).read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef):
                lines |= {ast.unparse(each).split("\n")[0] for each in node.body[1:]}
    return {line for line in lines if len(line) > 25}


def test_no_line_of_an_exam_is_in_a_students_folder(graded):
    secret = exam_lines(NAME)
    assert len(secret) > 50
    seeds = re.findall(r"seed ([0-9a-f]{32})", (graded.ours / "grade.log").read_text("utf-8"))
    assert seeds
    pages = 0
    for step in ("autograded", "feedback", "release"):
        for path in (graded.theirs / step).rglob(f"{NAME}.*"):
            page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").get_text()
            handed_in = graded.submitted / path.parent.relative_to(graded.theirs / step)
            theirs = handed_in / f"{NAME}.ipynb"
            own = theirs.read_text(encoding="utf-8") if theirs.is_file() else ""
            found = [line for line in {*secret, *seeds} if line in page and line not in own]
            assert not found, path
            pages += 1
    assert pages > 30


def test_feedback_has_scores_messages_and_nothing_that_acts(graded):
    page = (graded.theirs / "feedback" / "hostile" / NAME / f"{NAME}.html").read_text("utf-8")
    assert f"{NAME} (Score: 5.0 / 10.0)" in page
    assert "Comments:" in page
    assert "0 / 4 points: not right yet" in page
    body = BeautifulSoup(page, "html.parser").body
    assert "<script>owned = 6</script>" in body.get_text()  # it was printed, so it is text
    assert {"kept", "bold"} <= {tag.get_text() for tag in body.find_all(["b", "strong"])}
    assert not body.find_all(["script", "textarea", "iframe", "object", "embed", "style"])
    attributes = [(name, value) for tag in body.find_all() for name, value in tag.attrs.items()]
    assert len(attributes) > 100
    assert not [name for name, _ in attributes if name.startswith("on") or name == "style"]
    links = [value for name, value in attributes if name in ("href", "src")]
    assert not [each for each in links if not each.startswith(("#", "https://", "data:image/png"))]


def test_links_are_not_copied(graded):
    for step in ("autograded", "feedback"):
        names = {path.name for path in (graded.theirs / step / "linked" / NAME).iterdir()}
        assert names >= {"checks.py", "notes.txt"}
        assert not names & {"broken", "secret"}


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a* `b < c`", "<p><em>a</em> <code>b &lt; c</code></p>"),
        ("$x_1 < y$", "<p>$x_1 &lt; y$</p>"),
        ("<svg onload=alert(1)>", ""),
        (
            "[a](https://example.org)",
            '<p><a href="https://example.org" rel="noopener noreferrer">a</a></p>',
        ),
        ("[a](&#106;avascript:alert(1))", '<p><a rel="noopener noreferrer">a</a></p>'),
        ("[a](data:text/html,x)", '<p><a rel="noopener noreferrer">a</a></p>'),
        ("![a](data:image/png;base64,AA)", '<p><img src="data:image/png;base64,AA" alt="a"></p>'),
        ("![a](data:image/svg+xml,x)", '<p><img alt="a"></p>'),
        ("![a](//example.org/x.png)", '<p><img alt="a"></p>'),
        ("<input class='score' id='test_corr2d'>", ""),
        (
            "<b class='full-credit' id='x' style='position:fixed' onclick='y'>z</b>",
            "<p><b>z</b></p>",
        ),
    ],
)
def test_markdown_becomes_html_that_does_nothing(source, html):
    from autograder.nbgrader_plugin import harmless_markdown

    assert harmless_markdown(source).strip() == html


# ---- when something is not as it should be -------------------------------------------------------


def test_without_the_examiner_nbgrader_stops_and_runs_nothing(tmp_path):
    """nbgrader goes on without a configuration that does not load, and would run student code."""
    canary = tmp_path / "canary"
    source = f"open({str(canary)!r}, 'w').close()"
    hand_in(tmp_path / "submitted", "a", answer("loops", source=source))
    grade(tmp_path)
    assert "from autograder import ROOT" in (tmp_path / "nbgrader_config.py").read_text()
    hiding = tmp_path / "autograder"  # found first, as nbgrader puts the folder it runs in first
    hiding.mkdir()
    (hiding / "__init__.py").write_text("")
    for config in (None, CONFIG):
        if config:
            (tmp_path / "nbgrader_config.py").write_text(config)
        said = run(tmp_path, "nbgrader", "autograde", NAME, "--force", status=1)
        assert "nbgrader must run in the course's environment" in said
    assert not canary.exists()


def test_what_cannot_be_graded_is_named_and_stops_no_other(tmp_path):
    for student in ("a\tb", "good"):
        hand_in(tmp_path / "submitted", student, answer("loops"))
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    run(tmp_path, "nbgrader", "generate_assignment", NAME)
    said = run(tmp_path, "nbgrader", "autograde", NAME, status=1)
    assert r"the folder of a\tb has control characters in its name: rename it" in said
    assert total_scores(tmp_path)["good", NAME] == 10


def test_a_folder_of_results_follows_what_is_handed_in_and_keeps_its_configuration(
    graded, tmp_path
):
    assert str(graded.submitted) in (graded.ours / "nbgrader_config.py").read_text()
    (tmp_path / "nbgrader_config.py").write_text("# mine")
    place = hand_in(tmp_path / "submitted", "a", answer("loops"))
    stays = hand_in(tmp_path / "submitted", "b", answer("loops"))
    (stays / "timestamp.txt").write_bytes(b"\0\xff" * 20)  # no time at all, and no harm
    grade(tmp_path)
    (place / f"{NAME}.ipynb").unlink()
    grade(tmp_path)
    left = [path.parents[1].name for path in (tmp_path / "autograded").rglob("*.ipynb")]
    assert left == ["b"]
    assert totals(tmp_path) == {("a", NAME): 0, ("b", NAME): 10}
    assert (tmp_path / "nbgrader_config.py").read_text() == "# mine"
