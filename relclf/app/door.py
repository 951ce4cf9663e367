"""Who may come in: a check of host, origin, password and address before anything else runs."""

import asyncio
import base64
import binascii
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Door", "Password"]

# What the page and the API need; Gradio has more, such as fetching other addresses for a client.
_OPEN = re.compile(
    r"/|/predict|/openapi\.json"
    r"|/(config|theme\.css|favicon\.ico|manifest\.json|robots\.txt)/?"
    r"|/(assets|static)/.*"
    r"|/gradio_api/(info|login_check|app_id|user|startup-events|theme\.css)/?"
    r"|/gradio_api/(run/\w+|queue/(join|data)|heartbeat/\w+|cancel|reset|upload|upload_progress)/?"
    r"|/gradio_api/file=(?!\s*[a-z]+://).*",
    re.IGNORECASE | re.DOTALL,
)
_WRONG_SECONDS = 1.0  # that a wrong password costs

# Gradio's page holds its scripts and styles within itself and builds its templates by `Function`.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; "
    "form-action 'self'; base-uri 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
}


@dataclass(frozen=True, slots=True)
class Password:
    """The user name and the password that everybody gives (HTTP Basic, RFC 7617)."""

    user: str
    """The name."""
    secret: str
    """The password; it is never shown."""

    def __repr__(self) -> str:
        """Hide the password."""
        return f"Password(user={self.user!r})"

    def fits(self, header: str | None) -> bool:
        """Compare an Authorization header in a time that tells nothing of the password.

        Example:
            >>> Password("amal", "secret").fits("Basic YW1hbDpzZWNyZXQ=")
            True
            >>> Password("amal", "secret").fits("Basic YW1hbDo=")
            False
        """
        kind, _, given = (header or "").partition(" ")
        try:
            came = base64.b64decode(given.strip(), validate=True)
        except (binascii.Error, ValueError):
            came = b""
        expected = f"{self.user}:{self.secret}".encode()
        return hmac.compare_digest(came, expected) and kind.lower() == "basic"


class Door:
    """Middleware that turns away who may not come in, and shuts the page off from other hosts.

    A page of another site may send requests to a server on this machine, and may point its own
    name at it (DNS rebinding). So a request must name a host that is the server's, and come from no
    other origin.

    Args:
        app: What is behind the door.
        hosts: Names, with ports, under which the server is asked for; None takes any, for servers
            that ask for a password.
        password: What everybody must give; None where nobody needs one.
    """

    def __init__(
        self, app: ASGIApp, hosts: Iterable[str] | None = None, password: Password | None = None
    ) -> None:
        self._app = app
        self._hosts = None if hosts is None else frozenset(hosts)
        self._password = password

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let in."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = [(name, value) for name, value in _HEADERS.items()]
                kept = [pair for pair in message["headers"] if pair[0].lower() not in _HEADERS]
                message = {**message, "headers": [*kept, *ours]}
            await send(message)

        headers = Headers(scope=scope)
        answer = self._stranger(scope["path"], headers)
        if answer is None and self._password is not None:
            answer = await self._locked(self._password, headers)
        await (answer or self._app)(scope, receive, guarded)

    def _stranger(self, path: str, headers: Headers) -> Response | None:
        host = headers.get("host", "").lower()
        if self._hosts is not None and host not in self._hosts:
            return _refusal(
                403,
                f"host {host[:100]!r}: expected {' or '.join(sorted(self._hosts))}; open the "
                "address that relclf printed.",
            )
        origin = headers.get("origin")
        # A page that another site frames or links to sends no origin, but says where it comes from.
        foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if (origin is not None and origin.lower().partition("://")[2] != host) or (
            foreign and headers.get("sec-fetch-mode") != "navigate"
        ):
            return _refusal(403, "the request comes from a page of another site; it is refused.")
        if not _OPEN.fullmatch(path):
            return _refusal(404, f"no address {path[:100]!r}; the API is POST /predict.")
        return None

    async def _locked(self, password: Password, headers: Headers) -> Response | None:
        given = headers.get("authorization")
        if password.fits(given):
            return None
        if given is not None:
            await asyncio.sleep(_WRONG_SECONDS)
        return _refusal(
            401,
            "a user name and a password are needed (HTTP Basic); whoever started the app has them.",
            {"WWW-Authenticate": 'Basic realm="relclf", charset="UTF-8"'},
        )


def _refusal(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"error": message}, status, headers)
