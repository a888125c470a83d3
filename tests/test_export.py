"""Grades for other systems: their formats, and cells that no spreadsheet runs."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UsageError
from autograder.export import FORMATS, defuse, export

GRADES = '''student_id,assignment,score,max_score,status,flags
王小明,padding_stride,3.5,12,graded,
"Doe, Jane ""JD""",cross_correlation,13,13,graded,edited;timeout
"=cmd|'/c calc'!A1",cross_correlation,0,13,missing,
s1,padding_stride,12,12,graded,
s1,cross_correlation,-1.25,13,graded,
s1,a_new_one,1,2,unreadable,
'''


@pytest.fixture
def out(tmp_path):
    (tmp_path / "grades.csv").write_text(GRADES, encoding="utf-8")
    return tmp_path


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


def test_csv_is_the_table_made_safe_in_the_course_s_order(out):
    assert rows_of(export(out, "csv")) == [
        ["student_id", "assignment", "score", "max_score", "status", "flags"],
        ["'=cmd|'/c calc'!A1", "cross_correlation", "0", "13", "missing", ""],
        ['Doe, Jane "JD"', "cross_correlation", "13", "13", "graded", "edited;timeout"],
        ["s1", "cross_correlation", "-1.25", "13", "graded", ""],
        ["s1", "padding_stride", "12", "12", "graded", ""],
        ["s1", "a_new_one", "1", "2", "unreadable", ""],
        ["王小明", "padding_stride", "3.5", "12", "graded", ""],
    ]


def test_canvas_has_its_columns_points_possible_and_a_row_a_student(out):
    formula, jane = "'=cmd|'/c calc'!A1", 'Doe, Jane "JD"'
    assert rows_of(export(out, "canvas")) == [
        "Student,ID,SIS User ID,SIS Login ID,Section,cross_correlation,padding_stride,a_new_one"
        "".split(","),
        ["    Points Possible", "", "", "", "", "13", "12", "2"],
        [formula, "", formula, formula, "", "0", "", ""],
        [jane, "", jane, jane, "", "13", "", ""],
        ["s1", "", "s1", "s1", "", "-1.25", "12", "1"],
        ["王小明", "", "王小明", "王小明", "", "", "3.5", ""],
    ]


def test_moodle_has_a_user_column_and_hyphens_for_no_grade(out):
    assert rows_of(export(out, "moodle")) == [
        ["username", "cross_correlation", "padding_stride", "a_new_one"],
        ["'=cmd|'/c calc'!A1", "0", "-", "-"],
        ['Doe, Jane "JD"', "13", "-", "-"],
        ["s1", "-1.25", "12", "1"],
        ["王小明", "-", "3.5", "-"],
    ]


def test_no_student_is_taken_for_canvas_s_row_of_points(out):
    with (out / "grades.csv").open("a") as file:
        file.write("Points Possible,padding_stride,12,12,graded,\n")
    first = [row[0] for row in rows_of(export(out, "canvas"))]
    assert [name for name in first if "Points Possible" in name] == ["    Points Possible"]


@pytest.mark.parametrize("format_", FORMATS)
def test_files_are_utf8_with_a_mark_the_same_each_time_and_whole(out, format_):
    path = export(out, format_)
    before = path.read_bytes()
    assert before.startswith(b"\xef\xbb\xbf")
    lines = GRADES.splitlines()
    (out / "grades.csv").write_text("\n".join([lines[0], *lines[:0:-1], ""]), encoding="utf-8")
    assert export(out, format_).read_bytes() == before
    assert {each.name for each in out.iterdir()} == {"grades.csv", path.name}


def test_an_interrupted_write_leaves_the_old_file(out, monkeypatch):
    old = export(out, "moodle").read_bytes()

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UsageError, match="No space left on device"):
        export(out, "moodle")
    assert (out / "grades-moodle.csv").read_bytes() == old
    assert len(list(out.iterdir())) == 2


# ---- formulas ----------------------------------------------------------------------------------

TRIGGERS = "=+-@＝＋－＠\t\r"
IGNORED = " \t\r\n\xa0\u3000\u200b\ufeff'\"`‘’“”＇＂"


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x", "\tx", "\rx", "\n=1"),
        *("  =1", "\u3000=1", "\u200b=1", "\ufeff=1", "'=1", '"=1', "''' \"=1"),
    ],
)
def test_formulas_get_an_apostrophe(cell):
    assert defuse(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "s1", "王小明", "O'Brien", "a=b", "3-4", "x@y.z", "Ann-Lee"])
