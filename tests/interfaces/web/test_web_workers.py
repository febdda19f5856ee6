import asyncio
import os
import signal
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import pytest
from patience import until

from tunescape.errors import MusicError, WorkerError
from tunescape.interfaces.web import workers as workers_module
from tunescape.interfaces.web.workers import Workers

_LONG_S = 100.0
"""Longer than a busy machine takes for anything else, shorter than the time limit of a question."""


def refuse() -> None:
    raise MusicError("has no notes", path="/x/y", hint="look")


def die() -> None:
    os._exit(3)


def add(a: int, b: int) -> int:
    return a + b


def ask(workers, function, *args, **options):
    return asyncio.run(workers.compute(function, *args, **options))


@pytest.fixture(scope="module")
def workers():
    pool = Workers()
    yield pool
    pool.stop()


def test_what_another_process_returns_or_raises_arrives(workers):
    assert ask(workers, add, 1, 2) == 3
    with pytest.raises(MusicError, match="no notes") as caught:
        ask(workers, refuse)
    assert (caught.value.path, caught.value.hint) == ("/x/y", "look")


def test_a_hang_and_a_crash_cost_one_answer(workers):
    with pytest.raises(WorkerError, match=r"longer than 0\.5 s"):
        ask(workers, time.sleep, 60, timeout_s=0.5)
    with pytest.raises(WorkerError, match="ended before it was done"):
        ask(workers, die)
    assert ask(workers, add, 1, 1) == 2


def test_a_process_killed_while_it_had_nothing_to_do_is_replaced():
    pool = Workers(n_processes=1)
    try:
        os.kill(ask(pool, os.getpid), signal.SIGKILL)
        until(lambda: pool._pool.active, lambda active: not active)  # it notices, and gives itself up
        assert ask(pool, add, 1, 1) == 2
    finally:
        pool.stop()
    with pytest.raises(WorkerError, match="being stopped"):
        ask(pool, add, 1, 1)


def test_a_broken_pool_is_told_in_a_sentence(workers, monkeypatch):
    broken = Future()
    broken.set_exception(BrokenProcessPool("All workers expired"))
    monkeypatch.setattr(workers, "_schedule", lambda *_: broken)
    with pytest.raises(WorkerError, match="ended before it was done"):
        ask(workers, add, 1, 1)


def test_a_long_question_does_not_hold_up_a_short_one(workers):
    async def both() -> bool:
        long = asyncio.create_task(workers.compute(time.sleep, _LONG_S))
        await workers.compute(add, 1, 1)
        still = not long.done()
        long.cancel()
        return still

    assert asyncio.run(both())


def test_the_event_loop_goes_on_meanwhile(workers):
    async def both() -> bool:
        working = asyncio.create_task(workers.compute(time.sleep, _LONG_S))
        await asyncio.sleep(0.05)
        still = not working.done()
        working.cancel()
        return still

    assert asyncio.run(both())


def test_more_than_can_wait_are_refused(workers, monkeypatch):
    monkeypatch.setattr(workers_module, "_MOST_WAITING", 0)
    with pytest.raises(WorkerError, match="more to do"):
        ask(workers, add, 1, 1)
