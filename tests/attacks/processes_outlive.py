"""Leaves daemons behind: forked twice, in sessions of their own, deaf to signals; a minute at most."""

EXPECT = {"flags": "suspicious"}

# %%
import os
import signal
import subprocess
import time

for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGCHLD):
                signal.signal(number, signal.SIG_IGN)
            os.chdir("/")
            time.sleep(60)
        os._exit(0)

# %%
!(setsid nohup sleep 61 >/dev/null 2>&1 &)

# %%
daemon = subprocess.Popen(["setsid", "sleep", "62"], start_new_session=True)
