"""The one shape in which the server says that something did not work."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from tunescape.interfaces.documents import to_json

__all__ = ["error_document", "error_response"]


def error_document(code: str, message: str, hint: str | None = None) -> dict[str, Any]:
    """Return ``{"error": {"code", "message", "hint"}}``.

    Parameters
    ----------
    code : str
        What a program tells errors apart by: lower case, with underscores.
    message : str
        What is wrong, as a clause without a full stop; no path of this machine.
    hint : str, optional
        What to do about it.
    """
    return {"error": {"code": code, "message": message, "hint": hint}}


def error_response(
    status: int,
    code: str,
    message: str,
    hint: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return an error as an answer that no cache keeps.

    Parameters
    ----------
    status : int
        400 to 599.
    code, message, hint
        As :func:`error_document` takes them.
    headers : mapping of str to str, optional
        Further headers, such as ``Allow`` or ``Retry-After``.
    """
    return Response(
        to_json(error_document(code, message, hint)),
        status_code=status,
        headers={"cache-control": "no-store", **(headers or {})},
        media_type="application/json",
    )
