"""Show the built site on this machine: ``make serve``.

Pages are isolated, as a server of one's own can have them: they share memory with their Python, so
that *Stop* ends a cell and keeps what the others made.
"""

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

SITE = Path(__file__).parents[2] / "_build/site"


class Isolated(SimpleHTTPRequestHandler):
    """One request, answered with a file that is asked for again each time: it may be rebuilt."""

    def end_headers(self) -> None:
        """Add what makes a page isolated."""
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def main(
    folder: Annotated[Path, typer.Option(help="The built site.")] = SITE,
    port: Annotated[int, typer.Option(help="Where on this machine.")] = 8000,
) -> None:
    """Serve the site until Ctrl-C."""
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Isolated, directory=str(folder)))
    except OSError as error:
        typer.echo(
            f"port {port} cannot be used: {error.strerror}; try another: make serve PORT=8001",
            err=True,
        )
        raise typer.Exit(2) from None
    with server:
        print(f"http://127.0.0.1:{port}  (Ctrl-C ends)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    typer.run(main)
