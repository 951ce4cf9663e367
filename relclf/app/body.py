"""How much a request may bring, and how long it may take to arrive."""

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from relclf.app.limits import Limits

__all__ = ["BodyLimit"]

_UPLOAD = "/gradio_api/upload"
_FORM = 64 * 1024  # what a browser writes around an uploaded file
_LINGER = 2.0  # seconds for what a refused client is still sending


class BodyLimit:
    """Middleware that counts what arrives, whatever the request says of its own size.

    Args:
        app: What is behind it.
        limits: How many bytes and seconds.
    """

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, and answer instead of the app where it brings too much."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limits = self._limits
        if scope["path"].rstrip("/") == _UPLOAD:
            most, seconds = limits.upload_bytes + _FORM, limits.upload_seconds
            name = f"an upload has at most {limits.upload_bytes:,} bytes (--limits.upload_bytes)"
        else:
            most, seconds = limits.request_bytes, limits.request_seconds
            name = f"a request has at most {most:,} bytes (--limits.request_bytes)"
        too_big = (413, f"it is too large: {name}; send less at a time.")
        too_slow = (408, f"it did not arrive within {seconds:g} seconds; send less at a time.")
        refused: list[tuple[int, str]] = []
        answered = False
        came = 0
        arrived = False
        deadline = asyncio.get_running_loop().time() + seconds

        def refuse(why: tuple[int, str]) -> HTTPException:
            refused.append(why)
            return HTTPException(*why)

        async def counted() -> Message:
            nonlocal came, arrived
            if refused:
                raise HTTPException(*refused[0])
            if arrived:  # what follows is only that the client goes away
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise refuse(too_slow) from None
            came += len(message.get("body", b""))
            arrived = not message.get("more_body", False)
            if came > most:
                raise refuse(too_big)
            return message

        async def answer(message: Message) -> None:
            nonlocal answered
            if refused and not answered:
                return  # ours follows, whatever the app makes of the exception
            answered = True
            await send(message)

        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length[:20]) > most:
            refused.append(too_big)
        else:
            try:
                await self._app(scope, counted, answer)
            except Exception:
                if not refused or answered:
                    raise
        if refused and not answered:
            status, message = refused[0]
            response = JSONResponse({"error": message}, status, {"Connection": "close"})
            await response(scope, receive, _lingering(receive, send))


def _lingering(receive: Receive, send: Send) -> Send:
    """Return a `send` that lets the rest of a request arrive before the answer ends.

    Closing a connection on which something still arrives resets it, and the client loses the
    answer with it (RFC 9112, section 9.6). So all of the answer is sent, and the connection closed
    when the client has sent its request, or after two seconds.
    """

    async def sent(message: Message) -> None:
        if message["type"] != "http.response.body":
            await send(message)
            return
        await send({**message, "more_body": True})
        try:
            async with asyncio.timeout(_LINGER):
                while (await receive()).get("more_body", False):
                    pass
        except TimeoutError:
            pass
        await send({"type": "http.response.body"})

    return sent
