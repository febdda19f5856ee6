"""The scripts of the pages build what they show with one set of helpers."""

from pathlib import Path

from tunescape.interfaces import web
from tunescape.interfaces.web.pages import frame

ASSETS = Path(web.__file__).parent / "assets"
SCRIPTS = {path.name: path.read_text("utf-8") for path in ASSETS.glob("*.js")}


def test_every_script_is_loaded_and_the_helpers_first() -> None:
    assert frame._SCRIPTS[0] == "elements.js"
    assert sorted(frame._SCRIPTS) == sorted(SCRIPTS)


def test_elements_are_made_in_one_place() -> None:
    assert [name for name, text in SCRIPTS.items() if "createElement" in text] == ["elements.js"]
    assert [name for name, text in SCRIPTS.items() if "path_prefix" in text] == ["elements.js"]


def test_nothing_is_written_as_html() -> None:
    """Titles are text."""
    for text in SCRIPTS.values():
        assert "innerHTML" not in text
        assert "insertAdjacentHTML" not in text
        assert "document.write" not in text
