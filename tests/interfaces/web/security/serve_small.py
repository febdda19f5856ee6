"""Serve a page of NiceGUI and the small app, guarded, as ``tunescape serve`` does: ``LIBRARY PORT NAME``."""

import sys
from pathlib import Path

from nicegui import ui
from small_server import PASSWORD, small_app

from tunescape.interfaces.web.security.guard import guard
from tunescape.interfaces.web.security.password import hash_password
from tunescape.interfaces.web.server import listen, run_server
from tunescape.interfaces.web.settings import WebSettings


def page() -> None:
    ui.label("Every title is <b>text</b>")
    answer = ui.label("nothing yet")
    ui.button("Press", on_click=lambda: answer.set_text("pressed"))
    ui.plotly({"data": [{"type": "scattergl", "x": [1, 2], "y": [2, 1]}], "layout": {"height": 200}})


def main() -> None:
    library, port, name = sys.argv[1:]
    settings = WebSettings(
        library=Path(library),
        port=int(port),
        root_path="/music",
        allowed_hosts=(name,),
        trusted_proxies=("127.0.0.1",),
        password_hash=hash_password(PASSWORD),
        max_upload_bytes=5_000_000,
    )
    app = small_app()
    ui.page("/page", title="music")(page)
    ui.run_with(app, tailwind=False, show_welcome_message=False)
    with listen(settings.host, settings.port) as listening:
        run_server(guard(app, settings), listening, on_ready=lambda: print("ready", flush=True))  # noqa: T201


if __name__ == "__main__":
    main()
