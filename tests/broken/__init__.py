"""Broken notebooks, made by small functions: what each hands in, and what must come of it."""
