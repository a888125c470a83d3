"""Source that hurts whoever only reads it: deep, wide and odd enough to bring a parser down."""

EXPECT = {"may": "timeout crashed memory suspicious"}

# %% [made]
"1" + " + 1" * 100_000 + " or exec"

# %% [made]
"(" * 150 + "{" * 150

# %% [made]
"{**" * 60 + "a"

# %% [made]
"a" + ".b" * 50_000

# %% [made]
"a;" * 200_000 + "exec"

# %% [made]
"f'{" * 100 + "1" + "}'" * 100

# %% [made]
"- " * 100_000 + "1"

# %% [made]
"lambda " * 30_000 + ": 0"

# %% [made]
"x = 1 \0 2"

# %% [made]
"# ends in a backslash \\"
