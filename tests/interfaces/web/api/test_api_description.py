import re
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar

import pytest


@pytest.fixture(scope="module")
def openapi(api):
    return api.get("/openapi.json")


def test_every_address_says_what_it_is_and_how_it_refuses(openapi):
    for methods in openapi["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["tags"]
            for status in ("400", "404", "422", "503"):
                schema = operation["responses"][status]["content"]["application/json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/ErrorDocument"}
    assert "HTTPValidationError" not in openapi["components"]["schemas"]


def test_names_of_operations_are_unique(openapi):
    names = [one["operationId"] for methods in openapi["paths"].values() for one in methods.values()]
    assert len(names) == len(set(names))


def test_the_page_shows_all_of_it_and_asks_nobody(api, openapi):
    answer = api.client.get("/docs")
    assert answer.headers["content-type"].startswith("text/html")

    class Links(HTMLParser):
        found: ClassVar[list[str]] = []

        def handle_starttag(self, tag, attributes):
            assert tag != "script"
            self.found += [value for name, value in attributes if name in ("src", "href", "action")]

    Links().feed(answer.text)
    assert set(Links.found) == {"openapi.json"}
    assert not re.search(r"url\(|@import|https?:", answer.text)
    for path in openapi["paths"]:
        assert f"<code>{path}</code>" in answer.text
    for name in openapi["components"]["schemas"]:
        if openapi["components"]["schemas"][name].get("type") == "object":
            assert f"<code>{name}</code>" in answer.text


def test_docs_web_names_every_address(openapi):
    text = (Path(__file__).parents[4] / "docs" / "web.md").read_text(encoding="utf-8")
    missing = [path for path in openapi["paths"] if f"/api{path}" not in text]
    assert missing == []
