"""The student's side: the only program of ours that the sandbox can see, with the protocol.

It imports NumPy, Matplotlib and IPython once, then waits. For every submission the examiner sends a
socket; this process forks a child that locks itself into namespaces of its own, where it is process
1 and sees no other, drops what rights are left, and answers the examiner on that socket: `run` a
cell, `call` a function. Nothing that a child answers is trusted, so nothing here has to be hidden
from it.

Started by `sandbox.py`, which says what the limits are.
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import gc
import io
import json
import os
import random
import re
import resource
import signal
import socket
import struct
import sys
import threading
import types
from collections.abc import Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

import protocol  # type: ignore[import-not-found]

USER = 1000  # who a student is, seen from inside
HOME = os.environ.get("HOME", "/tmp")

_CLONE_NEWNS, _CLONE_NEWIPC = 0x00020000, 0x08000000
_CLONE_NEWUSER, _CLONE_NEWPID = 0x10000000, 0x20000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REC, _MS_PRIVATE = 16384, 1 << 18
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 4, 38, 22
_PR_SET_CHILD_SUBREAPER, _PR_CAPBSET_DROP = 36, 24
_SYS_CAPSET = {"x86_64": 126, "aarch64": 91}
_SYS_KEYCTL = {"x86_64": 250, "aarch64": 219}
_KEYCTL_JOIN_SESSION_KEYRING = 1

libc = ctypes.CDLL(None, use_errno=True)


def _check(returned: int, what: str) -> None:
    if returned != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


# ---- the process that forks students -------------------------------------------------------------


def main() -> None:
    """Warm up, then fork a student whenever the examiner sends a socket."""
    settings = json.loads(sys.argv[1])
    if settings["jailed"]:
        _leave_root(settings["uid"])
    _check(libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")
    shell = _warm_up()
    orders = socket.socket(fileno=settings["control"])
    control = protocol.Channel(orders)
    control.send("ready")
    forked = False
    while True:
        order, fds, _, _ = socket.recv_fds(orders, protocol.ORDER.size, 1, socket.MSG_WAITALL)
        if not order:
            return
        if fds:
            settings["baseline"] = _address_space()
            control.send(_fork_jailed(fds[0], orders, shell, settings))
            os.close(fds[0])
            if not forked:
                _warm_up_further(shell)  # while the first student works
            forked = True
        else:
            control.send(_end(*protocol.ORDER.unpack(order)))


def _address_space() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _leave_root(uid: int) -> None:
    """Become a host user who owns nothing, when started by root: limits do not bind host uid 0."""
    if os.getuid() == 0 and uid != 0:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
        _check(libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")  # or /proc/self stays root's
    if os.getuid() == 0 and os.geteuid() == 0 and uid != 0:
        raise OSError("still root")


def _end(student: int) -> int:
    if not student:  # 0 would be this process's whole group
        return 0
    with contextlib.suppress(ProcessLookupError):
        os.kill(student, signal.SIGKILL)
    try:
        return os.waitpid(student, 0)[1]
    except ChildProcessError:
        return 0


def _fork_jailed(channel: int, orders: socket.socket, shell: Shell, settings: Any) -> int:
    """Fork a student and return its pid; process 1 of a pid namespace must be a grandchild."""
    reading, writing = os.pipe()
    middle = os.fork()
    if middle == 0:
        status = 1
        try:
            os.close(reading)
            orders.close()
            if settings["jailed"]:
                _new_namespaces(settings)
            student = os.fork()
            if student == 0:
                os.close(writing)
                _student(channel, shell, settings)
            os.write(writing, struct.pack("i", student))
            status = 0
        except BaseException as error:
            with contextlib.suppress(Exception):
                asked = protocol.Channel(socket.socket(fileno=channel))
                asked.send(f"{type(error).__name__}: {error}")
        finally:
            os._exit(status)
    os.close(writing)
    answer = os.read(reading, 4)
    os.close(reading)
    os.waitpid(middle, 0)
    return int(struct.unpack("i", answer)[0]) if len(answer) == 4 else 0


# ---- the jail ------------------------------------------------------------------------------------


def _new_namespaces(settings: Any) -> None:
    uid, gid = os.getuid(), os.getgid()
    flags = _CLONE_NEWUSER | _CLONE_NEWPID | _CLONE_NEWNS | _CLONE_NEWIPC
    _check(libc.unshare(flags), "unshare")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{USER} {uid} 1"),
        ("gid_map", f"{USER} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)
    # What seccomp refuses too, where there is seccomp.
    with contextlib.suppress(OSError), open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")
    _check(libc.mount(b"none", b"/", None, _MS_REC | _MS_PRIVATE, None), "mount")
    size = settings["files"]
    quiet = _MS_NOSUID | _MS_NODEV
    _tmpfs("/tmp", quiet, f"size={size},nr_inodes=2000,mode=755")
    _tmpfs("/dev/shm", quiet, f"size={size},nr_inodes=200,mode=755")
    _tmpfs("/proc", quiet | _MS_NOEXEC | _MS_RDONLY, "size=4k,nr_inodes=1")


def _tmpfs(place: str, flags: int, options: str) -> None:
    mounted = libc.mount(b"tmpfs", place.encode(), b"tmpfs", flags, options.encode())
    _check(mounted, f"mount {place}")


def _drop_rights(seccomp: bytes) -> None:
    _check(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    for capability in range(64):
        if libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    # The session's keys are the grader's, and every student's; this one gets an empty ring. Where
    # that is refused, so is all use of keys.
    libc.syscall(_SYS_KEYCTL[os.uname().machine], _KEYCTL_JOIN_SESSION_KEYRING, None)
    header = struct.pack("Ii", 0x20080522, 0)  # version 3, this process
    _check(libc.syscall(_SYS_CAPSET[os.uname().machine], header, bytes(24)), "capset")
    if seccomp:
        program = ctypes.create_string_buffer(seccomp, len(seccomp))
        filters = struct.pack("HP", len(seccomp) // 8, ctypes.addressof(program))
        _check(libc.prctl(_PR_SET_SECCOMP, 2, filters, 0, 0), "seccomp")


def _set_limits(settings: Any, address_space: int) -> None:
    for name, value in (
        (resource.RLIMIT_AS, address_space + settings["memory"]),
        (resource.RLIMIT_NPROC, settings["processes"]),
        (resource.RLIMIT_CPU, settings["cpu"]),
        (resource.RLIMIT_FSIZE, settings["files"]),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_SIGPENDING, 256),
    ):
        resource.setrlimit(name, (value, value))


def _student(channel: int, shell: Shell, settings: Any) -> None:
    """Process 1 of its namespace: lock the last doors, then answer. Never returns."""
    try:
        asked = protocol.Channel(socket.socket(fileno=channel))
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nowhere, number)
        os.setsid()
        os.chdir(HOME)
        _set_limits(settings, settings["baseline"])
        if settings["jailed"]:
            _drop_rights(bytes.fromhex(settings["seccomp"]))
        for number in range(3, 64):
            if number != asked.fileno():
                with contextlib.suppress(OSError):
                    os.close(number)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a too large file is an OSError, not death
        random.seed(0)
        np.random.seed(0)  # noqa: NPY002 - what students' code draws from
        asked.send("ready")
        _answer(asked, shell)
    except BaseException as error:
        with contextlib.suppress(BaseException):
            asked.send(f"{type(error).__name__}: {error}")
    finally:
        os._exit(0)


# ---- IPython -------------------------------------------------------------------------------------

import numpy as np  # noqa: E402 - after the jail, which needs none of it
from IPython.core.displayhook import DisplayHook  # noqa: E402
from IPython.core.displaypub import DisplayPublisher  # noqa: E402
from IPython.core.inputtransformer2 import TransformerManager  # noqa: E402
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402
from traitlets import Instance, Type  # noqa: E402
from traitlets.config import Config  # noqa: E402

MAX_OUTPUT = 2**20  # bytes kept of a cell's output
MAX_ITEMS = 1000  # outputs kept of a cell; text in a row of one stream is one
_KEPT = ("text/plain", "text/html", "image/png", "image/jpeg")


class Outputs:
    """What a cell shows, as data, cut at `MAX_OUTPUT`."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self.items: list[dict[str, Any]] = []
        self.left = MAX_OUTPUT
        self.cut = False

    def stream(self, name: str, text: str) -> None:
        """Add printed text; text of the same stream grows in one item."""
        kept = self._cut(text)
        last = self.items[-1] if self.items else {}
        if kept and last.get("stream") == name:
            last["parts"].append(kept)
        elif kept:
            self._add({"stream": name, "parts": [kept]})

    def show(self, data: dict[str, Any]) -> None:
        """Add a rich output: the representations that a feedback page can use."""
        kept: dict[str, str] = {}
        for kind in _KEPT:
            value = data.get(kind)
            if isinstance(value, str) and value and len(value) <= self.left:
                kept[kind] = value
                self.left -= len(value)
            elif value:
                self.cut = True
        if kept:
            self._add({"data": kept})

    def _add(self, item: dict[str, Any]) -> None:
        if len(self.items) < MAX_ITEMS:
            self.items.append(item)
        else:
            self.cut = True

    def _cut(self, text: str) -> str:
        kept = text[: self.left]
        self.left -= len(kept)
        self.cut = self.cut or len(kept) < len(text)
        return kept

    def taken(self) -> list[dict[str, Any]]:
        """The items as plain values, and begin anew."""
        items = [
            {"stream": item["stream"], "text": "".join(item["parts"])} if "parts" in item else item
            for item in self.items
        ]
        self.clear()
        return items


