"""What hostile notebooks get: the points they earned, the flags they asked for, and nothing else.

`attacks/*.py` holds one attack a file: what it tries (the docstring), what must come of it (EXPECT)
and what the student wrote, cell by cell. EXPECT says

    "<exercise>": "0 failed|error"   the score (or `<4`, `<=1`) and the outcomes that may be; an
                                     exercise not named has its full marks and `passed`
    "flags": "timeout suspicious"    what must be in the row's flags
    "may": "crashed"                 what may be there besides; all other flags must not
    "others": "any"                  exercises that are not named may go either way

and the marks between cells

    # %% corr2d             the answer cell with this grade_id
    # %%                    a cell of the student's own, behind the one before
    # %% test_corr3d [kept] this cell stays as it is, and own cells may follow it
    # %% [made]             an own cell; its text is the value of this expression

What is not answered is taken from `attacks/honest.py`. All of them are graded in one class by the
real command, two workers, an honest student before and after each few hostile ones. Run as a
program, this file is that command with shorter limits (but for calls of corr1d).
"""

import ast
import contextlib
import csv
import functools
import html
import json
import os
import pwd
import re
import resource
import secrets
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import psutil
import pytest

from autograder import EXERCISES, ROOT, cli, course, examiner, grading
from autograder.exam import Limits
from autograder.sandbox import BASELINE, MEMORY, PROCESSES

HERE = Path(__file__).parent
ASSIGNMENT = "cross_correlation"
POINTS = {"corr2d": 4, "convolve2d": 2, "conv_layer": 1, "corr1d": 1, "corr3d": 2}
WORKERS = 2
MARK = re.compile(r"^# %%[ ]*(?P<name>\w*)[ ]*(?:\[(?P<form>\w+)\])?$", re.MULTILINE)


# ---- the corpus --------------------------------------------------------------------------------


@dataclass
class Attack:
    """One file of the corpus."""

    name: str
    expect: dict[str, str]
    cells: list[tuple[str, str, str]]  # (grade_id or "", form, source)

    def flags(self, which):
        return set(self.expect.get(which, "").split())


def read(file):
    head, *rest = MARK.split(file.read_text(encoding="utf-8"))
    tree = ast.parse(head)
    assert ast.get_docstring(tree), f"{file} does not say what it tries"
    expect = ast.literal_eval(tree.body[-1].value)
    assert expect.keys() <= {*POINTS, "flags", "may", "others"}, file
    cells = [
        (name, form or "", source.strip("\n"))
        for name, form, source in zip(rest[0::3], rest[1::3], rest[2::3], strict=True)
    ]
    return Attack(file.stem, expect, cells)


CORPUS = {file.stem: read(file) for file in sorted(HERE.glob("attacks/*.py"))}
HONEST = CORPUS.pop("honest")


def notebook(attack, words):
    """The notebook of an attacker: the released one with the attack's cells in it."""
    released = EXERCISES / "en" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    document = json.loads(released.read_text(encoding="utf-8"))
    cells = document["cells"]
    places = {cell["metadata"].get("nbgrader", {}).get("grade_id"): cell for cell in cells}
    for name, _, source in HONEST.cells:
        places[name]["source"] = source
    at = cells.index(places["setup"])
    for number, (name, form, source) in enumerate(attack.cells):
        for word, value in words.items():
            source = source.replace(word, value)
        if name:
            at = cells.index(places[name])
            if form != "kept":
                cells[at]["source"] = source
            continue
        source = eval(source) if form == "made" else source
        own = {"cell_type": "code", "id": f"own-{number}", "metadata": {}, "source": source}
        at += 1
        cells.insert(at, own | {"execution_count": None, "outputs": []})
    return json.dumps(document)


# ---- the class and its grading -----------------------------------------------------------------

QUICK = Limits(cell=4, call=3, exercise=6, submission=60)
PATIENT = Limits(cell=4, call=20, exercise=25, submission=60)  # memory takes its time to fill


def examine(task):
    """Examine with limits as an instructor may set them; a loop then costs the tests less."""
    for exam in course.load(task.assignment).exams:
        limits = PATIENT if exam.function == "corr1d" else QUICK
        object.__setattr__(exam, "limits", limits)
    return examiner.examine(task)


