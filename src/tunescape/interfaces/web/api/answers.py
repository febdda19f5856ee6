"""Answers of the API: documents, and errors in their one shape."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from tunescape.errors import LibraryError, TunescapeError, WeightsError, WorkerError
from tunescape.interfaces.documents import to_json
from tunescape.interfaces.web.errors import error_document, error_response
from tunescape.interfaces.web.public_errors import UNEXPECTED, public_error, without_paths
from tunescape.interfaces.web.services.known_tracks import NotThereError

__all__ = ["ApiError", "add_error_handlers", "document", "not_found", "unexpected"]

_STATUS: tuple[tuple[type[TunescapeError], int], ...] = (
    (NotThereError, 404),
    (LibraryError, 503),
    (WorkerError, 503),
    (WeightsError, 503),
)
"""By kind of error; all others are the fault of who asks: 400."""

_MOST_PROBLEMS = 3


class ApiError(Exception):
    """An answer that is no document.

    Parameters
    ----------
    status : int
    code, message, hint
        As :func:`~tunescape.interfaces.web.errors.error_document` takes them.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        hint: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.hint, self.headers = status, code, message, hint, headers


def not_found(what: str, hint: str | None = None) -> ApiError:
    """Return the error of a thing that is not there."""
    return ApiError(404, "not_found", f"there is no such {what}", hint)


def document(
    content: object, *, status: int = 200, headers: Mapping[str, str] | None = None, compact: bool = False
) -> Response:
    """Return JSON; names of files that are no UTF-8 survive as lone surrogates, escaped.

    Parameters
    ----------
    content : JSON value
    status : int
    headers : mapping of str to str, optional
    compact : bool
        Without blanks and lines: for arrays of thousands of numbers.
    """
    text = json.dumps(content, separators=(",", ":"), allow_nan=False) if compact else to_json(content)
    return Response(
        text.encode(), status_code=status, headers=dict(headers or {}), media_type="application/json"
    )


def add_error_handlers(app: FastAPI) -> None:
    """Give all errors of an app their one shape, without a path and without a traceback."""
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(TunescapeError, _known_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, unexpected)


def _api_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error_response(error.status, error.code, error.message, error.hint, headers=error.headers)


def _known_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, TunescapeError)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
    return _response(status, public_error(error))


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    problems = error.errors()
    said = "; ".join(_problem(one) for one in problems[:_MOST_PROBLEMS])
    more = f"; and {len(problems) - _MOST_PROBLEMS} more" if len(problems) > _MOST_PROBLEMS else ""
    return _response(
        422, error_document("invalid", f"{without_paths(said)}{more}", "/api/docs says what is expected")
    )


def _problem(problem: Mapping[str, Any]) -> str:
    where = [str(part) for part in problem["loc"][1:]] or [str(part) for part in problem["loc"]]
    return f"{'.'.join(where)[:80]}: {str(problem['msg'])[:200]}"


def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    messages = {404: "there is nothing under this address", 405: "this address does not know that method"}
    message = messages.get(error.status_code, str(error.detail)[:200])
    hint = "/api/docs lists what there is" if error.status_code in messages else None
    code = phrase.lower().replace(" ", "_").replace("-", "_")
    return error_response(error.status_code, code, without_paths(message), hint, headers=error.headers)


def unexpected(_request: Request, error: Exception) -> Response:
    """Answer where nobody expected an error: whoever asked learns nothing of it, the log all."""
    logging.getLogger("tunescape.web").error("a request failed", exc_info=error)
    return _response(500, error_document("unexpected", UNEXPECTED))


def _response(status: int, content: dict[str, Any]) -> Response:
    error = content["error"]
    return error_response(status, error["code"], error["message"], error["hint"])
