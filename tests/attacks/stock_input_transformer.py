"""Against stock nbgrader 10/10: the text of every cell to come is replaced before it is parsed."""

EXPECT = {"corr2d": "0 failed", "flags": "suspicious"}

# %% corr2d
def corr2d(X, K):
    return np.zeros((1, 1))


get_ipython().input_transformers_post.append(
    lambda lines: [line for line in lines if "compare" not in line and "assert" not in line]
)