def bound_everything():
    """Bounds for the whole run, wider than the sandbox's: a bomb that gets out goes no further."""
    resource.setrlimit(resource.RLIMIT_NPROC, (500, 500))  # binds the sandbox's users, not root
    resource.setrlimit(resource.RLIMIT_AS, (8 * 2**30, 8 * 2**30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**30, 2**30))


class Listeners:
    """Sockets of the host that must not hear anything, and what they heard."""

    def __init__(self, folder):
        self.heard = []
        self.name = f"attacks-{secrets.token_hex(4)}"
        self.path = str(folder / "socket")
        self.tcp = socket.create_server(("127.0.0.1", 0))
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind("\0" + self.name)
        self.file = socket.socket(socket.AF_UNIX)
        self.file.bind(self.path)
        Path(self.path).chmod(0o777)
        for each in (self.abstract, self.file):
            each.listen()
        for each in (self.tcp, self.abstract, self.file, self.udp):
            each.setblocking(False)

    def listen(self):
        """What came, if anything: connections wait in the backlog and packets in the buffer."""
        for each in (self.tcp, self.abstract, self.file):
            with contextlib.suppress(BlockingIOError), each.accept()[0] as caller:
                self.heard.append(caller.recv(100))
        with contextlib.suppress(BlockingIOError):
            self.heard.append(self.udp.recv(100))
        return self.heard

    def close(self):
        for each in (self.tcp, self.abstract, self.file, self.udp):
            each.close()


