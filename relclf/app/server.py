"""The server: the page and the API behind one door, on one port."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from relclf import __version__
from relclf.app.api import api
from relclf.app.appearance import head, style, theme
from relclf.app.body import BodyLimit
from relclf.app.door import Door, Password
from relclf.app.limits import Limits
from relclf.app.page import page
from relclf.app.served import Served
from relclf.app.words import Language, Words
from relclf.errors import ConfigError

__all__ = ["build", "hosts_of", "listen", "serve", "server"]

_GOODBYE = 2  # seconds that open pages have to notice the end
_BACKLOG = 128


def build(
    served: Served,
    language: Language = "ar",
    corrections: Path = Path("corrections.jsonl"),
    *,
    hosts: list[str] | None = None,
    password: Password | None = None,
) -> FastAPI:
    """Put page, API and door together.

    Args:
        served: The classifier that is shared.
        language: The language that the page opens in.
        corrections: The JSON Lines file to which corrections are added.
        hosts: Names, with ports, under which the server is asked for; None takes any.
        password: What everybody must give.

    Returns:
        An ASGI application.
    """
    # The documentation pages that FastAPI draws load their scripts from another host.
    app = FastAPI(title="relclf", version=__version__, docs_url=None, redoc_url=None)
    app.include_router(api(served))
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _failed)
    gr.mount_gradio_app(
        app,
        page(served, Words(language), corrections),
        path="/",
        footer_links=[],
        run_history=False,
        max_file_size=served.limits.upload_bytes,
        theme=theme(),
        css=style(),
        head=head(language),
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        pwa=False,
    )
    app.add_middleware(BodyLimit, limits=served.limits)
    app.add_middleware(Door, hosts=hosts, password=password)
    return app


def hosts_of(port: int) -> list[str]:
    """Return what a browser on this machine may call the server.

    Example:
        >>> hosts_of(7860)
        ['127.0.0.1:7860', 'localhost:7860', '[::1]:7860']
    """
    return [f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]")]


@contextmanager
def listen(host: str, port: int) -> Iterator[socket.socket]:
    """Take a port, or say why it cannot be had.

    Args:
        host: The address or the name to listen on.
        port: The port; 0 takes a free one.

    Yields:
        The socket; who connects waits until the server runs.

    Raises:
        ConfigError: If the port is taken or the host is not this machine's.

    Example:
        >>> with listen("127.0.0.1", 0) as taken:
        ...     with listen("127.0.0.1", taken.getsockname()[1]):
        ...         pass  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        relclf.errors.ConfigError: port ...: cannot listen on 127.0.0.1 (...); name another with \
--port, or end what uses it.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as taken:
        try:
            # Else a port stays taken for a minute after the server that had it.
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind((host, port))
            taken.listen(_BACKLOG)
        except (OSError, OverflowError) as error:
            raise ConfigError(
                f"port {port}: cannot listen on {host} ({getattr(error, 'strerror', 0) or error}); "
                "name another with --port, or end what uses it."
            ) from error
        yield taken


def serve(app: FastAPI, taken: socket.socket, limits: Limits) -> None:
    """Serve until Ctrl-C.

    Args:
        app: What `build` returned.
        taken: What `listen` gave.
        limits: How many connections there may be.
    """
    server(app, limits).run(sockets=[taken])


def server(app: FastAPI, limits: Limits) -> uvicorn.Server:
    """Return the server, which does not run yet."""
    return _Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            limit_concurrency=limits.connections,
            timeout_graceful_shutdown=_GOODBYE,
            # Nobody stands before the server who could speak for others.
            proxy_headers=False,
        )
    )


class _Server(uvicorn.Server):
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # A second Ctrl-C would cut the clean-up short, which takes two seconds at most.
        if not self.should_exit:
            super().handle_exit(sig, frame)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": str(error.detail)}, error.status_code, error.headers)


async def _failed(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": "relclf failed; the server's own output says why."}, 500)
