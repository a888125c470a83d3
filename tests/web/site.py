"""The built site: how tests and tools build it, and which pages it has."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def build(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the site's build below `root`, which holds ``book/`` and ``_config.yml``."""
    command = [sys.executable, str(ROOT / "book/_ext/build.py"), "--root", str(root), *options]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def page_paths(site: Path) -> list[str]:
    """Return every page of both languages, exercises too, as paths in the site."""
    pages = (path.relative_to(site) for path in site.glob("*/**/*.html"))
    return sorted(path.as_posix() for path in pages if "_static" not in path.parts)
