"""What the chapters need of h5py, in the page: reads what site_live.py has written with h5py.

Pyodide's files at hand hold no h5py. When the site is built, the real one reads each data set into
an NPZ archive of the same name; an attribute is kept as ``<data set>@<attribute>``.
"""

from pathlib import Path
from typing import Any, Self

import numpy as np


class Dataset:
    """A data set: sliced like an array, with its attributes."""

    def __init__(self, values: Any, attributes: dict[str, Any]) -> None:
        self._values, self.attrs = values, attributes

    def __getitem__(self, key: Any) -> Any:
        return self._values[key]


class File:
    """A file that is open for reading."""

    def __init__(self, path: Path | str) -> None:
        with np.load(path) as archive:
            self._arrays = dict(archive)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __getitem__(self, name: str) -> Dataset:
        attributes = {
            key.partition("@")[2]: value[()]
            for key, value in self._arrays.items()
            if key.startswith(f"{name}@")
        }
        return Dataset(self._arrays[name], attributes)
