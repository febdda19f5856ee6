"""What the code says to people: reasons, hints and warnings, read off its source as templates."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tunescape import errors

__all__ = ["ROOT", "Said", "modules_behind", "returned_by", "said_by", "shape"]

ROOT = Path(errors.__file__).parents[1]
_ERRORS = {name for name in errors.__all__ if name.endswith("Error")} | {"NotThereError"}
_DEEPEST = 5
_PLACE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Said:
    """A sentence, with ``{}`` for each value; or code of which it cannot be told what it says."""

    where: str
    text: str
    is_known: bool = True


def shape(template: str) -> str:
    """Return a template in which places have no names."""
    return _PLACE.sub("{}", template)


def modules_behind(start: str) -> dict[str, Path]:
    """Return what modules below a package import, inside functions too, and what these import."""
    known = {_module(path): path for path in (ROOT / "tunescape").rglob("*.py")}
    found: dict[str, Path] = {}
    waiting = [name for name in known if name.startswith(start)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = known[name]
            waiting += _imports(known[name]) & known.keys()
    return found


def said_by(path: Path, *, lists: tuple[str, ...] = ("warnings",)) -> list[Said]:
    """Return all that a module says in its errors and failures, and puts into lists of some names."""
    return list(_Reader(path, lists).read())


def returned_by(path: Path, function: str) -> list[Said]:
    """Return what a function of a module can return; of a tuple, its last part."""
    return list(_Reader(path, ()).returned(function))


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


class _Reader:
    """Follows what is said to the constants it is made of, within one module."""

    def __init__(self, path: Path, lists: tuple[str, ...]) -> None:
        self._lists = lists
        self._path = path.relative_to(ROOT / "tunescape").as_posix()
        self._tree = ast.parse(path.read_text("utf-8"))
        self._functions = {
            node.name: node for node in ast.walk(self._tree) if isinstance(node, ast.FunctionDef)
        }
        self._scopes: list[ast.AST] = []

    def read(self) -> Iterator[Said]:
        yield from self._visit(self._tree)

    def returned(self, function: str) -> Iterator[Said]:
        self._scopes = [self._tree, self._functions[function]]
        for node in ast.walk(self._functions[function]):
            if isinstance(node, ast.Return) and node.value is not None:
                value = node.value.elts[-1] if isinstance(node.value, ast.Tuple) else node.value
                yield from self._texts(value)

    def _visit(self, node: ast.AST) -> Iterator[Said]:
        opens = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module)
        if opens:
            self._scopes.append(node)
        if isinstance(node, ast.Call):
            for spoken in _spoken(node, self._lists):
                yield from self._texts(spoken)
        for child in ast.iter_child_nodes(node):
            yield from self._visit(child)
        if opens:
            self._scopes.pop()

    def _texts(self, node: ast.expr, depth: int = 0) -> Iterator[Said]:
        match node:
            case ast.Constant():
                if isinstance(node.value, str) and node.value:
                    yield self._said(node, node.value)
            case ast.JoinedStr() | ast.BinOp(op=ast.Add()):
                yield self._said(node, _flat(node))
                for part in ast.walk(node):
                    if isinstance(part, ast.FormattedValue):
                        yield from self._words(part.value, depth)
            case ast.IfExp():
                yield from self._texts(node.body, depth)
                yield from self._texts(node.orelse, depth)
            case ast.BoolOp():
                for value in node.values:
                    yield from self._texts(value, depth)
            case _:
                yield from self._followed(node, depth)

    def _followed(self, node: ast.expr, depth: int) -> Iterator[Said]:
        sources = self._sources(node) if depth < _DEEPEST else []
        if not sources:
            yield self._said(node, ast.unparse(node), is_known=False)
        for scopes, source in sources:
            kept, self._scopes = self._scopes, scopes
            yield from self._texts(source, depth + 1)
            self._scopes = kept

    def _words(self, node: ast.expr, depth: int) -> Iterator[Said]:
        # a value is nobody's concern, but words of ours put into a sentence are
        if isinstance(node, ast.Name | ast.IfExp) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ):
            yield from (one for one in self._texts(node, depth + 1) if one.is_known and " " in one.text)

    def _sources(self, node: ast.expr) -> list[tuple[list[ast.AST], ast.expr]]:
        if isinstance(node, ast.Name):
            for i in reversed(range(len(self._scopes))):
                if found := _assigned(self._scopes[i], node.id):
                    return [(self._scopes[: i + 1], value) for value in found]
        if isinstance(node, ast.Call):
            # a function of the module, or a method: `_reason(error)`, `self._prepare()`
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            function = self._functions.get(called)
            if function is not None:
                scopes = [self._tree, function]
                returned = [n.value for n in ast.walk(function) if isinstance(n, ast.Return)]
                return [(scopes, value) for value in returned if value is not None]
        return []

    def _said(self, node: ast.expr, text: str, *, is_known: bool = True) -> Said:
        return Said(f"{self._path}:{node.lineno}", text, is_known)


def _spoken(call: ast.Call, lists: tuple[str, ...]) -> Iterator[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in _ERRORS:
        yield from call.args[:1]
        yield from (keyword.value for keyword in call.keywords if keyword.arg == "hint")
    elif name == "Failure":
        yield from call.args[2:3]
    elif name == "Problem":
        yield from call.args[1:2]
    elif name in ("_warn", "_died"):
        yield from call.args[:1]
    elif name == "error_document":
        yield from call.args[1:]
    elif name == "append" and ast.unparse(call.func).split(".")[-2] in lists:
        # what is put together in the call itself is read there
        yield from (one for one in call.args[:1] if not isinstance(one, ast.Call))


def _assigned(scope: ast.AST, name: str) -> list[ast.expr]:
    """Return what a name stands for in a function, or at the top of a module."""
    body: list[ast.stmt] = getattr(scope, "body", [])
    inner = (node for statement in body for node in ast.walk(statement))
    return [
        node.value
        for node in (body if isinstance(scope, ast.Module) else inner)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    ]


def _flat(node: ast.expr) -> str:
    """Return the template of a text that is put together."""
    match node:
        case ast.JoinedStr():
            return "".join(map(_flat, node.values))
        case ast.BinOp(op=ast.Add()):
            return _flat(node.left) + _flat(node.right)
        case ast.Constant():
            return str(node.value)
        case _:
            return "{}"
