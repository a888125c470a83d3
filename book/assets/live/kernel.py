"""The notebook inside the page: runs cells, one after another, in one namespace.

It knows nothing of the browser: what there is to show goes through ``show(kind, text)``, where
``kind`` is ``stdout``, ``stderr``, ``figure`` (an SVG), ``result`` or ``error``. The worker runs it
in Pyodide, the tests in any Python.
"""

import ast
import builtins
import copy
import io
import linecache
import logging
import sys
import time
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from pprint import pformat
from typing import Any

Show = Callable[[str, str], None]

MOST_TEXT = 1_000_000  # characters that one cell may print; a page can't hold an endless loop's
running: "Kernel | None" = None  # for page_backend.py
UNTOLD = {Path(__file__).name, "checks.py"}  # this file, and where the exercises' tests compare
AROUND = 2  # lines of code shown on either side of the one that failed


class Stream(io.TextIOBase):
    """What a cell prints, shown a few times a second rather than at each write."""

    def __init__(self, kind: str, show: Show) -> None:
        self._kind, self._show = kind, show
        self._waiting, self._last, self._shown = "", 0.0, 0

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Take text, and show what has gathered if a moment has passed."""
        room = max(MOST_TEXT - self._shown - len(self._waiting), 0)
        self._waiting += text[:room]
        if time.monotonic() - self._last > 0.1:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Show what has gathered."""
        if self._waiting:
            self._show(self._kind, self._waiting)
            self._shown += len(self._waiting)
            self._waiting = ""
        self._last = time.monotonic()

    def begin(self) -> None:
        """A new cell: it may print as much again, and its first words show at once."""
        self._shown, self._last = 0, 0.0


