import asyncio
import os
import signal
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

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


def test_a_process_killed_while_it_had_nothing_to_do_is_replaced():
    pool = Workers(n_processes=1)
    try:
        os.kill(pool.compute_now(os.getpid), signal.SIGKILL)
        time.sleep(0.5)  # the pool notices, and gives itself up
        assert pool.compute_now(add, 1, 1) == 2
    finally:
        pool.stop()
    with pytest.raises(WorkerError, match="being stopped"):
        pool.compute_now(add, 1, 1)


def test_a_broken_pool_is_told_in_a_sentence(workers, monkeypatch):
    broken = Future()
    broken.set_exception(BrokenProcessPool("All workers expired"))
    monkeypatch.setattr(workers, "_schedule", lambda *_: broken)
    with pytest.raises(WorkerError, match="ended before it was done"):
        workers.compute_now(add, 1, 1)


def test_a_long_question_does_not_hold_up_a_short_one(workers):
    async def both() -> float:
        long = asyncio.create_task(workers.compute(time.sleep, 3.0))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await workers.compute(add, 1, 1)
        waited = time.monotonic() - began
        long.cancel()
        return waited

    workers.compute_now(add, 1, 1)
    assert asyncio.run(both()) < 2.5


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
