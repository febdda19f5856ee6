"""A client of the REST API for tests."""

import warnings
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # which library the client is built on is its own matter
    from fastapi.testclient import TestClient

from tunescape.interfaces.web.api import api_app
from tunescape.interfaces.web.state import WebState


class Api:
    """A client that knows the one shape of errors."""

    def __init__(self, state: WebState) -> None:
        self.state = state
        self.client = TestClient(api_app(state), raise_server_exceptions=False)

    def get(self, path: str, **options: Any) -> Any:
        """Ask, expect an answer, return the document."""
        answer = self.client.get(path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, status: int, method: str, path: str, *words: str, **options: Any) -> dict[str, Any]:
        """Ask, and expect an error in its one shape: no path of this machine, no traceback."""
        answer = self.client.request(method, path, **options)
        assert answer.status_code == status, answer.text
        document = answer.json()
        assert document.keys() == {"error"}
        assert document["error"].keys() == {"code", "message", "hint"}
        said = f"{document['error']['message']} {document['error']['hint']}"
        assert [word for word in words if word not in said] == []
        for secret in (str(self.state.library.path), f"{Path.home()}/", "Traceback", ".py"):
            assert secret not in answer.text
        return document["error"]