class Kernel:
    """A namespace and what runs in it.

    Args:
        show: takes what there is to show.
        packages: what to load for a module, by the module's top-level name. Its import is put off
            until a cell uses what it binds: SciPy alone would cost several seconds.
    """

    def __init__(self, show: Show, packages: dict[str, str] | None = None) -> None:
        self._show = show
        self._packages = packages or {}
        self._put_off: dict[str, ast.Import | ast.ImportFrom] = {}
        self._streams = {kind: Stream(kind, show) for kind in ("stdout", "stderr")}
        if sys.platform == "emscripten":
            # A browser doesn't tell how long the processor worked: the clock on the wall has to do.
            time.process_time = time.perf_counter
        # Its warning that a font list is being made would stand among the cell's own words.
        logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
        self._main = types.ModuleType("__main__")
        self._main.__dict__["__builtins__"] = builtins
        sys.modules["__main__"] = self._main  # so that classes of a cell know where they live

    @property
    def names(self) -> dict[str, Any]:
        """The namespace of the cells."""
        return self._main.__dict__

    def wanted(self, source: str) -> list[str]:
        """List the packages that must be loaded before a cell runs; none if it can't be read."""
        try:
            tree = ast.parse(source)
        except SyntaxError:
            return []
        used = _names_in(tree)
        due = [each for name, each in self._put_off.items() if name in used]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                now = node not in tree.body
                due += [one for name, one in _bound(node) if now or name in used or name == "*"]
        return sorted({name for each in due if (name := self._missing(each))})

    def loaded(self, package: str) -> None:
        """Note that a package is there now."""
        self._packages = {key: name for key, name in self._packages.items() if name != package}

    def run(self, source: str, title: str) -> bool:
        """Run a cell and show what comes of it; ``title`` stands in tracebacks, ``Cell In[3]`` say.

        Returns:
            Whether it ran to its end.
        """
        # Lines of a cell of the same title that ran before would be shown in its place.
        linecache.cache[title] = (len(source), None, source.splitlines(keepends=True), title)
        global running
        before, running = (sys.stdout, sys.stderr), self
        sys.stdout, sys.stderr = self._streams["stdout"], self._streams["stderr"]
        for stream in self._streams.values():
            stream.begin()
        try:
            self._run(source, title)
            self.show_figures()
        except BaseException as error:  # a cell may raise anything, SystemExit too
            self._flush()
            self._show("error", describe(error))
            close_figures()
            return False
        finally:
            self._flush()
            (sys.stdout, sys.stderr), running = before, None
        return True

    def _run(self, source: str, title: str) -> None:
        tree = ast.parse(source, title)
        for name in _names_in(tree) & self._put_off.keys():
            self._execute([self._put_off.pop(name)], title)
        body = self._without_missing(tree.body)
        shown = body and isinstance(body[-1], ast.Expr) and not source.rstrip().endswith(";")
        last = body.pop() if shown else None
        self._execute(body, title)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), title, "eval"), self.names)
            if value is not None:
                self.names["_"] = value
                self._flush()
                svg = svg_of(value)
                self._show("figure" if svg else "result", svg or pretty(value))

    def _execute(self, statements: Sequence[ast.stmt], title: str) -> None:
        module = ast.Module(list(statements), type_ignores=[])
        exec(compile(module, title, "exec"), self.names)

    def _without_missing(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Put imports of packages that aren't loaded off, and return the rest."""
        rest: list[ast.stmt] = []
        for statement in body:
            if not isinstance(statement, ast.Import | ast.ImportFrom):
                rest.append(statement)
                continue
            for name, one in _bound(statement):
                if self._missing(one):
                    self._put_off[name] = one
                else:
                    rest.append(one)
        return rest

    def _missing(self, statement: ast.Import | ast.ImportFrom) -> str:
        """Return the package that an import of one name needs and that isn't loaded, or nothing."""
        if isinstance(statement, ast.Import):
            module = statement.names[0].name
        else:
            module = "" if statement.level else statement.module or ""
        return self._packages.get(module.partition(".")[0], "")

    def show_figures(self) -> None:
        """Show the figures that are open, and close them."""
        self._flush()
        for svg in figures():
            self._show("figure", svg)

    def _flush(self) -> None:
        for stream in self._streams.values():
            stream.flush()


def _names_in(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _bound(
    statement: ast.Import | ast.ImportFrom,
) -> Iterator[tuple[str, ast.Import | ast.ImportFrom]]:
    """Yield each name that an import binds, with an import of that name alone."""
    for alias in statement.names:
        one = copy.copy(statement)
        one.names = [alias]
        yield alias.asname or alias.name.partition(".")[0], one


def pretty(value: Any) -> str:
    """Return a value as a notebook shows it: on one line where it fits."""
    text = repr(value)
    if isinstance(value, list | tuple | dict | set) and len(text) > 79:
        return pformat(value, width=79, compact=True, sort_dicts=False)
    return text


def svg_of(value: Any) -> str:
    """Return a figure as SVG, cut as Jupyter's inline backend does, and close it; else nothing."""
    matplotlib = sys.modules.get("matplotlib.figure")
    if not matplotlib or not isinstance(value, matplotlib.Figure):
        return ""
    stream = io.StringIO()
    value.savefig(stream, format="svg", dpi=value.dpi, bbox_inches="tight", metadata={"Date": None})
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(value)
    return stream.getvalue()


def figures() -> Iterator[str]:
    """Yield the open figures as SVG, and close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else []:
        yield svg_of(pyplot.figure(number))  # type: ignore[union-attr]


def close_figures() -> None:
    """Close the figures of a cell that failed."""
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


def describe(error: BaseException) -> str:
    """Return what Jupyter shows of an error: where it went through, with the lines around."""
    name = type(error).__name__
    if isinstance(error, SyntaxError):
        return "".join(traceback.format_exception_only(error)).rstrip("\n")
    lines = [f"{name}    Traceback (most recent call last)"]
    for each, link in _chain(error):
        lines += [*([link, ""] if link else []), *_frames(each)]
        lines += [line.rstrip("\n") for line in traceback.format_exception_only(each)] + [""]
    return "\n".join(lines).rstrip("\n")


_CAUSE = "The above exception was the direct cause of the following exception:"
_DURING = "During handling of the above exception, another exception occurred:"


def _chain(error: BaseException) -> list[tuple[BaseException, str]]:
    """Return the errors that led to one, the first first, with Python's words between them."""
    chain = [(error, "")]
    while len(chain) < 5:
        last, _ = chain[0]
        before = last.__cause__ or (None if last.__suppress_context__ else last.__context__)
        if before is None:
            break
        chain[0] = (last, _CAUSE if last.__cause__ else _DURING)
        chain.insert(0, (before, ""))
    return chain


def _frames(error: BaseException) -> Iterator[str]:
    """Yield the way of an error from the cell on, without frames that tell a reader nothing."""
    frames = traceback.extract_tb(error.__traceback__)
    frames = traceback.StackSummary([f for f in frames if Path(f.filename).name not in UNTOLD])
    for i, frame in enumerate(frames):
        if 4 <= i < len(frames) - 4:  # a recursion without an end
            if i == 4:
                yield f"    ... {len(frames) - 8} more\n"
            continue
        line = frame.lineno or 1
        if frame.filename.startswith("Cell "):
            where = f"{frame.filename}, line {line}"
            where += "" if frame.name == "<module>" else f", in {frame.name}"
        else:
            where = f"File {frame.filename}:{line}, in {frame.name}"
        yield where
        for near in range(max(1, line - AROUND), line + AROUND + 1):
            text = linecache.getline(frame.filename, near).rstrip("\n")
            if text or near <= line:
                mark = ("-" if near == line else " ") * (5 - len(str(near)))
                yield f"{mark}{'>' if near == line else ' '} {near} {text}".rstrip()
        yield ""
