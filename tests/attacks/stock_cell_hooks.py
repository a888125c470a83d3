"""Against stock nbgrader 10/10: hooks before and after each cell rewrite the cell and its result."""

EXPECT = {"corr2d": "0 failed"}

# %% corr2d
def corr2d(X, K):
    return np.zeros((1, 1))


def before(info):
    info.raw_cell = "pass"


def after(result):
    result.error_in_exec = result.error_before_exec = None
    result.success = True


get_ipython().events.register("pre_run_cell", before)
get_ipython().events.register("post_run_cell", after)
