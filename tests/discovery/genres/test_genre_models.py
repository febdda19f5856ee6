"""Genre models: learning, cross-validation, unknown, and their files."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from tunescape.discovery.genres.genre_model import UNKNOWN, load_model, save_model, train_model
from tunescape.discovery.genres.hmm import GenreHMM
from tunescape.discovery.genres.probe import GenreProbe
from tunescape.discovery.genres.tag_genres import GENRE_OF_TAG, tag_genre_scores
from tunescape.discovery.genres.validation import cross_validate
from tunescape.errors import ModelError
from tunescape.features.embeddings.musicnn import TAGS
from tunescape.model_file import FORMAT_VERSION, GENRE_MODEL, read_model_file, write_model_file


@parametrize_with_checks([GenreProbe()])
def test_the_probe_is_a_scikit_learn_classifier(estimator: GenreProbe, check: object) -> None:
    check(estimator)  # type: ignore[operator]


def clouds(
    n: int, genres: tuple[str, ...], *, seed: int = 0, apart: float = 4.0
) -> tuple[np.ndarray, list[str]]:
    random = np.random.default_rng(seed)
    centres = random.normal(0, apart, (len(genres), 6))
    labels = [genres[i % len(genres)] for i in range(n)]
    rows = [centres[genres.index(label)] + random.normal(0, 1, 6) for label in labels]
    return np.array(rows), labels


def sequences(n: int, *, seed: int = 0) -> tuple[list[np.ndarray], list[str]]:
    """Two genres with the same frames in another order: only the transitions tell them apart."""
    random = np.random.default_rng(seed)
    rows, labels = [], []
    for i in range(n):
        states = np.repeat([0, 1], 40) if i % 2 else np.tile([0, 1], 40)
        rows.append(
            (np.where(states, 3.0, -3.0)[:, np.newaxis] + random.normal(0, 0.5, (80, 3))).astype(np.float32)
        )
        labels.append("慢" if i % 2 else "fast")
    return rows, labels


def test_the_probe_says_what_scikit_learn_says() -> None:
    X, y = clouds(90, ("a", "b", "c"), apart=0.7)
    scaler = StandardScaler().fit(X)
    peer = LogisticRegression(C=1.0, max_iter=2000).fit(scaler.transform(X), y)
    np.testing.assert_allclose(
        GenreProbe().fit(X, y).predict_proba(X), peer.predict_proba(scaler.transform(X)), atol=1e-6
    )


def test_two_genres_have_a_logit_each() -> None:
    X, y = clouds(40, ("a", "b"), apart=0.7)
    scaler = StandardScaler().fit(X)
    peer = LogisticRegression(C=1.0, max_iter=2000).fit(scaler.transform(X), y)
    ours = GenreProbe().fit(X, y)
    assert ours.logits(X).shape == (40, 2)
    np.testing.assert_allclose(ours.predict_proba(X), peer.predict_proba(scaler.transform(X)), atol=1e-6)


def test_the_markov_models_hear_the_order_of_frames() -> None:
    X, y = sequences(12)
    model = GenreHMM(n_states=2).fit(X[:8], y[:8])
    assert model.predict(X[8:]).tolist() == y[8:]
    assert model.not_converged_ == ()


def test_markov_models_that_may_not_iterate_say_so() -> None:
    X, y = sequences(6)
    assert GenreHMM(n_states=4, n_iter=2, tol=1e-9).fit(X, y).not_converged_


@pytest.mark.parametrize("frames", [1, 2, 300])
def test_a_genre_of_one_constant_track_can_be_learnt(frames: int) -> None:
    X, y = sequences(6)
    X.append(np.full((frames, 3), 40.0, np.float32))
    y.append("drone")
    model = GenreHMM().fit(X, y)
    assert np.isfinite(model.logits(X)).all()
    assert model.predict([np.full((50, 3), 40.0)]).tolist() == ["drone"]


def test_nobody_is_judged_by_a_model_that_heard_him() -> None:
    """Labels that are pure noise are guessed at chance, however well a model remembers."""
    random = np.random.default_rng(5)
    X = random.normal(size=(200, 150))
    y = [str(label) for label in random.integers(0, 4, 200)]
    assert cross_validate(GenreProbe, X, y).accuracy < 0.4


def test_the_confusion_counts_every_tested_track() -> None:
    X, y = clouds(61, ("a", "b", "c"))
    y[-1] = "only one"
    validation = cross_validate(GenreProbe, X, y)
    assert validation.confusion.sum() == 60
    assert validation.confusion[validation.classes.index("only one")].sum() == 0
    assert not validation.tested[-1]
    assert validation.accuracy == pytest.approx(np.trace(validation.confusion) / 60)


def test_a_genre_with_fewer_tracks_than_folds_is_fine() -> None:
    X, y = clouds(40, ("a", "b"))
    y[:3] = ["rare"] * 3
    validation = cross_validate(GenreProbe, X, y)
    assert validation.tested.all()
    assert len(validation.fold_accuracies) == 5


@pytest.mark.parametrize(
    ("labels", "match"),
    [
        ([], "no labelled tracks"),
        (["jazz"] * 4, "all tracks have one genre, jazz"),
        (["a", "b", "c"], "one track only"),
    ],
)
def test_what_cannot_be_learnt_from_is_said(labels: list[str], match: str) -> None:
    with pytest.raises(ModelError, match=match):
        train_model("probe", np.zeros((len(labels), 2)), labels, hears="x")


@pytest.mark.parametrize("kind", ["probe", "hmm"])
def test_a_model_survives_its_file(kind: str, tmp_path: Path) -> None:
    X, y = clouds(30, ("古典", "Hip-Hop / R&B")) if kind == "probe" else sequences(12)
    model, _ = train_model(kind, X, y, hears="that", space="default")
    save_model(model, tmp_path / "genres.model")
    loaded = load_model(tmp_path / "genres.model")
    assert (loaded.classes, loaded.hears, loaded.space, loaded.n_tracks) == (
        model.classes,
        "that",
        "default",
        len(y),
    )
    for ours, theirs in zip(model.classify(X), loaded.classify(X), strict=True):
        assert theirs.genre == ours.genre
        assert theirs.scores == pytest.approx(ours.scores, abs=1e-12)


def test_the_same_training_writes_the_same_bytes(tmp_path: Path) -> None:
    X, y = sequences(12)
    for name in ("one", "two"):
        save_model(train_model("hmm", X, y, hears="x", seed=3)[0], tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_what_is_far_from_every_genre_is_unknown() -> None:
    X, y = clouds(60, ("a", "b", "c"))
    model, _ = train_model("probe", X, y, hears="x")
    between = np.mean([X[[label == genre for label in y]].mean(axis=0) for genre in "abc"], axis=0)
    assert model.classify(between[np.newaxis])[0].genre == UNKNOWN
    assert [guess.genre for guess in model.classify(X[:3])] == y[:3]
    assert (
        list(model.classify(X[:1])[0].scores.values())
        == sorted(model.classify(X[:1])[0].scores.values())[::-1]
    )


class TestModelFiles:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        X, y = clouds(30, ("a", "b"))
        save_model(train_model("probe", X, y, hears="x")[0], tmp_path / "a.model")
        return tmp_path / "a.model"

    def test_a_truncated_one_is_refused_wherever_it_ends(self, path: Path) -> None:
        whole = path.read_bytes()
        for length in range(0, len(whole), 97):
            path.write_bytes(whole[:length])
            with pytest.raises(ModelError, match="damaged"):
                load_model(path)

    def test_a_changed_byte_is_found_or_without_effect(self, path: Path) -> None:
        whole = path.read_bytes()
        before = load_model(path)
        random = np.random.default_rng(0)
        for position in random.integers(0, len(whole), 300):
            damaged = bytearray(whole)
            damaged[position] ^= 1 << int(random.integers(8))
            path.write_bytes(damaged)
            try:
                loaded = load_model(path)
            except ModelError:
                continue
            assert loaded.classes == before.classes
            np.testing.assert_array_equal(loaded.learner.coef_, before.learner.coef_)

    def test_a_newer_one_says_what_to_do(self, path: Path) -> None:
        self._rewrite(path, format_version=FORMAT_VERSION + 1)
        with pytest.raises(ModelError, match="newer tunescape; upgrade"):
            load_model(path)

    def test_another_archive_is_no_model(self, path: Path) -> None:
        self._rewrite(path, format="holiday pictures")
        with pytest.raises(ModelError, match="no genre model"):
            load_model(path)

    def test_a_missing_one_says_how_to_make_it(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="train genre"):
            load_model(tmp_path / "none.model")
        with pytest.raises(ModelError, match="cannot be read"):
            load_model(tmp_path)

    def test_an_array_of_objects_is_never_unpickled(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="pickle"):
            write_model_file(
                tmp_path / "bad", {}, {"x": np.array([{"a": 1}], dtype=object)}, kind=GENRE_MODEL
            )
        assert not (tmp_path / "bad").exists()

    def test_header_and_arrays_that_do_not_fit_are_refused(self, path: Path) -> None:
        file = read_model_file(path, kind=GENRE_MODEL)
        write_model_file(path, {**file.header, "classes": ["a", "b", "c"]}, file.arrays, kind=GENRE_MODEL)
        with pytest.raises(ModelError, match="damaged"):
            load_model(path)

    @staticmethod
    def _rewrite(path: Path, **changes: object) -> None:
        import hashlib

        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        text = json.dumps({**json.loads(members["model.json"]), **changes}).encode()
        members |= {"model.json": text, "SHA256": hashlib.sha256(text).hexdigest().encode()}
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)


def test_every_tag_of_the_mapping_exists() -> None:
    assert set(GENRE_OF_TAG) <= set(TAGS)


def test_the_likeliest_tag_of_a_genre_counts() -> None:
    matrix = np.zeros((2, 250), np.float32)
    matrix[:, TAGS.index("heavy metal")] = (0.6, 0.8)
    matrix[:, TAGS.index("metal")] = 0.3
    matrix[:, TAGS.index("happy")] = 0.9
    scores = tag_genre_scores(matrix)
    assert next(iter(scores.items())) == ("metal", pytest.approx(0.7))
    assert "happy" not in scores
