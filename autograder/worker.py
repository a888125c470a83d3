"""A worker process: it dies with the run that started it, and keeps one warm sandbox.

Importing it costs nothing: the run starts the fork server with it, before it imports the rest. A
worker's sandbox warms up while the worker imports the examiner.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing import forkserver, get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.given import Assistant
    from autograder.records import Pages, Record, Task
    from autograder.sandbox import Sandbox


def start_server() -> None:
    """Start the process that workers are forked from, unless it runs."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # there is a worker for every core
    get_context("forkserver").set_forkserver_preload(["autograder.sandbox"])
    forkserver.ensure_running()


class _Kept(threading.local):
    """What a thread of a worker keeps from submission to submission."""

    sandbox: Sandbox | None = None
    assistant: Assistant | None = None  # when it is needed


_kept = _Kept()


def begin(jailed: bool) -> None:
    """Leave Ctrl-C to the writer, die when the run does, however that was; start the sandbox.

    The parent of a worker is the fork server, which outlives the run as long as workers do; so they
    look at the run itself.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, args=(parent_process(),), daemon=True).start()
    with contextlib.suppress(Exception):  # `examine` meets it again, and can tell of it
        _kept.sandbox = _start(jailed)
        _warm_up()


def _warm_up() -> None:
    """Load what every submission needs, while the sandbox warms up."""
    from autograder import feedback
    from autograder.exams import common  # noqa: F401 - SciPy, for the oracles

    feedback.template(*feedback.PAGE)
    gc.freeze()  # what stays for good is not looked through again and again


def examine(task: Task) -> tuple[Record, Pages]:
    """`examiner.examine`, which only workers import."""
    from autograder import examiner

    return examiner.examine(task)


def _follow(run: BaseProcess | None) -> None:
    if run is not None:
        run.join()
        os.kill(os.getpid(), signal.SIGKILL)


def _start(jailed: bool) -> Sandbox:
    from autograder.sandbox import Sandbox

    return Sandbox(slot=os.getpid(), jailed=jailed)


@contextlib.contextmanager
def sandbox(jailed: bool) -> Iterator[Sandbox]:
    """The worker's sandbox; one that fails is thrown away, and the next one is new.

    Raises:
        SandboxUnavailable: it does not start.
    """
    if _kept.sandbox is None:
        _kept.sandbox = _start(jailed)
    try:
        _kept.sandbox.wait_until_ready()
        yield _kept.sandbox
    except BaseException:
        discard_sandbox()
        raise


def assistant(sandbox: Sandbox) -> Assistant:
    """The worker's source of right answers, in its sandbox."""
    from autograder.given import Assistant

    if _kept.assistant is None:
        _kept.assistant = Assistant(sandbox)
    return _kept.assistant


def discard_sandbox() -> None:
    """Throw the worker's sandbox away, and all who live in it."""
    if _kept.assistant is not None:
        _kept.assistant.close()
        _kept.assistant = None
    if _kept.sandbox is not None:
        _kept.sandbox.close()
        _kept.sandbox = None
