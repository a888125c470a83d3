"""Build the site in both languages: ``python book/_ext/build.py``.

Each language is built apart by Jupyter Book, from scratch, with warnings and failing cells as
errors; code is executed once, for both, and kept in a cache. Only a site that is whole takes the
place of the last one. When no input has changed, nothing is done.

What is made, under ``_build/``::

    site/             the site: en/, zh/, the start page that chooses between them, and pyodide/,
                      the Python that runs in pages
    site.digest       what the site was made from
    site.lock         held while a build runs
    cache/            executed cells, thrown away when the library they import changes
    pyodide/          the official files of the Python that runs in pages (site_live.py)
    books/            Jupyter Book's own folders, of the last build
"""

import copy
import fcntl
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import front
import typer
import yaml
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from site_languages import NAMES
from site_live import SuppliesError, write_supplies

from autograder import bilingual

EXT = Path(__file__).parent
ROOT = EXT.parents[1]

#: Sphinx's own names of the languages.
SPHINX_LANGUAGE = {"en": "en", "zh": "zh_CN"}

console = Console()


class BuildError(Exception):
    """The site could not be built; the message is for a reader."""


def build(root: Path = ROOT, *, base_url: str | None = None, force: bool = False) -> Path:
    """Build the site of the book below ``root``, unless it is there and nothing has changed.

    Args:
        root: the folder of ``_config.yml`` and ``book/``.
        base_url: where the site will be published, if not where ``html.baseurl`` says.
        force: build even if nothing has changed.

    Returns:
        The folder of the site.

    Raises:
        BuildError: a page has a warning or a failing cell; the last site stays as it was.
    """
    out = root / "_build"
    out.mkdir(exist_ok=True)
    with (out / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second build waits, and then finds nothing to do
        return _build(root, out, base_url, force=force)


def _build(root: Path, out: Path, base_url: str | None, *, force: bool) -> Path:
    site, stamp = out / "site", out / "site.digest"
    settings = settings_of(root, base_url)
    digest = f"{digest_of(inputs(root), root)} {settings['html']['baseurl']}".strip()
    recover(site)
    if not force and (site / "index.html").is_file() and _read(stamp) == digest:
        console.print(f"The site is up to date: {site / 'index.html'}")
        return site

    forget_stale_cells(root, out / "cache")
    books = {lang: build_language(root, lang, settings) for lang in bilingual.LANGUAGES}
    new = assemble(settings, books, out / "site.new")
    add_python(root, settings, new)
    stamp.unlink(missing_ok=True)
    replace(site, new)
    stamp.write_text(digest)
    console.print(f"The site is ready: {site / 'index.html'}")
    return site


# -- what the site is made from --------------------------------------------------------------------


def inputs(root: Path) -> list[Path]:
    """List the files that the site is made from."""
    return [
        *files_below(root / "book"),
        *files_below(root / "exercises"),
        root / "_config.yml",
        *cell_inputs(root),
        Path(bilingual.__file__),
        *files_below(EXT),
    ]


def cell_inputs(root: Path) -> list[Path]:
    """List the files besides its own cells that a chapter's outputs come from."""
    return [*files_below(root / "book/convolution"), ROOT / "requirements.txt"]


def files_below(folder: Path) -> list[Path]:
    """List a folder's files, without Python's compiled ones, in a fixed order."""
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )


def digest_of(paths: Iterable[Path], root: Path) -> str:
    """Return a digest of the files' names and contents, and of the Python that runs."""
    digest = hashlib.sha256(sys.version.encode())
    for path in paths:
        name = path.relative_to(root) if path.is_relative_to(root) else path.name
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{name}\0{content}\n".encode())
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def forget_stale_cells(root: Path, cache: Path) -> None:
    """Throw executed cells away when what they import has changed: the cache only sees cells."""
    stamp = cache / "library.digest"
    digest = digest_of(cell_inputs(root), root)
    if _read(stamp) != digest:
        shutil.rmtree(cache, ignore_errors=True)
        cache.mkdir(parents=True)
        stamp.write_text(digest)


# -- one language ----------------------------------------------------------------------------------


def settings_of(root: Path, base_url: str | None = None) -> dict[str, Any]:
    """Read ``_config.yml``; the site's address ends with a slash, or is empty."""
    settings: dict[str, Any] = yaml.safe_load((root / "_config.yml").read_text("utf-8"))
    html = settings.setdefault("html", {})
    address = base_url if base_url is not None else html.get("baseurl") or ""
    html["baseurl"] = address and address.rstrip("/") + "/"
    return settings


