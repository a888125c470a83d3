# A cell of the student's own that never ends; no answer needs it.
# rest: loops

# %% same_padding [kept]

# %%
import time

while True:
    time.sleep(1)
