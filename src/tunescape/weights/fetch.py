"""Download a model file: resumed where it was cut, and taken only if it is what was published."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import httpx

from tunescape.errors import WeightsError
from tunescape.weights.catalogue import WeightFile

__all__ = ["check_file", "fetch_weights"]

_TRIES = 4
"""In a row without a single byte; whoever makes progress may go on."""


def fetch_weights(
    file: WeightFile,
    *,
    timeout_s: float = 30.0,
    on_progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Download a model file to where it belongs, unless it is there.

    Parameters
    ----------
    file : WeightFile
    timeout_s : float > 0
        Without a byte, after which a try has failed.
    on_progress : callable, optional
        Called with the bytes that are there, and all.

    Returns
    -------
    Path
        Where it lies, whole and checked: it gets its name last.

    Raises
    ------
    WeightsError
        If it cannot be downloaded (what has come is kept, and gone on with), is not what was published, or
        cannot be written. It says what to put where by hand.
    """
    target = file.path
    if target.is_file() and check_file(target, file) is None:
        return target
    if file.url is None:
        raise WeightsError(f"there is no place to download {file.name} from", hint=file.remedy)
    partial = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _receive(file, partial, timeout_s, on_progress)
        wrong = check_file(partial, file)
        if wrong:
            partial.unlink()
            reason = f"what came from {file.url} is not {file.file_name}: {wrong}"
            raise WeightsError(reason, hint=_by_hand(file))
        os.replace(partial, target)
    except OSError as error:
        raise WeightsError(f"cannot be written ({error.strerror or error})", path=target) from error
    return target


def check_file(path: Path, file: WeightFile) -> str | None:
    """Compare a file with what was published.

    Returns
    -------
    str or None
        What is wrong; None where size and every known digest agree.
    """
    size = path.stat().st_size
    if size != file.bytes:
        return f"it has {size} bytes instead of {file.bytes}"
    for algorithm, wanted in (("sha256", file.sha256), ("md5", file.md5)):
        if wanted is None:
            continue
        with path.open("rb") as opened:
            # MD5 finds damage, and no more; of some files nothing better was published
            digest = hashlib.file_digest(opened, algorithm)
        if digest.hexdigest() != wanted:
            return f"its {algorithm} is {digest.hexdigest()}"
    return None


def _receive(
    file: WeightFile, partial: Path, timeout_s: float, on_progress: Callable[[int, int], None] | None
) -> None:
    left = _TRIES
    with httpx.Client(timeout=timeout_s, follow_redirects=True) as client:
        while _size(partial) != file.bytes:
            before = _size(partial)
            try:
                _attempt(client, file, partial, on_progress)
            except httpx.HTTPError as error:
                left = _TRIES if _size(partial) > before else left - 1
                if not left:
                    said = f"{type(error).__name__}: {error}".rstrip(": ")
                    reason = f"{file.url} cannot be downloaded ({said})"
                    raise WeightsError(reason, hint=_by_hand(file)) from error


def _attempt(
    client: httpx.Client, file: WeightFile, partial: Path, on_progress: Callable[[int, int], None] | None
) -> None:
    size = _size(partial)
    if size > file.bytes:
        partial.unlink()
        size = 0
    # what was published never changes, so that halves always fit; the digest has the last word
    headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={size}-"} if size else {})}
    with client.stream("GET", str(file.url), headers=headers) as answer:
        answer.raise_for_status()
        resumed = answer.headers.get("content-range", "").startswith(f"bytes {size}-")
        if answer.status_code != httpx.codes.PARTIAL_CONTENT or not resumed:
            size = 0
        with partial.open("ab" if size else "wb") as opened:
            for chunk in answer.iter_bytes():
                size += len(chunk)
                if size > file.bytes:
                    partial.unlink()
                    raise WeightsError(
                        f"{file.url} sends more than the {file.bytes} bytes of {file.file_name}",
                        hint=_by_hand(file),
                    )
                opened.write(chunk)
                if on_progress:
                    on_progress(size, file.bytes)
    if size < file.bytes:
        raise httpx.RemoteProtocolError(f"{size} bytes came instead of {file.bytes}")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _by_hand(file: WeightFile) -> str:
    return f"try again later, or download it elsewhere and put it at {file.path}"
