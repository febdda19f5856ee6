import asyncio
import os
import time

import pytest

from tunescape.errors import MusicError, WorkerError
from tunescape.interfaces.web import workers as workers_module
from tunescape.interfaces.web.workers import Workers


def refuse() -> None:
    raise MusicError("has no notes", path="/x/y", hint="look")


def die() -> None:
    os._exit(3)


def add(a: int, b: int) -> int:
    return a + b


@pytest.fixture(scope="module")
def workers():
    pool = Workers()
    yield pool
    pool.stop()


def test_what_another_process_returns_or_raises_arrives(workers):
    assert asyncio.run(workers.compute(add, 1, 2)) == 3
    assert workers.compute_now(add, 3, 4) == 7
    with pytest.raises(MusicError, match="no notes") as caught:
        asyncio.run(workers.compute(refuse))
    assert (caught.value.path, caught.value.hint) == ("/x/y", "look")


def test_a_hang_and_a_crash_cost_one_answer(workers):
    with pytest.raises(WorkerError, match=r"longer than 0\.5 s"):
        workers.compute_now(time.sleep, 60, timeout_s=0.5)
    with pytest.raises(WorkerError, match="ended before it was done"):
        asyncio.run(workers.compute(die))
    assert workers.compute_now(add, 1, 1) == 2


def test_the_event_loop_goes_on_meanwhile(workers):
    async def both() -> float:
        working = asyncio.create_task(workers.compute(time.sleep, 0.5))
        began = time.monotonic()
        await asyncio.sleep(0.05)
        waited = time.monotonic() - began
        await working
        return waited

    assert asyncio.run(both()) < 0.4


def test_more_than_can_wait_are_refused(workers, monkeypatch):
    monkeypatch.setattr(workers_module, "_MOST_WAITING", 0)
    with pytest.raises(WorkerError, match="more to do"):
        workers.compute_now(add, 1, 1)
