"""The REST API: the documents of the command line, over HTTP."""

from tunescape.interfaces.web.api.app import api_app

__all__ = ["api_app"]
