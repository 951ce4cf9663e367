"""The HTTP API as OpenAPI describes it."""

from typing import Any

__all__ = ["REQUEST", "RESPONSES"]

_TEXT = {"type": "string"}
_ARTICLE = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "id": {**_TEXT, "description": "Its own among the articles; its number by default."},
        "title": _TEXT,
        "text": _TEXT,
        "date": _TEXT,
        "source": _TEXT,
        "url": _TEXT,
    },
}
_ARTICLES = {
    "type": "object",
    "required": ["articles"],
    "properties": {"articles": {"type": "array", "items": _ARTICLE, "minItems": 1}},
}
_PREDICTION = {
    "type": "object",
    "properties": {
        "id": _TEXT,
        "topics": {"type": "array", "items": _TEXT},
        "interaction": {"type": ["string", "null"]},
        "planned": {"type": ["boolean", "null"]},
        "topic_probabilities": {"type": "object"},
        "interaction_probabilities": {"type": "object"},
        "planned_probability": {"type": ["number", "null"]},
        "evidence": {"type": "object"},
        "coverage": {"type": "number"},
        "model": _TEXT,
    },
}
_PREDICTIONS = {
    "type": "object",
    "properties": {"predictions": {"type": "array", "items": _PREDICTION}},
}
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": _TEXT}}
_REFUSALS = {
    400: "The request is not JSON.",
    401: "A password is needed, or another was given.",
    403: "The request names another host, or comes from a page of another site.",
    408: "The request did not arrive in time.",
    413: "The request, an article or the number of articles is over a limit.",
    422: "An article is not as it should be.",
    429: "As many clients wait as may wait; Retry-After says after how many seconds to ask again.",
    503: "There are too many connections; the answer is plain text.",
    504: "Classifying took longer than a request may take.",
}


REQUEST: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"oneOf": [_ARTICLE, _ARTICLES]}}},
    }
}
"""What is sent."""

RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The prediction of an article; a list in order for {'articles': [...]}.",
        "content": {"application/json": {"schema": {"oneOf": [_PREDICTION, _PREDICTIONS]}}},
    },
    **{
        status: {"description": text, "content": {"application/json": {"schema": _ERROR}}}
        for status, text in _REFUSALS.items()
    },
}
"""What is answered, by status."""
