"""What a user did that cannot be done."""


class UsageError(Exception):
    """One sentence: what, where, and what to do next. The command ends with exit status 2."""
