"""Stops its own process and its children, and ignores what may be ignored: it must end all the same."""

EXPECT = {"corr2d": "0 timeout", "flags": "timeout suspicious"}

# %% corr2d
import os
import signal
import time


def corr2d(X, K):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    if os.fork() == 0:
        os.setsid()
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        time.sleep(1)
