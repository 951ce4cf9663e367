"""The HTTP API: `POST /predict` takes articles as JSON and answers with their predictions."""

import asyncio
import threading
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from relclf.app.api_request import NotJsonError, articles_of
from relclf.app.api_schema import REQUEST, RESPONSES
from relclf.app.gate import BusyError, GoneError, LateError
from relclf.app.limits import OverLimitError
from relclf.app.served import Served
from relclf.errors import DataError, RelclfError

__all__ = ["api"]

# The first that fits; 499 is read by nobody.
_STATUS: dict[type[RelclfError], int] = {
    NotJsonError: 400,
    OverLimitError: 413,
    DataError: 422,
    BusyError: 429,
    GoneError: 499,
    LateError: 504,
}


def api(served: Served) -> APIRouter:
    """Return the routes of the API.

    Args:
        served: The classifier that is shared.

    Returns:
        A router with `POST /predict`.

    Example:
        >>> from relclf import RelationClassifier
        >>> [route.path for route in api(Served(RelationClassifier.from_pretrained())).routes]
        ['/predict']
    """
    router = APIRouter()

    @router.post(
        "/predict",
        summary="Classify one article or several",
        openapi_extra=REQUEST,
        responses=RESPONSES,
    )
    async def predict(request: Request) -> JSONResponse:
        body = await request.body()
        gone = threading.Event()
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(served.threads, _answer, served, body, gone)
        leaving = asyncio.create_task(_left(request))
        try:
            both: set[asyncio.Future[Any]] = {work, leaving}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                gone.set()
            return await work
        finally:
            gone.set()
            leaving.cancel()

    return router


async def _left(request: Request) -> None:
    """Return when the client goes away; its body is read, so nothing else can come."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _answer(served: Served, body: bytes, gone: threading.Event) -> JSONResponse:
    try:
        articles, single = articles_of(body, served.limits)
        records = [said.to_record() for said in served.predict(articles, gone=gone)]
    except tuple(_STATUS) as error:
        status = next(status for kind, status in _STATUS.items() if isinstance(error, kind))
        headers = {"Retry-After": "1"} if status == 429 else None
        return JSONResponse({"error": str(error)}, status, headers)
    return JSONResponse(records[0] if single else {"predictions": records})