class Watch(threading.Thread):
    """What the run's processes take while it lasts."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.root = psutil.Process(pid)
        self.seen = {}  # every process below the run: pid and start -> itself
        self.uids = set()
        self.sandbox_memory = self.sandbox_processes = self.worker_memory = 0
        self.stopped = threading.Event()

    def run(self):
        while not self.stopped.wait(0.1):
            try:
                below = self.root.children(recursive=True)
            except psutil.NoSuchProcess:
                return
            self.seen |= {(each.pid, each.create_time()): each for each in below}
            for each in below:
                try:
                    self.look_at(each)
                except psutil.NoSuchProcess:
                    continue

    def look_at(self, process):
        if process.name() != "bwrap":
            if process.ppid() == self.root.pid or process.uids().real == os.getuid():
                self.worker_memory = max(self.worker_memory, process.memory_info().rss)
            return
        if process.parent().name() == "bwrap":
            return
        inside = process.children(recursive=True)
        self.uids |= {each.uids().real for each in inside} - {os.getuid()}
        self.sandbox_processes = max(
            self.sandbox_processes, sum(each.num_threads() for each in inside)
        )
        self.sandbox_memory = max(self.sandbox_memory, sum(map(pss, inside)))


def pss(process):
    """Memory of a process, shared pages counted by its share."""
    try:
        rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return 1024 * int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])


@dataclass
class Graded:
    """The class after grading: the tables' rows, the pages, and what was seen meanwhile."""

    out: Path
    watch: Watch
    listeners: Listeners
    canaries: dict[str, str]
    said: str
    seconds: float

    @functools.cached_property
    def grades(self):
        return {row["student_id"]: row for row in self.rows("grades.csv")}

    @functools.cached_property
    def cells(self):
        return {
            (row["student_id"], row["cell"].removeprefix("test_")): row
            for row in self.rows("cells.csv")
        }

    def rows(self, name):
        with (self.out / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def page(self, student):
        name = f"{ASSIGNMENT}.html"
        return (self.out / "feedback" / student / ASSIGNMENT / name).read_text(encoding="utf-8")


def class_list():
    """Who hands in, in the order of grading: honest students before, between and after."""
    names = []
    for number, attack in enumerate(CORPUS):
        if number % 6 == 0:
            names.append((f"{len(names):03} honest", HONEST))
        names.append((f"{len(names):03} {attack}", CORPUS[attack]))
    return dict([*names, (f"{len(names):03} honest", HONEST)])


CLASS = class_list()
STUDENT = {attack.name: student for student, attack in CLASS.items() if attack is not HONEST}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade everyone once."""
    folder = tmp_path_factory.mktemp("attacks")
    canaries = {
        what: f"canary-{secrets.token_hex(12)}"
        for what in ("environment", "secret", "home", "neighbour", "submissions")
    }
    home, submissions, out = folder / "home", folder / "submissions", folder / "out"
    for each in (home, submissions):
        each.mkdir(mode=0o755)
        (each / "private.txt").write_text(canaries[each.name])
    listeners = Listeners(folder)
    words = {
        "TCP_PORT": str(listeners.tcp.getsockname()[1]),
        "UDP_PORT": str(listeners.udp.getsockname()[1]),
        "ABSTRACT_NAME": listeners.name,
        "UNIX_PATH": listeners.path,
        "HOME_FOLDER": str(home),
        "ROOT_HOME": pwd.getpwuid(0).pw_dir,
        "COURSE_FOLDER": str(ROOT),
        "SUBMISSIONS_FOLDER": str(submissions),
    }
    for number, (student, attack) in enumerate(CLASS.items()):
        text = notebook(attack, words)
        if number == 0:  # the first honest one has something that none of the others may see
            text = text.replace("def corr2d", f"# {canaries['neighbour']}\\ndef corr2d")
        place = submissions / student / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{ASSIGNMENT}.ipynb").write_text(text)
    environment = os.environ | {
        "HOME": str(home),
        "HOST_VARIABLE": canaries["environment"],
        "COURSE_SECRET": canaries["secret"],
    }
    command = [sys.executable, __file__, "grade", ASSIGNMENT, "--workers", str(WORKERS)]
    command += ["--submissions", str(submissions), "--out", str(out)]
    began = time.monotonic()
    run = subprocess.Popen(
        command,
        env=environment,
        preexec_fn=bound_everything,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watch = Watch(run.pid)
    watch.start()
    try:
        said = run.communicate(timeout=500)[0]
    finally:
        run.kill()
        watch.stopped.set()
        watch.join()
    assert run.returncode == 0, said
    yield Graded(out, watch, listeners, canaries, said, time.monotonic() - began)
    listeners.close()


# ---- what must come of it ----------------------------------------------------------------------

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("name", CORPUS)
def test_attack(name, graded):
    attack, student = CORPUS[name], STUDENT[name]
    row = graded.grades[student]
    assert row["status"] == "graded"
    found = {}
    for exercise, points in POINTS.items():
        cell = graded.cells[student, exercise]
        found[exercise] = f"{cell['score']} {cell['outcome']} ({cell['message']})"
        wanted = attack.expect.get(exercise, f"{points} passed")
        if exercise in attack.expect or "others" not in attack.expect:
            score, outcomes = wanted.split()
            assert within(float(cell["score"]), score), found
            assert cell["outcome"] in outcomes.split("|"), found
    total = sum(float(graded.cells[student, exercise]["score"]) for exercise in POINTS)
    assert float(row["score"]) == pytest.approx(total)
    flags = set(filter(None, row["flags"].split(";")))
    assert attack.flags("flags") <= flags, found
    assert flags <= attack.flags("flags") | attack.flags("may"), found


def within(score, wanted):
    """Whether a score is what was asked: `4`, `<4` or `<=1`."""
    number = float(wanted.lstrip("<="))
    if wanted.startswith("<="):
        return score <= number
    return score < number if wanted.startswith("<") else score == number


def test_honest_students_keep_full_marks(graded):
    for student in (student for student, attack in CLASS.items() if attack is HONEST):
        row = graded.grades[student]
        assert (row["score"], row["max_score"]) == ("10", "10"), student
        assert (row["status"], row["flags"]) == ("graded", ""), student


def test_everyone_has_a_row_and_a_page(graded):
    assert list(graded.grades) == list(CLASS)
    assert len(graded.cells) == len(CLASS) * len(POINTS)
    for student in CLASS:
        assert 1000 < len(graded.page(student).encode()) <= 5_000_000


def test_no_canary_is_anywhere(graded):
    first = next(iter(CLASS))
    for file in graded.out.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        for what, canary in graded.canaries.items():
            if what != "neighbour" or first not in file.parts:
                assert canary.encode() not in content, f"{what} in {file}"
    assert not any(canary in graded.said for canary in graded.canaries.values())
    assert graded.canaries["neighbour"] in graded.page(first)  # where it may be


def test_no_page_tells_the_exam_or_the_solution(graded):
    exam = (ROOT / "autograder" / "exams" / f"{ASSIGNMENT}.py").read_text(encoding="utf-8")
    source = (ROOT / "solutions" / f"{ASSIGNMENT}.md").read_text(encoding="utf-8")
    solution = "\n".join(re.findall(r"### BEGIN SOLUTION(.*?)### END SOLUTION", source, re.DOTALL))
    code = re.compile(r"^ *((?:def|return|case|raise|for|if) .{25,}|.*= .{25,})$", re.MULTILINE)
    theirs = "".join(source for attack in CLASS.values() for _, _, source in attack.cells)
    secret = [line.strip() for line in code.findall(exam + solution) if line.strip() not in theirs]
    assert len(secret) > 50
    for student in CLASS:
        page = html.unescape(graded.page(student))
        assert not [line for line in secret if line in page], student


def test_no_attack_says_that_it_found_a_way(graded):
    """Attacks print FOUND or OUT when they get through; their source does, their output not."""
    outputs = {name: Page(graded.page(STUDENT[name])).outputs for name in CORPUS}
    assert outputs["namespaces_and_mounts"].count("refused") == 6
    assert " places" in outputs["reads_the_host"]
    assert outputs["kernel_doors"].count("not permitted") > 5
    for name, output in outputs.items():
        assert "FOUND" not in output, (name, output)
        assert "OUT:" not in output, (name, output)


def test_no_packet_leaves(graded):
    assert graded.listeners.listen() == []
    with socket.create_connection(graded.listeners.tcp.getsockname()) as way:
        way.sendall(b"they do listen")
        assert graded.listeners.listen() == [b"they do listen"]


def test_no_process_survives(graded):
    assert len(graded.watch.seen) > len(CLASS)
    _, alive = psutil.wait_procs(list(graded.watch.seen.values()), timeout=5)
    assert not alive
    if os.getuid() == 0:
        assert graded.watch.uids <= set(range(61_000, 62_000))
        assert graded.watch.uids, "no process of the sandbox was seen"
        owners = {each.info["uids"].real for each in psutil.process_iter(["uids"])}
        assert not owners & graded.watch.uids


def test_processes_and_memory_stay_under_their_caps(graded):
    watch = graded.watch
    assert 5 < watch.sandbox_processes <= PROCESSES + 4
    # The watcher looks every 50 ms; two busy cores fill no more than this meanwhile.
    assert 2**28 < watch.sandbox_memory < MEMORY + BASELINE + 2**30
    assert watch.worker_memory < 1.5 * 2**30


def test_pages_are_only_text_and_pictures(graded):
    for student in CLASS:
        page = Page(graded.page(student))
        assert not page.active, (student, page.active)
        assert not ODD.search(page.raw), student


def test_graded_notebooks_show_only_text_and_pictures(graded):
    """They open in the instructor's own Jupyter."""
    shown = 0
    for student in CLASS:
        place = graded.out / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        for cell in json.loads(place.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                assert data.keys() <= {"text/plain", "text/html", "image/png", "image/jpeg"}
                assert not Page(data.get("text/html", "")).active, student
                text = "\n".join([output.get("text", ""), *output.get("traceback", ())])
                assert not ODD.search(text), student
                shown += bool(data) + bool(text)
    assert shown > 200


def test_tables_are_only_text(graded):
    for name in ("grades.csv", "cells.csv"):
        text = (graded.out / name).read_text(encoding="utf-8")
        assert not ODD.search(text)
        assert len({len(row) for row in csv.reader(text.splitlines())}) == 1


# Control characters but tab and newline, and marks that turn text round.
ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Page(HTMLParser):
    """A feedback page: what the student's code put out, and whatever on it could do something."""

    TAGS = frozenset(
        "script iframe frame form object embed base link input button audio video portal".split()
    )

    def __init__(self, raw):
        super().__init__()
        self.raw, self.active, self.outputs = raw, [], ""
        self._inside = ""
        self.feed(raw)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in self.TAGS or any(name.startswith("on") for name in attributes):
            self.active.append((tag, attributes))
        for name in ("href", "src", "action", "xlink:href", "srcset", "data"):
            if not re.match(r"#|data:image/(png|jpeg);|[\w-]+\.html|$", attributes.get(name) or ""):
                self.active.append((tag, attributes))
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            self.active.append((tag, attributes))
        if tag in ("pre", "div"):
            self._inside = attributes.get("class", "")

    def handle_endtag(self, tag):
        if tag in ("pre", "div"):
            self._inside = ""

    def handle_data(self, data):
        if self._inside in ("stdout", "stderr", "traceback", "html"):
            self.outputs += data


if __name__ == "__main__":
    grading.examine = examine
    cli.main()
