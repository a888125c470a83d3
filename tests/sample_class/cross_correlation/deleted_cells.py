# Tidied up: the first cell, an answer and a test cell are gone.
# rest: loops

# %% setup [deleted]

# %% corr1d [deleted]

# %% test_corr3d [deleted]