outputs = Outputs()


class Stream(io.TextIOBase):
    """sys.stdout and sys.stderr of a student."""

    encoding = "utf-8"

    def __init__(self, name: str) -> None:
        self.name = name

    def write(self, text: str) -> int:
        """Keep what there is room for."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        outputs.stream(self.name, text)
        return len(text)

    def writable(self) -> bool:
        """It is."""
        return True


class Publisher(DisplayPublisher):
    """What `display(...)` and figures go through."""

    def publish(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Keep the data."""
        outputs.show(_text(data))

    def clear_output(self, wait: bool = False) -> None:
        """As in Jupyter: what was shown so far goes."""
        outputs.taken()


class Hook(DisplayHook):
    """What the value of a cell's last expression goes through; `Out` and `_` work as in Jupyter."""

    def write_output_prompt(self) -> None:
        """A notebook shows the prompt itself."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        """Keep the data."""
        outputs.show(_text(format_dict))

    def finish_displayhook(self) -> None:
        """Nothing to flush."""


def _text(data: dict[str, Any]) -> dict[str, Any]:
    import base64

    return {
        kind: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in data.items()
    }


class Transformers(TransformerManager):
    """IPython's, which read every cell token by token; only where one could find something."""

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """`x = %magic`, `!command`, `name?` and the like, as Python."""
        transform = super().do_token_transforms
        return transform(lines) if _NO_PYTHON.search("".join(lines)) else lines


