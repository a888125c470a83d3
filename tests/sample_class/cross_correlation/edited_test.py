# The answers are right, but a line of a test cell was taken out.
# rest: einsum

# %% test_corr1d
compare(corr1d, np.arange(7), np.array([1, 2]), expected=[2, 5, 8, 11, 14, 17])
