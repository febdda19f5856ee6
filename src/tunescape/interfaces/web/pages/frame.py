"""What stands around every page: navigation, language, light and dark, the player."""

import json
from collections.abc import Callable
from typing import Any

from nicegui import ui

from tunescape.interfaces.web.pages.context import Look, PageContext
from tunescape.interfaces.web.pages.errors import Parts, failed
from tunescape.interfaces.web.pages.widgets.jobs import jobs_indicator

__all__ = ["NAVIGATION", "bare_frame", "frame"]

NAVIGATION = (
    ("/", "nav.library", "library_music"),
    ("/map", "nav.map", "bubble_chart"),
    ("/playlist", "nav.playlist", "queue_music"),
    ("/clusters", "nav.clusters", "workspaces"),
    ("/hot", "nav.hot", "local_fire_department"),
    ("/models", "nav.models", "model_training"),
)
"""Path, text and icon of the pages that the navigation names."""

_LOOKS: tuple[tuple[Look, str], ...] = (
    ("auto", "brightness_auto"),
    ("light", "light_mode"),
    ("dark", "dark_mode"),
)
_HTML_LANGUAGE = {"en": "en", "zh": "zh-CN"}
_YEAR_S = 31_536_000
_STYLES = (
    "tunescape.css",
    "library.css",
    "map.css",
    "findings.css",
    "playlist.css",
    "track.css",
    "models.css",
)
_SCRIPTS = ("elements.js", "player.js", "waveform.js", "drop.js", "playlist.js", "lanes.js")


def frame(page: PageContext, routes: dict[str, Callable[..., Any]]) -> None:
    """Build a page: the frame, and in it the part that the address names.

    Going from one part to another leaves the frame, and with it the player, as it is: music plays on.

    Parameters
    ----------
    page : PageContext
    routes : dict
        What builds each part, by path.
    """
    _head(page)
    with ui.header(elevated=False).classes("ts-header"):
        with ui.link(target="/").classes("ts-brand").props("aria-label=tunescape"):
            ui.html(_LOGO, sanitize=False)
            ui.label("tunescape")
        _navigation(page)
        with ui.row().classes("ts-tools"):
            jobs_indicator(page)
            _look_button(page)
            _language_button(page)
            if page.visitor.logged_in:
                _logout_button(page)
    with ui.element("div").classes("ts-main") as content:
        Parts(page, routes)
    ui.skip_link(page.t("nav.skip"), target=content)
    ui.element("tune-player").props(f"texts='{_attribute(page.t.group('player'))}'")


def bare_frame(page: PageContext) -> None:
    """Build a page that only says that it could not be built: the frame may be why."""
    _head(page)
    with ui.element("main").classes("ts-main"):
        failed(page)


def _head(page: PageContext) -> None:
    version = page.state.version
    for name in _STYLES:
        ui.add_head_html(f'<link rel="stylesheet" href="{page.url(f"/assets/{version}/{name}")}">')
    for name in _SCRIPTS:
        ui.add_head_html(f'<script defer src="{page.url(f"/assets/{version}/{name}")}"></script>')


def _navigation(page: PageContext) -> None:
    here = ui.context.client.sub_pages_router
    with ui.element("nav").classes("ts-nav").props(f'aria-label="{page.t("nav.label")}"'):
        links = []
        for path, key, icon in NAVIGATION:
            with ui.link(target=path).classes("ts-nav-link") as link:
                ui.icon(icon).props("aria-hidden=true")
                ui.label(page.t(key))
            links.append((path, link))

    def mark(current: str) -> None:
        where = current.partition("?")[0].rstrip("/") or "/"
        for path, link in links:
            if path == where or (path != "/" and where.startswith(f"{path}/")):
                link.props("aria-current=page")
            else:
                link.props(remove="aria-current")

    mark(here.current_path)
    here.on_path_changed(mark)


def _look_button(page: PageContext) -> None:
    names = [name for name, _ in _LOOKS]
    position = names.index(page.visitor.look)
    following = names[(position + 1) % len(names)]
    label = page.t(f"frame.look.{page.visitor.look}")
    button = ui.button(icon=_LOOKS[position][1]).props(f'flat round dense aria-label="{label}"')
    button.tooltip(label).on("click", js_handler=_remember("look", following, page))


def _language_button(page: PageContext) -> None:
    other = "en" if page.t.language == "zh" else "zh"
    button = ui.button(page.t("frame.language")).props(
        f'flat dense no-caps lang="{_HTML_LANGUAGE[other]}" aria-label="{page.t("frame.language_hint")}"'
    )
    button.classes("ts-language").on("click", js_handler=_remember("language", other, page))


def _logout_button(page: PageContext) -> None:
    label = page.t("frame.logout")
    button = ui.button(icon="logout").props(f'flat round dense aria-label="{label}"').tooltip(label)
    leave = f"() => fetch('{page.url('/logout')}', {{method: 'POST'}}).then(() => location.reload())"
    button.on("click", js_handler=leave)


def _remember(name: str, value: str, page: PageContext) -> str:
    where = page.state.settings.root_path or "/"
    cookie = f"tunescape-{name}={value}; Path={where}; Max-Age={_YEAR_S}; SameSite=Strict"
    return f"() => {{ document.cookie = {json.dumps(cookie)}; location.reload(); }}"


def _attribute(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("&", "&amp;").replace("'", "&#39;")


_LOGO = (
    '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">'
    '<rect width="32" height="32" rx="7" fill="#0063a0"/>'
    '<g stroke="#fff" stroke-width="2.6" stroke-linecap="round">'
    '<path d="M6 16v1"/><path d="M11 11v10"/><path d="M16 6v20"/><path d="M21 12v8"/>'
    '<path d="M26 15v2"/></g></svg>'
)
