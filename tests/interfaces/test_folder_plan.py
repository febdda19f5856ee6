"""What is written about the music of a folder, and where."""

from pathlib import Path

import pytest

from tunescape.interfaces.folder_plan import plan_folder


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "music"
    (folder / "deep").mkdir(parents=True)
    for name in ("a.flac", "a.mid", "deep/夜.MIDI", "deep/._a.mid", "notes.txt"):
        (folder / name).write_bytes(b"something")
    return folder


def planned(folder: Path, output: Path | None, **endings: str) -> dict[str, str | None]:
    plan = plan_folder(folder, output, **endings)
    return {
        str(Path(path).relative_to(folder)): target and str(target.relative_to(output or folder))
        for path, target in plan.files
    }


def test_midi_files_are_music_where_they_are_asked_for(music: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert planned(music, out, ending=".mid") == {"a.flac": "a.mid"}
    assert planned(music, out, ending=" [hook].flac", midi_ending=" [hook].mid") == {
        "a.flac": "a.flac [hook].flac",
        "a.mid": "a.mid [hook].mid",
        "deep/夜.MIDI": "deep/夜 [hook].mid",
    }
    assert planned(music, None, ending=".csv", midi_ending=".csv") == dict.fromkeys(
        ("a.flac", "a.mid", "deep/夜.MIDI")
    )


def test_what_a_command_wrote_is_no_music_of_the_folder(music: Path) -> None:
    out = music / "out"
    out.mkdir()
    (out / "a.mid").write_bytes(b"written")
    assert "out/a.mid" not in planned(music, out, ending=".mid", midi_ending=".mid")
    assert "out/a.mid" in planned(music, out, ending=".lab", midi_ending=".lab")


def test_an_empty_midi_file_is_a_failure(music: Path) -> None:
    (music / "empty.mid").touch()
    plan = plan_folder(music, None, ending=".csv", midi_ending=".csv")
    assert [(Path(row["path"]).name, row["reason"]) for row in plan.failures] == [("empty.mid", "is empty")]
    assert plan_folder(music, None, ending=".csv").failures == []
