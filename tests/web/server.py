"""A server of files as GitHub Pages is one: text is compressed, answers may be kept ten minutes."""

import functools
import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

_TEXT = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".py", ".ipynb"}


class Plain(http.server.SimpleHTTPRequestHandler):
    """One request, answered with a file as it is."""

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Handler(Plain):
    """One request, answered as GitHub Pages does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in _TEXT or not path.is_file():
            return super().do_GET()
        origin = f"http://{self.headers['Host']}"
        body = compressed(path, path.stat().st_mtime_ns, urljoin(origin, self.path))
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()


@functools.lru_cache(maxsize=500)
def compressed(path: Path, _changed: int, address: str) -> bytes:
    """Return a file's content as it travels; its siblings' addresses absolute, as when published.

    (``html.baseurl`` in ``_config.yml`` makes them so.)
    """
    body = path.read_bytes()
    if path.suffix == ".html":
        link = re.compile(rb'(<link rel="alternate" hreflang="[\w-]+" href=")([^"]+)')
        body = link.sub(lambda m: m[1] + urljoin(address, m[2].decode()).encode(), body)
    return gzip.compress(body, 6)


@contextmanager
def serve(
    folder: Path, handler: type[http.server.SimpleHTTPRequestHandler] = Handler
) -> Iterator[str]:
    """Serve a folder, and yield the server's address without a slash at its end."""
    answer = functools.partial(handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
