"""Twenty processes that compute nothing, to take the processors from the neighbours; four seconds at most."""

EXPECT = {"flags": "suspicious"}

# %%
import os
import time

end = time.time() + 4
for _ in range(20):
    if os.fork() == 0:
        while time.time() < end:
            pass
        os._exit(0)
