"""Chelsea the cat, from scikit-image's own file."""

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image


def chelsea() -> Any:
    """Return the photo of a cat: (300, 451, 3), uint8."""
    with Image.open(Path(__file__).with_name("chelsea.png")) as photo:
        return np.array(photo)
