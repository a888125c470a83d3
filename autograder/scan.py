"""What a student's code shows without running it: refused library calls, suspicious doings.

The sandbox makes both harmless (the libraries are not there, nor is anything to attack). Reading
the code is how the student learns which call cost the points and why, and how the instructor learns
whom to ask.
"""

from __future__ import annotations

import ast
import re
import symtable
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

# What the exercises are about: calling it is no answer.
REFUSED_PACKAGES = (
    *("scipy.signal", "scipy.ndimage", "torch", "tensorflow", "keras", "jax", "cv2", "skimage"),
)
REFUSED_FUNCTIONS = (
    "numpy.convolve",
    "numpy.correlate",
    "numpy.polymul",
    "numpy.polynomial.polynomial.polymul",
    "numpy.ma.convolve",
    "numpy.ma.correlate",
)


MAX_READ = 2**17  # characters of a notebook's code; a megabyte of `a;` would cost gigabytes
MAX_PARTS = 10  # of a dotted name

_Read = TypeVar("_Read")


class Code:
    """The student's cells, and, when something in them asks for it, their syntax trees.

    `unread` tells that there is more code than `MAX_READ`.
    """

    def __init__(self, cells: Iterable[str]) -> None:
        self._cells: list[str] = []
        self.unread = False
        room = MAX_READ
        for cell in cells:
            if len(cell) <= room:
                self._cells.append(cell)
                room -= len(cell)
            else:
                self.unread = True
        self.modules: dict[str, str] = {}  # name -> dotted path it was imported as
        self.definitions: dict[str, list[ast.AST]] = {}
        self._uses: dict[str, list[tuple[str, str]]] = {}

    def holds(self, words: Iterable[str], pattern: re.Pattern[str]) -> bool:
        """Whether a word or the pattern is anywhere; parsing and walking cost 10 ms a notebook."""
        text = "\n".join(self._cells)
        return any(word in text for word in words) or bool(pattern.search(text))

    @cached_property
    def trees(self) -> list[ast.Module]:
        """The cells that are Python; magics are left out, and cells with mistakes."""
        trees = list(filter(None, map(_parsed, self._cells)))
        for tree in trees:
            for node in tree.body:
                _note(node, self)
            self.modules |= _imports(ast.walk(tree))
        return trees

    def uses(self, name: str) -> list[tuple[str, str]]:
        """Every name that the definitions of one use, and the dotted path that it stands for."""
        if name not in self._uses:
            nodes = self.definitions.get(name, ())
            self._uses[name] = [each for node in nodes for each in _uses(node, self.modules)]
        return self._uses[name]


def _parsed(source: str) -> ast.Module | None:
    lines = ("" if _is_magic(line) else line for line in source.split("\n"))
    return _quietly(ast.parse, "\n".join(lines))


def _is_magic(line: str) -> bool:
    return line.lstrip().startswith(("%", "!", "?"))


def _quietly(reader: Callable[..., _Read], *source: str) -> _Read | None:
    """What a reader of Python makes of it; None when it is not Python."""
    try:
        with warnings.catch_warnings():
            # A student's "\d" is a SyntaxWarning; the student's own Python shows it.
            warnings.simplefilter("ignore")
            return reader(*source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def defined(source: str) -> frozenset[str]:
    """The names that a cell of the course defines."""
    table = symtable.symtable(source, "cell", "exec")
    return frozenset(
        each.get_name() for each in table.get_symbols() if each.is_assigned() or each.is_imported()
    )


def used(source: str) -> frozenset[str]:
    """The names that a cell looks up among the notebook's: too many rather than too few."""
    found = None
    if len(source) <= MAX_READ and not any(map(_is_magic, source.split("\n"))):
        found = _quietly(_read_names, source)
    return frozenset(_WORD.findall(source) if found is None else found)


_WORD = re.compile(r"[^\W\d]\w*")


def _read_names(source: str) -> list[str]:
    return list(_looked_up(symtable.symtable(source, "cell", "exec")))


def _looked_up(table: symtable.SymbolTable) -> Iterator[str]:
    for each in table.get_symbols():
        if each.is_global() or (table.get_type() == "module" and each.is_referenced()):
            yield each.get_name()
    for child in table.get_children():
        yield from _looked_up(child)


def _note(node: ast.stmt, code: Code) -> None:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        code.definitions.setdefault(node.name, []).append(node)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name) and node.value is not None:
                code.definitions.setdefault(target.id, []).append(node.value)


