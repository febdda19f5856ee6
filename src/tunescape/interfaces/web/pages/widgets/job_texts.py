"""What to say of long work: its name, how far it is, what came of it."""

import time
from typing import Any

from tunescape.interfaces.web.pages.widgets.sentences import sentences
from tunescape.interfaces.web.pages.widgets.times import span
from tunescape.interfaces.web.texts import TEXTS, Texts
from tunescape.library.jobs import Job

__all__ = ["job_fraction", "job_name", "job_outcome", "job_progress_text"]


def job_name(t: Texts, kind: str) -> str:
    """Return what a kind of work is called."""
    key = f"jobs.kind.{kind}"
    return t(key if key in TEXTS else "jobs.kind.other")


def job_fraction(job: Job) -> float | None:
    """Return how much of it is done, 0 to 1; None where that is not known."""
    done, total = job.progress.get("done"), job.progress.get("total")
    if done is None or not total:
        return None
    return min(1.0, max(0.0, float(done) / float(total)))


def job_progress_text(t: Texts, job: Job) -> str:
    """Return how far work is that has not ended."""
    if job.state == "queued":
        return t("jobs.queued")
    if job.cancel_requested:
        return t("jobs.stopping")
    progress = job.progress
    if not progress:
        return t("jobs.starting")
    if job_fraction(job) is None:
        if progress.get("phase") == "scan":
            return t("jobs.scan")
        return t("jobs.working", time=span(t, time.time() - (job.started_at or time.time())))
    return _counted(t, job)


def _counted(t: Texts, job: Job) -> str:
    progress = job.progress
    key = "jobs.files" if job.kind == "analyze" else "jobs.steps"
    parts = [t(key, done=f"{progress['done']:,}", total=f"{progress['total']:,}")]
    if rate := progress.get("rate"):
        per_minute = rate * 60
        parts.append(t("jobs.rate", rate=f"{per_minute:,.0f}" if per_minute >= 10 else f"{per_minute:.1f}"))
    if progress.get("eta_s") is not None:
        parts.append(t("jobs.eta", time=span(t, progress["eta_s"])))
    if failed := progress.get("failed"):
        parts.append(t("jobs.failed_so_far", n=f"{failed:,}"))
    return " · ".join(parts)


def job_outcome(t: Texts, job: Job) -> str:
    """Return what came of work that has ended."""
    if job.state == "cancelled":
        return t("jobs.end.cancelled")
    if job.state == "failed":
        return _reason(t, job.error)
    result = job.result if isinstance(job.result, dict) else {}
    if job.kind == "analyze" and "analyzed" in result:
        return _heard(t, result)
    if job.kind == "cluster" and "clusters" in result:
        found = len(result["clusters"])
        return t("jobs.end.cluster", k=found) if found > 1 else t("jobs.end.no_clusters")
    if job.kind == "report":
        return t("jobs.end.report")
    return t("jobs.end.done", time=span(t, (job.ended_at or 0.0) - (job.started_at or job.ended_at or 0.0)))


def _heard(t: Texts, result: dict[str, Any]) -> str:
    if not result.get("found"):
        return t("jobs.end.no_files")
    if result["analyzed"]:
        parts = [t.count("jobs.end.analyze", result["analyzed"], time=span(t, result.get("seconds", 0.0)))]
        parts += _others(t, result, "unchanged")
    elif result.get("unchanged") == result["found"]:
        parts = [t("jobs.end.nothing_new")]
    else:
        parts = _others(t, result, "unchanged")
    return " · ".join(parts + _others(t, result, "duplicates", "failed", "missing"))


def _others(t: Texts, result: dict[str, Any], *names: str) -> list[str]:
    return [t.count(f"jobs.end.{name}", result[name]) for name in names if result.get(name)]


def _reason(t: Texts, error: Any) -> str:
    document = error if isinstance(error, dict) else {}
    text = sentences(t, document.get("message"), document.get("hint"))
    return t("jobs.end.failed_because", reason=text) if text else t("jobs.end.failed_job")