def test_other_cells_stay(cell):
    assert defuse(cell) == cell


likely = st.text(st.sampled_from(TRIGGERS + IGNORED + "ab;,1"), max_size=12)


def runs(cell):
    """Whether a spreadsheet could run it: what it sees first, quotes and blanks aside, acts."""
    return cell[:1] in ("\t", "\r") or cell.lstrip(IGNORED)[:1] in tuple("=+-@＝＋－＠")


@given(likely | st.text())
def test_nothing_is_run_however_a_spreadsheet_splits_it(cell):
    safe = defuse(cell)
    assert not runs(safe) or safe.startswith("'")
    assert all(part.startswith("'") for part in safe.split(";") if runs(part))


@given(st.lists(likely, min_size=2, max_size=2, unique=True))
def test_two_cells_stay_two(pair):
    assert defuse(pair[0]) != defuse(pair[1])


@given(st.lists(likely.filter(str.strip), min_size=1, max_size=5, unique=True))
def test_any_student_survives_the_way_through_csv(tmp_path_factory, students):
    out = tmp_path_factory.mktemp("out")
    with (out / "grades.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ["student_id", "assignment", "score", "max_score", "status", "flags"],
                *([student, "a", "1", "2", "graded", ""] for student in students),
            ]
        )
    found = [row[0] for row in rows_of(export(out, "moodle"))[1:]]
    assert sorted(found) == sorted(map(defuse, students))


# ---- wrong use ---------------------------------------------------------------------------------


def test_an_unknown_format_is_named(out):
    with pytest.raises(UsageError, match="'xls'; there are: csv, canvas, moodle"):
        export(out, "xls")
    assert [each.name for each in out.iterdir()] == ["grades.csv"]


def test_a_missing_folder_and_a_missing_table_are_told_apart(tmp_path):
    with pytest.raises(UsageError, match=r"there is no folder .*nowhere: run .* grade --out"):
        export(tmp_path / "nowhere", "csv")
    with pytest.raises(UsageError, match=r"there is no .*grades\.csv: run .* grade --out"):
        export(tmp_path, "csv")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no column student_id"),
        ("student_id,assignment,score\n", "no column max_score"),
        (GRADES + "s9,a,many,3,graded,\n", "row 8 .* score is no number"),
        (GRADES + "s9,a,nan,3,graded,\n", "row 8 .* score is no number"),
        (GRADES + "s9,a,１,3,graded,\n", "row 8 .* score is no number"),
        (GRADES + "s9,a\n", "row 8 .* not one value a column"),
        (GRADES + "s9,a,1,2,graded,,x\n", "row 8 .* not one value a column"),
        (GRADES + "s1,padding_stride,1,12,graded,\n", "two rows for s1, padding_stride"),
        (GRADES + '"', "no CSV file"),
        (b"\xff\xfe\x00", "no CSV file in UTF-8"),
    ],
)
def test_a_table_that_is_none_is_refused_in_a_sentence(tmp_path, content, said):
    data = content.encode() if isinstance(content, str) else content
    (tmp_path / "grades.csv").write_bytes(data)
    with pytest.raises(UsageError, match=said) as refused:
        export(tmp_path, "csv")
    assert "\n" not in str(refused.value)
    assert [each.name for each in tmp_path.iterdir()] == ["grades.csv"]


def test_a_folder_in_the_table_s_place_is_refused(tmp_path):
    (tmp_path / "grades.csv").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        export(tmp_path, "csv")
