"""A wrong answer in one exercise never costs the next: the exam gives what a later one needs.

Every notebook here goes the whole way, through `examiner.grade` and its sandboxes.
"""

import json

import pytest

from autograder import EXERCISES, course, examiner, exams, given, scan, worker
from autograder.exam import Limits
from autograder.records import Task

RIGHT = given.solution(course.load("cross_correlation"))[1]  # corr2d, as the course solves it
FLIPPED = "def corr2d(X, K):\n    return right(X, np.flip(K))"
BUILT_ON_IT = "def conv_layer(X, K, b):\n    return corr2d(X, K) + b"
TURNED = "def convolve2d(X, K):\n    return corr2d(X, np.flip(K))"
NO_ANSWER = "def corr2d(X, K):\n    raise NotImplementedError"


@pytest.fixture(scope="module", autouse=True)
def sandboxes():
    yield
    worker.discard_sandbox()


def notebook(answers, assignment="cross_correlation", own=()):
    """The released notebook with these answers, and cells of the student's own at the end."""
    path = EXERCISES / "en" / assignment / f"{assignment}.ipynb"
    document = json.loads(path.read_text(encoding="utf-8"))
    for cell in document["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(grade_id, cell["source"])
    blank = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    document["cells"] += [blank | {"id": f"own-{i}", "source": each} for i, each in enumerate(own)]
    return document


def grade(answers, assignment="cross_correlation", own=(), arrange=lambda cells: None):
    """Cells of the record by function, and the record."""
    document = notebook(answers, assignment, own)
    arrange(document["cells"])
    content = json.dumps(document).encode()
    record = examiner.grade(Task("student", assignment, "print", "seed", content))
    return {each.cell.removeprefix("test_"): each for each in record.cells}, record


def own_right(name="right"):
    return RIGHT.replace("def corr2d", f"def {name}")


@pytest.mark.parametrize(
    "corr2d",
    [
        f"{own_right()}\n\n\n{FLIPPED}",
        NO_ANSWER,
        "",
        "def corr2d(X, K):\n    return np.correlate(X[0], K[0])",
        "def corr2d(X, K):\n    import os\n    os._exit(0)",
        "def corr2d(X, K)\n    syntax error",
    ],
    ids=["flipped", "not written", "deleted", "refused library", "crashes", "does not compile"],
)
def test_a_wrong_answer_does_not_cost_those_that_call_it(corr2d):
    found, _ = grade({"corr2d": corr2d, "conv_layer": BUILT_ON_IT, "convolve2d": TURNED})
    assert found["corr2d"].score == 0
    for name in ("conv_layer", "convolve2d"):
        assert (found[name].outcome, found[name].given) == ("passed", ["corr2d"]), found[name]


def test_what_is_right_is_not_replaced():
    found, _ = grade({"corr2d": RIGHT, "conv_layer": BUILT_ON_IT, "convolve2d": "convolve2d = 1"})
    assert (found["conv_layer"].outcome, found["conv_layer"].given) == ("passed", [])


def test_a_mistake_of_its_own_still_costs():
    """And it is told apart from the one that it would have shared."""
    forgotten = "def conv_layer(X, K, b):\n    return corr2d(X, K)"
    found, _ = grade({"corr2d": f"{own_right()}\n\n\n{FLIPPED}", "conv_layer": forgotten})
    assert found["conv_layer"].outcome in ("failed", "partial")
    assert found["conv_layer"].misconception == "bias-forgotten"


def test_a_convention_of_ones_own_is_kept_where_it_works():
    """Whoever flips in `corr2d` and flips back in `convolve2d` must not lose by the exchange."""
    twice = "def convolve2d(X, K):\n    return corr2d(X, K)"
    found, _ = grade({"corr2d": f"{own_right()}\n\n\n{FLIPPED}", "convolve2d": twice})
    assert (found["convolve2d"].outcome, found["convolve2d"].given) == ("passed", [])


@pytest.mark.parametrize(
    "answer",
    [
        "def between(X, K):\n    return corr2d(X, K)\n\n"
        "def conv_layer(X, K, b):\n    return between(X, K) + b",
        "slide = corr2d\n\n\ndef conv_layer(X, K, b):\n    return slide(X, K) + b",
        "def conv_layer(X, K, b, done=False):\n"
        "    return corr2d(X, K) + b if done else conv_layer(X, K, b, True)",
        "from concurrent.futures import ThreadPoolExecutor\n\n"
        "def conv_layer(X, K, b):\n"
        "    with ThreadPoolExecutor(4) as pool:\n"
        "        return list(pool.map(lambda _: corr2d(X, K), range(8)))[-1] + b",
        "def conv_layer(X, K, b):\n"
        "    try:\n"
        "        return corr2d(X, K) + b\n"
        "    except ValueError as error:\n"
        "        raise ValueError(f'in the layer: {error}') from error",
    ],
    ids=["helper", "other name", "recursion", "threads", "exceptions"],
)
def test_however_it_is_called(answer):
    found, record = grade({"corr2d": f"{own_right()}\n\n\n{FLIPPED}", "conv_layer": answer})
    assert (found["conv_layer"].outcome, found["conv_layer"].given) == ("passed", ["corr2d"])
    assert not {"suspicious", "crashed"} & set(record.flags)


def test_an_answer_that_mends_an_earlier_one_keeps_its_own():
    mended = f"{RIGHT}\n\n\n{BUILT_ON_IT}"
    found, _ = grade({"corr2d": f"{own_right()}\n\n\n{FLIPPED}", "conv_layer": mended})
    assert (found["conv_layer"].outcome, found["conv_layer"].given) == ("passed", [])


def test_a_loop_in_an_earlier_answer_costs_its_own_exercise_only(monkeypatch):
    for exam in course.load("cross_correlation").exams:
        monkeypatch.setitem(exam.__dict__, "limits", Limits(call=4, exercise=12))
    loop = "def corr2d(X, K):\n    while True:\n        pass"
    found, _ = grade({"corr2d": loop, "conv_layer": BUILT_ON_IT})
    assert found["corr2d"].outcome == "timeout"
    assert found["conv_layer"].outcome == "passed"


def test_tests_may_stand_in_another_order():
    def move(cells):
        ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
        cells.append(cells.pop(ids.index("test_corr2d")))

    answers = {"corr2d": f"{own_right()}\n\n\n{FLIPPED}", "conv_layer": BUILT_ON_IT}
    found, _ = grade(answers, arrange=move)
    assert found["corr2d"].score == 0
    assert found["conv_layer"].outcome == "passed"


def test_later_answers_are_not_given_to_earlier_ones():
    ahead = "def corr2d(X, K):\n    return conv_layer(X, K, 0)"
    found, _ = grade({"corr2d": ahead})
    assert found["corr2d"].score == 0
    assert found["corr2d"].given == []


# ---- who means no good -------------------------------------------------------------------------

KEPT = """
def convolve2d(X, K):
    global kept
    if corr2d is not mine[0]:
        kept = corr2d
    return corr2d(X, np.flip(K))
"""


def test_a_function_that_was_kept_answers_no_more():
    """Its own exam comes last here, and it would answer with what it was given before."""

    def move(cells):
        ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
        cells.append(cells.pop(ids.index("test_corr2d")))

    thief = "kept = None\n\n\ndef corr2d(X, K):\n    return kept(X, K)\n\n\nmine = [corr2d]"
    found, _ = grade({"corr2d": thief, "convolve2d": KEPT}, arrange=move)
    assert found["convolve2d"].outcome == "passed"
    assert found["corr2d"].score == 0


FORGER = """
import os, socket, struct
import msgpack


def corr2d(X, K):
    import protocol
    channel = protocol.Channel(next(c for c in map(_socket, range(3, 64)) if c))
    channel.send({"ask": "corr2d", "args": (X, K), "kwargs": {}, "number": NUMBER})
    return channel.receive()["value"]


def _socket(fd):
    try:
        return socket.socket(fileno=os.dup(fd))
    except OSError:
        return None
"""


@pytest.mark.parametrize("number", ["0", "_number()"])
def test_a_question_that_was_not_offered_ends_the_process(number):
    """With a forged number, and with the right one, dug out of the frames."""
    dig = """
def _number():
    import sys
    frame = sys._getframe()
    while "number" not in frame.f_locals or not isinstance(frame.f_locals["number"], dict):
        frame = frame.f_back
    return frame.f_locals["number"]["number"]
"""
    found, record = grade({"corr2d": FORGER.replace("NUMBER", number) + dig})
    assert found["corr2d"].score == 0
    assert found["corr2d"].outcome == "crashed"
    assert "suspicious" in record.flags


@pytest.mark.parametrize(
    ("answer", "flag"),
    [
        ("def conv_layer(X, K, b):\n    while True:\n        corr2d(X, K)", "timeout"),
        (
            "def conv_layer(X, K, b):\n    return corr2d(np.ones((999, 999)), np.ones((500, 500)))",
            "timeout",
        ),
        ("def conv_layer(X, K, b):\n    return corr2d(np.ones(10**7), lambda: 0)", ""),
        ("def conv_layer(X, K, b):\n    return corr2d([X] * 3, 7)", ""),
    ],
    ids=["endless questions", "one without end", "what does not cross", "nonsense"],
)
def test_questions_are_bounded(monkeypatch, answer, flag):
    for exam in course.load("cross_correlation").exams:
        monkeypatch.setitem(exam.__dict__, "limits", Limits(call=4, exercise=12))
    found, record = grade({"corr2d": NO_ANSWER, "conv_layer": answer, "convolve2d": TURNED})
    assert found["conv_layer"].score == 0
    assert found["convolve2d"].outcome == "passed"  # whoever comes next is answered again
    assert set(record.flags) == {flag} - {""}


def test_memory_that_a_question_costs_is_bounded():
    """`pad2d` of a thousand million rows, asked by an answer to the next exercise."""
    greedy = """
def same_padding(kernel_size):
    try:
        pad2d(np.ones((2, 2)), ((10**9, 0), (0, 0)))
    except MemoryError:
        kh, kw = kernel_size
        return ((kh - 1) // 2, kh // 2), ((kw - 1) // 2, kw // 2)
"""
    found, _ = grade({"pad2d": "", "same_padding": greedy}, "padding_stride")
    assert found["same_padding"].outcome == "passed", found["same_padding"].message


def test_the_number_of_questions_is_bounded(monkeypatch):
    monkeypatch.setattr("autograder.sandbox.MAX_GIFTS", 3)
    found, record = grade({"corr2d": NO_ANSWER, "conv_layer": BUILT_ON_IT})
    assert found["conv_layer"].outcome == "timeout"
    assert record.flags == ["timeout"]


def test_the_solution_is_not_where_students_are():
    """Whatever a stand-in is, its code is no answer."""
    look = """
def conv_layer(X, K, b):
    import inspect
    if corr2d.__name__ == "given" or "shape" in inspect.getsource(corr2d):
        return corr2d(X, K) * 0
    assert not any("range(H - kh" in str(each) for each in vars(inspect).values())
    return corr2d(X, K) + b
"""
    found, _ = grade({"corr2d": NO_ANSWER, "conv_layer": look})
    assert found["conv_layer"].outcome == "passed", found["conv_layer"].message


# ---- what is given -----------------------------------------------------------------------------


@pytest.mark.parametrize("assignment", exams.ASSIGNMENTS)
def test_every_assignment_has_its_solution_at_hand(assignment):
    sources = given.solution(course.load(assignment))
    code = scan.Code(sources)
    assert code.trees
    assert not any("NotImplementedError" in source for source in sources)
    wanted = {name for exam in course.load(assignment).exams for name in exam.functions}
    assert wanted <= code.definitions.keys()