_NO_PYTHON = re.compile(r"\?|!(?!=)|=\s*%|^\s*[%,;/]", re.MULTILINE)


class Shell(InteractiveShell):
    """IPython without a terminal and without a kernel."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)
    input_transformer_manager = Instance(Transformers, ())

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window to draw in."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        outputs.stream("traceback", "\n".join(stb) + "\n")


def _warm_up() -> Shell:
    """Everything that takes time and is the same for every student."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 1000
    config.InteractiveShell.xmode = "Plain"  # the others take 50 ms a traceback
    shell = Shell.instance(config=config)
    shell.enable_matplotlib("inline")
    shell.run_cell("import numpy as np, numpy.random, matplotlib.pyplot as plt")
    _tidy(shell)
    _forget_library_convolutions()
    sys.meta_path.append(_AbsentLibraries())
    return shell


def _warm_up_further(shell: Shell) -> None:
    """What NumPy, IPython and Matplotlib load and make when first used, for all later students."""
    shell.run_cell("np.random.rand(1), np.fft.fft([1.0]), np.linalg.inv(np.eye(1))")
    shell.run_cell("def f(:")
    shell.run_cell("raise ValueError")
    shell.run_cell("plt.plot([1])\nplt.title('a')\nplt.show()")
    _tidy(shell)


def _tidy(shell: Shell) -> None:
    shell.reset(new_session=True)
    outputs.taken()
    gc.collect()
    gc.freeze()  # the children share these pages; a collection would copy them


def _forget_library_convolutions() -> None:
    """NumPy's own correlate and convolve, which the exercises are about, do not exist in here."""
    names = {"correlate", "correlate2", "convolve"}
    for module in [each for name, each in sys.modules.items() if name.startswith("numpy")]:
        for name in names & set(vars(module)):
            setattr(module, name, _unavailable(f"np.{name}"))


class NotInTheExamError(RuntimeError):
    """A library was called that does what an exercise asks for, or that is not there."""


def _unavailable(name: str) -> Any:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise NotInTheExamError(f"{name} is not available where notebooks are graded")

    return refuse


