"""The public API is what it says it is, and cheap to import."""

import inspect
import subprocess
import sys
import typing
from collections.abc import Iterator

import pytest

import tunescape


def test_every_name_can_be_loaded() -> None:
    assert len(tunescape.__all__) > 100
    for name in tunescape.__all__:
        assert getattr(tunescape, name).__doc__ or name.isupper()
    assert set(dir(tunescape)) == set(tunescape.__all__)


def test_what_public_functions_take_and_return_is_public() -> None:
    public = {name: getattr(tunescape, name) for name in tunescape.__all__}
    hidden = {
        f"{part.__module__}.{part.__name__} ({name})"
        for name, value in public.items()
        if inspect.isfunction(value)
        for hint in typing.get_type_hints(value).values()
        for part in parts(hint)
        if part.__module__.startswith("tunescape") and part not in public.values()
    }
    assert hidden == set()


def parts(hint: object) -> Iterator[type]:
    if inspect.isclass(hint):
        yield hint
    for inner in typing.get_args(hint):
        yield from parts(inner)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        tunescape.nonsense  # noqa: B018


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import tunescape", ["numpy", "av", "sqlalchemy", "rich"]),
        (
            "import tunescape.interfaces.cli.app",
            ["numpy", "scipy", "av", "sqlalchemy", "onnxruntime", "pyarrow"],
        ),
        ("from tunescape.features import registry", ["onnxruntime", "sqlalchemy", "av", "scipy.signal"]),
        ("from tunescape.discovery import playlist", ["onnxruntime", "pyarrow"]),
    ],
)
def test_imports_stay_light(code: str, absent: list[str]) -> None:
    check = f"import sys; {code}; print(sorted(set({absent}) & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_base_install_needs_no_deep_learning_framework() -> None:
    from importlib.metadata import requires

    base = " ".join(line for line in requires("tunescape") or [] if "extra ==" not in line)
    for heavy in ("torch", "tensorflow", "librosa", "numba"):
        assert heavy not in base