def _imports(nodes: Iterable[ast.AST]) -> dict[str, str]:
    found = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            for each in node.names:
                found[each.asname or each.name.split(".")[0]] = (
                    each.name if each.asname else each.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                found[each.asname or each.name] = f"{node.module}.{each.name}"
    return found


_REFUSED_WORDS = ("scipy", *REFUSED_PACKAGES, ".convolve", ".correlate", ".polymul")
# Bounded, or a long line of imports would take for ever.
_REFUSED_IMPORT = re.compile(r"import\b.{0,200}(?:convolve|correlate|polymul)")


def refused_call(code: Code, functions: Iterable[str], given: Iterable[str] = ()) -> str:
    """The refused library function that one of these functions leads to, or "".

    What `given` names is not the student's own: it leads nowhere.
    """
    if not code.holds(_REFUSED_WORDS, _REFUSED_IMPORT):
        return ""
    return next((path for _, path in _reached(code, functions, given) if is_refused(path)), "")


def reached(code: Code, functions: Iterable[str]) -> set[str]:
    """Every name that these functions use, or that something they use uses."""
    return {name for name, _ in _reached(code, functions)}


def _reached(
    code: Code, functions: Iterable[str], given: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    if not code.trees:
        return
    seen = set(given)
    waiting = list(functions)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for used, path in code.uses(name):
            yield used, path
            waiting.append(used)


def _uses(node: ast.AST, modules: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    nodes = list(ast.walk(node))
    known = {**modules, **_imports(nodes)}
    for each in nodes:
        if isinstance(each, ast.Name | ast.Attribute):
            parts = _dotted(each)
            if parts:
                path = ".".join((known.get(parts[0], parts[0]), *parts[1:]))
                yield parts[0], path if parts[0] in known else ""


def _dotted(node: ast.expr) -> list[str]:
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < MAX_PARTS:
        parts.insert(0, node.attr)
        node = node.value
    return [node.id, *parts] if isinstance(node, ast.Name) else []


def is_refused(path: str) -> bool:
    """Whether a dotted path names what the exercises are about."""
    path = path.replace("numpy._core.numeric.", "numpy.").replace("numpy.core.numeric.", "numpy.")
    return path in REFUSED_FUNCTIONS or f"{path}.".startswith(
        tuple(f"{package}." for package in REFUSED_PACKAGES)
    )


_NO_REASON = {  # names, modules and attributes that no answer to these exercises needs
    "modules": {
        *("ctypes", "socket", "subprocess", "signal", "gc", "inspect", "pickle"),
        *(
            "marshal",
            "importlib",
            "shutil",
            "mmap",
            "resource",
            "pty",
            "urllib",
            "requests",
            "http",
        ),
        *("nbgrader", "autograder", "protocol", "student", "builtins", "faulthandler"),
    },
    "attributes": {
        *("_getframe", "_current_frames", "settrace", "setprofile", "ast_transformers", "f_back"),
        *("input_transformers_post", "input_transformers_cleanup", "displayhook"),
        *("__subclasses__", "__globals__", "__builtins__", "__code__", "_exit", "fork", "kill"),
        *("system", "popen", "execv", "execve", "register_at_fork", "environ"),
        *("memfd_create", "dup2", "setrlimit", "f_locals", "user_ns", "__reduce__"),
    },
}
_PLACES = ("/proc", "/etc", "/root", "/home", "/examiner", "/dev/", "gradebook", "../")


_TELLING = (
    *_NO_REASON["modules"],
    *_NO_REASON["attributes"],
    *_PLACES,
    *("exec", "eval", "__import__"),
)
_ASSIGNED_ATTRIBUTE = re.compile(r"\.\w+\s*=(?!=)")


def suspicious(code: Code) -> list[str]:
    """What the code does that an honest answer has no reason to, in words for the log."""
    found = {f"has more than {MAX_READ} characters of code"} if code.unread else set()
    if not code.holds(_TELLING, _ASSIGNED_ATTRIBUTE):
        return sorted(found)
    for tree in code.trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = {alias.name.split(".")[0] for alias in node.names}
                found |= {f"imports {name}" for name in names & _NO_REASON["modules"]}
            elif isinstance(node, ast.ImportFrom):
                name = (node.module or "").split(".")[0]
                found |= {f"imports {name}"} if name in _NO_REASON["modules"] else set()
            elif isinstance(node, ast.Attribute) and node.attr in _NO_REASON["attributes"]:
                found.add(f"uses .{node.attr}")
            elif isinstance(node, ast.Assign) and _rebinds(node, code.modules):
                found.add("rebinds what belongs to a library")
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {f"names {place}" for place in _PLACES if place in node.value[:500]}
            elif isinstance(node, ast.Name) and node.id in (
                "exec",
                "eval",
                "__import__",
                "compile",
            ):
                found.add(f"uses {node.id}")
    return sorted(found)


def _rebinds(node: ast.Assign, modules: Mapping[str, str]) -> bool:
    """Whether an attribute of an imported module is assigned (`np.testing.assert_equal = ...`)."""
    attributes = [target for target in node.targets if isinstance(target, ast.Attribute)]
    return any(modules.get((_dotted(each) or [""])[0]) for each in attributes)
