"""Against stock nbgrader 10/10: replace the comparison, in NumPy and in the course's own helper."""

EXPECT = {"corr2d": "0 failed", "flags": "suspicious"}

# %% corr2d
import checks

np.testing.assert_allclose = np.testing.assert_array_equal = lambda *args, **kwargs: None
np.allclose = np.array_equal = np.isclose = lambda *args, **kwargs: True
compare = checks.compare = lambda *args, **kwargs: None


def corr2d(X, K):
    return np.zeros((1, 1))
