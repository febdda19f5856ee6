"""The description of the API as a page: plain HTML from the OpenAPI document, without a script."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, Template

__all__ = ["description_page"]


def description_page(openapi: Mapping[str, Any]) -> str:
    """Return a page that lists every address of an API, what it takes and what it answers.

    Parameters
    ----------
    openapi : mapping
        An OpenAPI 3.1 document.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            entry = _entry(path, method, operation)
            groups.setdefault(operation["tags"][0], []).append(entry)
    schemas = {
        name: _fields(schema)
        for name, schema in openapi["components"]["schemas"].items()
        if schema.get("type") == "object"
    }
    return _template().render(info=openapi["info"], groups=groups, schemas=schemas)


@lru_cache(maxsize=1)
def _template() -> Template:
    text = (files(__package__) / "description.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)


def _entry(path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    parameters = [
        {
            "name": one["name"],
            "where": one["in"],
            "type": _type(one["schema"]),
            "required": one.get("required", False),
            "description": one.get("description", ""),
            "default": one["schema"].get("default"),
        }
        for one in operation.get("parameters", ())
    ]
    body = operation.get("requestBody", {}).get("content", {})
    answers = [
        {
            "status": status,
            "description": answer["description"],
            "types": _contents(answer.get("content", {})),
        }
        for status, answer in operation["responses"].items()
        if not status.startswith(("4", "5"))
    ]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": parameters,
        "body": _contents(body),
        "answers": answers,
    }


def _contents(content: Mapping[str, Any]) -> list[str]:
    return [
        _type(what["schema"]) if kind == "application/json" and what.get("schema") else kind
        for kind, what in content.items()
    ]


def _fields(schema: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"name": name, "type": _type(field), "description": field.get("description", "")}
        for name, field in schema.get("properties", {}).items()
    ]


def _type(schema: Mapping[str, Any]) -> str:
    """Write a type as one would say it."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "const" in schema:
        return f'"{schema["const"]}"'
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"])
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return " | ".join(_type(one) for one in schema[name])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("type", "any"))