def build_language(root: Path, language: str, settings: dict[str, Any]) -> Path:
    """Build one language with Jupyter Book, and return the folder of its pages."""
    work = root / "_build/books" / language
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    config = work / "_config.yml"
    config.write_text(
        yaml.safe_dump(config_for(root, language, settings), allow_unicode=True), "utf-8"
    )
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(root / "book")]
    command += ["--config", str(config), "--path-output", str(work), "-W", "--keep-going"]
    log = work / "build.log"
    code = run(command, f"Building the site, {NAMES[language]}", log)
    if code:
        raise BuildError(f"{NAMES[language]}: {findings(log)}\nThe whole log: {log}")
    return work / "_build/html"


def config_for(root: Path, language: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The root's configuration in one language, fit to lie elsewhere."""
    config = copy.deepcopy(settings)
    if config["html"]["baseurl"]:
        config["html"]["baseurl"] += f"{language}/"
    config["execute"]["cache"] = str(root / "_build/cache")
    sphinx = config["sphinx"]
    # The theme would make buttons of these; site_exercises.py makes links.
    kept = ("launch_buttons", "repository")
    sphinx["config"]["course_launch"] = {name: config.pop(name, None) or {} for name in kept}
    config.pop("publish", None)
    # Sphinx loads its own words before any extension can name the language.
    sphinx["config"]["language"] = SPHINX_LANGUAGE[language]
    sphinx["local_extensions"] = dict.fromkeys(sphinx["local_extensions"], str(EXT))
    return config


_STEP = re.compile(r"(reading sources|writing output)\.\.\. ?\[ *(\d+)%\]")


def run(command: list[str], title: str, log: Path) -> int:
    """Run a command with a progress bar, its output going to a log, and return its status."""
    done = SpinnerColumn(finished_text="[green]✓")
    columns = (done, TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with (
        Progress(*columns, console=console) as progress,
        log.open("w", encoding="utf-8") as file,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
        ) as process,
    ):
        task = progress.add_task(title, total=200)
        assert process.stdout
        for line in process.stdout:
            file.write(line)
            if step := _STEP.search(line):
                start = 0 if step[1] == "reading sources" else 100
                progress.update(task, completed=start + int(step[2]) - 1)
        code = process.wait()
        if code == 0:
            progress.update(task, completed=200)
        return code


def findings(log: Path) -> str:
    """Pick what went wrong from a build's log: its warnings, and a failing cell's report."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text("utf-8"))
    lines = [
        line for line in text.splitlines() if re.search(r"(^|: )(WARNING|ERROR|CRITICAL): ", line)
    ]
    _, _, report = text.partition("\n------------------\n")
    report, _, _ = report.partition("\nThe above exception")  # Jupyter Book's own, which follows
    return "\n".join(lines) + report.rstrip()[-3000:] or text[-3000:]


# -- the whole site --------------------------------------------------------------------------------


def assemble(settings: dict[str, Any], books: dict[str, Path], target: Path) -> Path:
    """Put both languages, and what stands above them, into one folder."""
    shutil.rmtree(target, ignore_errors=True)
    for language, pages in books.items():
        shutil.copytree(pages, target / language, ignore=shutil.ignore_patterns(".buildinfo"))
    front.write(target, settings)
    return target


def add_python(root: Path, settings: dict[str, Any], target: Path) -> None:
    """Put the Python that runs in pages beside both languages."""
    elsewhere = settings["sphinx"]["config"].get("live_pyodide_url")
    try:
        # Not below root: another book takes the same files.
        write_supplies(root, ROOT / "_build/pyodide", target / "pyodide", official=not elsewhere)
    except SuppliesError as error:
        raise BuildError(str(error)) from None


def replace(site: Path, new: Path) -> None:
    """Put a new site in the place of the old one, by renaming: neither is ever seen in part."""
    old = site.with_name("site.old")
    shutil.rmtree(old, ignore_errors=True)
    if site.exists():
        site.rename(old)
    new.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def recover(site: Path) -> None:
    """Bring the last site back if a build was stopped between the two renamings."""
    old = site.with_name("site.old")
    if old.exists() and not site.exists():
        old.rename(site)


def main(
    root: Annotated[Path, typer.Option(help="The folder of _config.yml and book/.")] = ROOT,
    base_url: Annotated[
        str | None, typer.Option(help="Where it will be published (html.baseurl in _config.yml).")
    ] = None,
    force: Annotated[bool, typer.Option(help="Build even if nothing has changed.")] = False,
) -> None:
    """Build the site in both languages into _build/site."""
    if not (root / "_config.yml").is_file():
        console.print(f"No book here: {root} holds no _config.yml.", soft_wrap=True)
        raise typer.Exit(2)
    try:
        build(root.resolve(), base_url=base_url, force=force)
    except BuildError as error:
        console.print(f"[red]The site was not built.[/] {error}", highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    typer.run(main)
