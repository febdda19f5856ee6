"""What an analysis costs: CPU seconds a track, beside a peer, and stage by stage.

    python benchmarks/cost.py [FOLDER] [--json FILE]

Joins clips of FOLDER to 4-minute mp3s, and lets each peer analyse them in a process of its own: CPU time of
the whole process, warm, one thread. The peers take turns, so that what else the machine does falls on all of
them. By default FOLDER is ``shared/data/gtzan`` beside the checkout; where that is absent, demo tracks are
rendered.
"""

import argparse
import json
import multiprocessing
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib import metadata, util
from pathlib import Path
from typing import Any

from mp3s import make_mp3s
from stages import FLOOR, cpu_s, stage_costs

from tunescape.audio.segments import Segmentation
from tunescape.features.registry import resolve_feature_sets
from tunescape.library.describe import AnalysisPlan, describe_file
from tunescape.library.scan import scan

GTZAN = Path(__file__).resolve().parents[2] / "shared" / "data" / "gtzan"
GOAL = 0.8
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")

Costs = dict[str, float]


def tunescape_cost(path: str) -> Costs:
    plan = AnalysisPlan(Segmentation(), resolve_feature_sets("default"))
    (stamp,) = scan([path]).files
    started = cpu_s()
    describe_file(stamp, plan)
    return {"total": cpu_s() - started}


def bliss_cost(path: str) -> Costs:
    import bliss_audio

    started = cpu_s()
    bliss_audio.Song(path)
    return {"total": cpu_s() - started}


JOBS: dict[str, Callable[[str], Costs]] = {
    "tunescape": tunescape_cost,
    "bliss-audio": bliss_cost,
    "stages": stage_costs,
}


def stay_on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def measure(paths: list[str], rounds: int) -> dict[str, Costs]:
    """Let the jobs take turns, each in a process of its own.

    Returns
    -------
    dict of str to dict of str to float
        For each job, CPU seconds a track: of each file the median of its rounds, and of these the mean.
    """
    spawn = multiprocessing.get_context("spawn")
    workers = {job: ProcessPoolExecutor(1, mp_context=spawn, initializer=stay_on_one_core) for job in JOBS}
    measured: dict[str, dict[str, list[Costs]]] = {job: {path: [] for path in paths} for job in JOBS}
    try:
        for job, worker in workers.items():
            worker.submit(JOBS[job], paths[0]).result()  # warm: imports, models, tables, the disk's cache
        for _ in range(rounds):
            for path in paths:
                for job, worker in workers.items():
                    measured[job][path].append(worker.submit(JOBS[job], path).result())
    finally:
        for worker in workers.values():
            worker.shutdown()
    return {job: typical(list(by_path.values())) for job, by_path in measured.items()}


def typical(by_path: list[list[Costs]]) -> Costs:
    names = by_path[0][0]
    return {
        name: statistics.mean(statistics.median(costs[name] for costs in rounds) for rounds in by_path)
        for name in names
    }


def machine() -> dict[str, str]:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = models[0].split(":")[1].strip() if models else cpu
    packages = ("tunescape", "numpy", "scipy", "av", "soxr", "onnxruntime", "bliss-audio")
    versions = {package: metadata.version(package) for package in packages}
    return {"cpu": f"{cpu}, {os.cpu_count()} cores", "python": platform.python_version(), **versions}


def show(result: dict[str, Any]) -> None:
    peers, stages, total = result["peers_cpu_s"], result["stages_cpu_s"], result["peers_cpu_s"]["tunescape"]
    print(", ".join(f"{name} {value}" for name, value in result["machine"].items()))
    print(f"{result['tracks']}, {result['rounds']} rounds; CPU seconds a track, warm, one thread\n")
    for peer, seconds in peers.items():
        print(f"{peer:<32}{seconds:8.4f}")
    print(f"{'ratio':<32}{result['ratio']:8.2f}   goal for 4 minutes: at most {GOAL}\n")

    def line(name: str, seconds: float) -> None:
        print(f"{name:<32}{seconds:8.4f}{seconds / total:8.1%}")

    print(f"{'stage of tunescape':<32}{'CPU s':>8}{'share':>8}")
    for name in FLOOR:
        line(name, stages[name])
    line("= floor", sum(stages[name] for name in FLOOR))
    for name in stages:
        if name not in FLOOR:
            line(name, stages[name])
    line("= sum of the stages", sum(stages.values()))
    line("rest (below 0: noise)", total - sum(stages.values()))
    line("= describe_file", total)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=GTZAN if GTZAN.is_dir() else None)
    parser.add_argument("--tracks", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=4.0, help="length of a track")
    parser.add_argument("--rounds", type=int, default=7, help="how often each track is analysed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers to a file, too")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    if util.find_spec("bliss_audio") is None:
        sys.exit("the peer is missing: pip install bliss-audio==0.2.0")
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))  # the processes that measure inherit it
    with tempfile.TemporaryDirectory() as scratch:
        try:
            paths = make_mp3s(
                Path(scratch),
                source=arguments.folder,
                count=arguments.tracks,
                duration_s=60 * arguments.minutes,
            )
        except ValueError as error:
            sys.exit(f"{arguments.folder}: {error}")
        costs = measure([str(path) for path in paths], arguments.rounds)
    peers = {peer: costs[peer]["total"] for peer in ("tunescape", "bliss-audio")}
    result = {
        "machine": machine(),
        "tracks": f"{arguments.tracks} mp3s of {arguments.minutes:g} minutes, 44.1 kHz, stereo, 192 kb/s",
        "rounds": arguments.rounds,
        "peers_cpu_s": peers,
        "ratio": peers["tunescape"] / peers["bliss-audio"],
        "stages_cpu_s": costs["stages"],
    }
    show(result)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
