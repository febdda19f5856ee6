"""The whole application: pages, REST API, assets, and the guard before them."""

import copy
from functools import partial
from importlib.resources import files
from typing import Literal, cast

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from nicegui import Client, ui
from nicegui import app as nicegui_app
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from tunescape.interfaces.web.api import api_app
from tunescape.interfaces.web.api.answers import unexpected
from tunescape.interfaces.web.pages.context import Look, PageContext, Visitor
from tunescape.interfaces.web.pages.data import page_data
from tunescape.interfaces.web.pages.frame import bare_frame, frame
from tunescape.interfaces.web.pages.routes import ROUTES
from tunescape.interfaces.web.security.guard import guard
from tunescape.interfaces.web.settings import WebSettings
from tunescape.interfaces.web.state import WebState
from tunescape.interfaces.web.texts import Texts, choose_language

__all__ = ["create_app"]

_DARK = {"auto": None, "light": False, "dark": True}
_HTML_LANGUAGE: dict[str, Literal["en-US", "zh-CN"]] = {"en": "en-US", "zh": "zh-CN"}


def create_app(settings: WebSettings) -> ASGIApp:
    """Build the application that a server serves.

    One a process: NiceGUI keeps its pages in the process.

    Parameters
    ----------
    settings : WebSettings

    Returns
    -------
    ASGI application
    """
    state = WebState(settings)
    app = FastAPI(title="tunescape", docs_url=None, redoc_url=None, openapi_url=None, lifespan=state.lifespan)
    app.add_exception_handler(Exception, unexpected)
    app.mount("/api", api_app(state))
    app.mount(f"/assets/{state.version}", StaticFiles(directory=str(files(__package__) / "assets")))
    app.include_router(page_data(state))
    for path in ROUTES:
        ui.page(path, title="tunescape")(partial(_show, state))
    ui.run_with(
        app,
        title="tunescape",
        favicon=str(files(__package__) / "assets" / "icon.svg"),
        dark=None,
        tailwind=False,
        show_welcome_message=False,
        # a browser that was held up for so long goes on where it was; after it, the page is loaded anew
        reconnect_timeout=30.0,
    )
    nicegui_app.add_exception_handler(404, partial(_not_found, state))
    nicegui_app.on_page_exception(partial(_show_failure, state))
    # no bar without a name for what goes over the network: the pages show themselves what takes time
    nicegui_app.config.quasar_config["loadingBar"]["skipHijack"] = True
    return guard(app, settings)


def _show(state: WebState, request: Request) -> None:
    page = _page_for(state, request)
    frame(page, {path: partial(build, page) for path, build in ROUTES.items()})


def _show_failure(state: WebState, _: Exception) -> None:
    # NiceGUI writes the exception to the log
    request = ui.context.client.request
    if request is not None:
        bare_frame(_page_for(state, request))


async def _not_found(state: WebState, request: Request, error: Exception) -> Response:
    wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if not wants_page and isinstance(error, HTTPException):
        return await http_exception_handler(request, error)
    with Client(ui.page(""), request=request) as client:
        _show(state, request)
        return client.build_response(request, 404)


def _page_for(state: WebState, request: Request) -> PageContext:
    visitor = _visitor(state, request)
    # NiceGUI asks the page object, which all visitors share, for language and look: this one gets its own
    client = ui.context.client
    client.page = copy.copy(client.page)
    client.page.language = _HTML_LANGUAGE[visitor.t.language]
    client.page.dark = _DARK[visitor.look]
    return PageContext(state, visitor)


def _visitor(state: WebState, request: Request) -> Visitor:
    language = choose_language(
        request.cookies.get("tunescape-language"),
        request.headers.get("accept-language", ""),
        state.settings.language,
    )
    look = request.cookies.get("tunescape-look", "auto")
    return Visitor(
        Texts(language),
        cast("Look", look if look in _DARK else "auto"),
        logged_in=state.settings.password_hash is not None,
    )