class _AbsentLibraries(MetaPathFinder, Loader):
    """Finds libraries that are not here: importing one costs nothing, calling it raises."""

    names = ("scipy", "torch", "tensorflow", "keras", "jax", "cv2", "skimage", "sklearn", "pandas")

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """A spec for one of `names`, or for what is inside."""
        if name.partition(".")[0] not in self.names:
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """A module in which every name is a function that raises."""
        module = types.ModuleType(spec.name)
        module.__getattr__ = lambda name: _absent(spec.name, name)  # type: ignore[method-assign]
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing in it."""


def _absent(module: str, name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return _unavailable(f"{module}.{name}")


# ---- questions and answers -----------------------------------------------------------------------


def _answer(asked: protocol.Channel, shell: Shell) -> None:
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")
    given = _Given(asked)
    actions: dict[str, Any] = {"run": _run, "has": _has, "files": _files}
    actions["call"] = lambda shell, **question: _call(shell, given, **question)
    while True:
        question = asked.receive()
        number = given.number = {"number": question.pop("number")}
        for reply in actions[question.pop("do")](shell, **question):
            try:
                asked.send(reply | number)
            except protocol.Refused as refused:
                detail = f"it returned {refused}"
                asked.send({"error": ("TypeError",), "detail": detail} | number)


Replies = Iterator[dict[str, Any]]


def _files(shell: Shell, files: dict[str, bytes]) -> Replies:
    """Lay files of the course beside the notebook."""
    for name, content in files.items():
        path = os.path.join(HOME, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
    if HOME not in sys.path:
        sys.path.insert(0, HOME)
    yield {}


def _has(shell: Shell, names: tuple[str, ...]) -> Replies:
    yield {"has": all(callable(shell.user_ns.get(name)) for name in names)}


def _run(shell: Shell, source: str) -> Replies:
    result = shell.run_cell(source, store_history=True)
    error = result.error_before_exec or result.error_in_exec
    cut = outputs.cut
    yield {"outputs": outputs.taken(), "cut": cut, **(_error(error) if error else {})}


class _Given:
    """Right answers to earlier exercises: the examiner has them, and is asked while it waits."""

    def __init__(self, examiner: protocol.Channel) -> None:
        self._examiner = examiner
        self._turn = threading.Lock()
        self._names: tuple[str, ...] = ()  # that may be asked now
        self.number: dict[str, int] = {}

    @contextlib.contextmanager
    def instead(
        self, names: tuple[str, ...], asked: str, namespace: dict[str, Any]
    ) -> Iterator[None]:
        """Have these functions in the place of the student's own, by whatever name they go.

        The function that is `asked` stays the student's.
        """
        own = {name: namespace[name] for name in names if name in namespace}
        places = {
            alias: name
            for name, function in own.items()
            for alias, value in namespace.items()
            if value is function and alias != asked
        } | {name: name for name in names}
        before = {place: namespace[place] for place in places if place in namespace}
        stand_ins = {name: self._function(name) for name in names}
        self._names = names
        namespace.update({place: stand_ins[name] for place, name in places.items()})
        try:
            yield
        finally:
            self._names = ()
            for place in places:
                namespace.pop(place, None)
            namespace.update(before)

    def _function(self, name: str) -> Any:
        def given(*args: Any, **kwargs: Any) -> Any:
            with self._turn:
                return self._ask(name, args, kwargs)

        given.__name__ = given.__qualname__ = name
        return given

    def _ask(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if name not in self._names:
            raise RuntimeError(f"{name} is given for the exercises that build on it only")
        question = {"ask": name, "args": args, "kwargs": kwargs}
        try:
            self._examiner.send(question | self.number)
        except protocol.Refused as refused:
            raise TypeError(f"{name} was given {refused}") from None
        answer = self._examiner.receive()
        for each in answer["error"]:
            kind = getattr(builtins, each, RuntimeError)
            if isinstance(kind, type) and issubclass(kind, Exception):
                raise kind(answer["detail"])
        return answer["value"]


def _call(shell: Shell, given: _Given, function: str, cases: Any, names: Any) -> Replies:
    with given.instead(names, function, shell.user_ns) if names else contextlib.nullcontext():
        for args, kwargs in cases:
            yield _called(shell, function, args, kwargs)


def _called(shell: Shell, function: str, args: Any, kwargs: Any) -> dict[str, Any]:
    try:
        before = protocol.contents((args, kwargs))
        value = shell.user_ns[function](*args, **kwargs)
        changed = protocol.contents((args, kwargs)) != before
        reply = {"value": value, "changed": changed, "view": _is_view(value, args, kwargs)}
    except BaseException as error:  # SystemExit and KeyboardInterrupt are answers too
        reply = _error(error)
    reply["cut"] = outputs.cut
    outputs.taken()
    return reply


def _error(error: BaseException) -> dict[str, Any]:
    try:
        detail = str(error)[:500]
    except BaseException:
        detail = ""
    names = tuple(kind.__name__[:80] for kind in type(error).__mro__ if kind is not object)
    detail = detail.encode(errors="replace").decode()  # no lone surrogates
    return {"error": names or ("Exception",), "detail": detail}


def _is_view(value: Any, args: Any, kwargs: Any) -> bool:
    given = [each for each in (*args, *kwargs.values()) if type(each) is np.ndarray]
    results = value if type(value) in (tuple, list) else (value,)
    return any(
        isinstance(result, np.ndarray) and np.may_share_memory(result, array)
        for result in results
        for array in given
    )


if __name__ == "__main__":
    main()
