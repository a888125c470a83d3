"""The small NumPy library that the chapters run."""
