import pytest

from tunescape.interfaces.web.jobs.lanes import job_folder
from tunescape.library.jobs import end_job, read_job, start_job


def test_a_job_is_ordered_shown_and_cancelled(own, copied):
    music = str(copied.music)
    answer = own.client.post("/jobs", json={"kind": "analyze", "parameters": {"paths": [music]}})
    assert answer.status_code == 201
    job = answer.json()
    assert (job["state"], job["kind"], job["parameters"]["paths"]) == ("queued", "analyze", [music])
    assert own.get("/jobs") == [job]
    assert own.get("/jobs?state=running") == []
    assert own.get("/jobs?state=running&state=queued") == [job]
    assert own.get(f"/jobs/{job['job_id']}") == job
    stopped = own.client.post(f"/jobs/{job['job_id']}/cancel").json()
    assert stopped["state"] == "cancelled"
    own.refused(409, "POST", f"/jobs/{job['job_id']}/cancel", "ended already")


def test_a_job_at_work_is_asked_to_stop(own):
    job_id = own.client.post("/jobs", json={"kind": "cluster"}).json()["job_id"]
    start_job(own.state.library, job_id, 1)
    asked = own.client.post(f"/jobs/{job_id}/cancel").json()
    assert (asked["state"], asked["cancel_requested"]) == ("running", True)


@pytest.mark.parametrize(
    ("status", "order"),
    [
        (422, {"kind": "dance"}),
        (422, {"kind": "analyze", "parameters": {"paths": 3}}),
        (422, {"kind": "analyze", "parameters": {"more": 1}}),
        (422, {"kind": "evaluate"}),
        (422, {"kind": "cluster", "parameters": {"seed": -1}}),
        (422, {}),
        (400, {"kind": "analyze", "parameters": {"paths": ["/etc"]}}),
        (400, {"kind": "cluster", "parameters": {"k": "many"}}),
        (404, {"kind": "report", "parameters": {"tracks": ["0" * 32]}}),
        (400, {"kind": "train_genre", "parameters": {"name": "../../x"}}),
    ],
)
def test_what_cannot_be_done_is_refused(own, status, order):
    own.refused(status, "POST", "/jobs", json=order)
    assert own.get("/jobs") == []


def test_a_report_is_downloaded_and_nothing_else_is(own):
    library = own.state.library
    job_id = own.client.post("/jobs", json={"kind": "report"}).json()["job_id"]
    own.refused(404, "GET", f"/jobs/{job_id}/file", "no such file")
    job_folder(library, job_id).mkdir(parents=True)
    (job_folder(library, job_id) / "report.html").write_text("<p>report")
    end_job(library, job_id, "done", result={"file": "report.html"})
    answer = own.client.get(f"/jobs/{job_id}/file")
    assert answer.text == "<p>report"
    assert answer.headers["content-disposition"] == 'attachment; filename="report.html"'
    for name in ("../../library.db", "/etc/passwd", "..", "", 3):
        other = own.client.post("/jobs", json={"kind": "report"}).json()["job_id"]
        end_job(library, other, "done", result={"file": name})
        own.refused(404, "GET", f"/jobs/{other}/file")


def test_an_error_of_a_job_is_told_as_it_stands(own):
    job_id = own.client.post("/jobs", json={"kind": "cluster"}).json()["job_id"]
    error = {"code": "discovery", "message": "too few", "hint": None}
    end_job(own.state.library, job_id, "failed", error=error)
    assert own.get(f"/jobs/{job_id}")["error"] == error
    assert read_job(own.state.library, job_id).state == "failed"


@pytest.mark.parametrize("job_id", ["0" * 32, "x", "..%2f..", "0" * 31])
def test_an_unknown_job(own, job_id):
    for method, rest in (("GET", ""), ("POST", "/cancel"), ("GET", "/file")):
        assert own.client.request(method, f"/jobs/{job_id}{rest}").status_code in (404, 422)
