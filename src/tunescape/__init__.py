"""tunescape hears a music library: describe, sort and play tracks by their sound alone.

>>> import tunescape
>>> library = tunescape.Library("library", create=True)
>>> tunescape.analyze(library, ["/home/me/Music"])
>>> seed = tunescape.find_sound(library, "Blue in Green")
>>> playlist = tunescape.grow_playlist(library, [seed], n=25)
>>> tunescape.write_playlist(playlist, "evening.m3u8")

Importing the package costs next to nothing: each name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tunescape.charts.chart import Chart, ChartItem
    from tunescape.charts.chart_file import read_chart, write_chart
    from tunescape.charts.columns import ChartColumns, chart_columns
    from tunescape.charts.download import DownloadReport, download_chart
    from tunescape.charts.fetch import fetch_chart
    from tunescape.charts.profile import load_profile, shipped_profiles
    from tunescape.datasets.detect import load_labelled
    from tunescape.datasets.labelled import LabelledCollection
    from tunescape.discovery.clusters.clustering import cluster_library
    from tunescape.discovery.clusters.request import ClusterRequest
    from tunescape.discovery.compare.comparison import Comparison, compare_groups
    from tunescape.discovery.compare.correlation import correlate
    from tunescape.discovery.compare.groups import Group
    from tunescape.discovery.compare.sentences import summarise
    from tunescape.discovery.explain import explain_dimensions
    from tunescape.discovery.genres.classify import classify
    from tunescape.discovery.genres.genre_model import GenreModel, load_model, save_model
    from tunescape.discovery.layout import library_layout
    from tunescape.discovery.neighbours import Match, similar
    from tunescape.discovery.own_spaces import find_space
    from tunescape.discovery.path import find_path
    from tunescape.discovery.playlist import Playlist, grow_playlist
    from tunescape.discovery.rhythm_dial import turn_rhythm
    from tunescape.discovery.selection.held_out import select_features
    from tunescape.discovery.selection.selector import GeneticFeatureSelector
    from tunescape.discovery.sound import Sound, find_sound
    from tunescape.discovery.space import SPACES, Space, parse_space, space_matrix
    from tunescape.discovery.why import explain_matches
    from tunescape.errors import TunescapeError
    from tunescape.evaluation.protocol import Evaluation, evaluate_spaces
    from tunescape.features.beats import Beats, track_beats
    from tunescape.features.feature_set import FeatureSet, TrackExcerpt
    from tunescape.features.registry import FEATURE_SETS
    from tunescape.interfaces.autoencoder_training import train_on_library
    from tunescape.interfaces.genre_training import train_genre
    from tunescape.interfaces.playlist_files import write_playlist
    from tunescape.interfaces.vector_files import export_vectors, vector_table
    from tunescape.library.cluster_store import read_clustering, rename_cluster
    from tunescape.library.ingest import AnalysisReport, analyze, describe_path
    from tunescape.library.labels import remove_label, set_label
    from tunescape.library.playlists import delete_playlist, list_playlists, read_playlist, save_playlist
    from tunescape.library.records import Track
    from tunescape.library.sort import parse_sort
    from tunescape.library.status import library_status
    from tunescape.library.store import Library
    from tunescape.library.where import parse_where
    from tunescape.music.chords.hear import HeardChords, hear_chords
    from tunescape.music.heard_form import HeardForm, hear_form
    from tunescape.music.hooks import Hook, find_hook
    from tunescape.music.transcription.midi import write_midi
    from tunescape.music.transcription.transcribe import Transcription, transcribe
    from tunescape.report.contents import ReportRequest
    from tunescape.report.pictures.drawing import draw_view, picture_png, save_picture
    from tunescape.report.pictures.recording import read_recording
    from tunescape.report.pictures.source import PictureSource
    from tunescape.report.pictures.views import VIEWS
    from tunescape.report.write import write_report
    from tunescape.settings import AnalysisSettings

__all__ = [
    "FEATURE_SETS",
    "SPACES",
    "VIEWS",
    "AnalysisReport",
    "AnalysisSettings",
    "Beats",
    "Chart",
    "ChartColumns",
    "ChartItem",
    "ClusterRequest",
    "Comparison",
    "DownloadReport",
    "Evaluation",
    "FeatureSet",
    "GeneticFeatureSelector",
    "GenreModel",
    "Group",
    "HeardChords",
    "HeardForm",
    "Hook",
    "LabelledCollection",
    "Library",
    "Match",
    "PictureSource",
    "Playlist",
    "ReportRequest",
    "Sound",
    "Space",
    "Track",
    "TrackExcerpt",
    "Transcription",
    "TunescapeError",
    "analyze",
    "chart_columns",
    "classify",
    "cluster_library",
    "compare_groups",
    "correlate",
    "delete_playlist",
    "describe_path",
    "download_chart",
    "draw_view",
    "evaluate_spaces",
    "explain_dimensions",
    "explain_matches",
    "export_vectors",
    "fetch_chart",
    "find_hook",
    "find_path",
    "find_sound",
    "find_space",
    "grow_playlist",
    "hear_chords",
    "hear_form",
    "library_layout",
    "library_status",
    "list_playlists",
    "load_labelled",
    "load_model",
    "load_profile",
    "parse_sort",
    "parse_space",
    "parse_where",
    "picture_png",
    "read_chart",
    "read_clustering",
    "read_playlist",
    "read_recording",
    "remove_label",
    "rename_cluster",
    "save_model",
    "save_picture",
    "save_playlist",
    "select_features",
    "set_label",
    "shipped_profiles",
    "similar",
    "space_matrix",
    "summarise",
    "track_beats",
    "train_genre",
    "train_on_library",
    "transcribe",
    "turn_rhythm",
    "vector_table",
    "write_chart",
    "write_midi",
    "write_playlist",
    "write_report",
]

_HOMES = {
    "charts.chart": ("Chart", "ChartItem"),
    "charts.chart_file": ("read_chart", "write_chart"),
    "charts.columns": ("ChartColumns", "chart_columns"),
    "charts.download": ("DownloadReport", "download_chart"),
    "charts.fetch": ("fetch_chart",),
    "charts.profile": ("load_profile", "shipped_profiles"),
    "datasets.detect": ("load_labelled",),
    "datasets.labelled": ("LabelledCollection",),
    "discovery.clusters.clustering": ("cluster_library",),
    "discovery.clusters.request": ("ClusterRequest",),
    "discovery.compare.comparison": ("Comparison", "compare_groups"),
    "discovery.compare.correlation": ("correlate",),
    "discovery.compare.groups": ("Group",),
    "discovery.compare.sentences": ("summarise",),
    "discovery.explain": ("explain_dimensions",),
    "discovery.genres.classify": ("classify",),
    "discovery.genres.genre_model": ("GenreModel", "load_model", "save_model"),
    "discovery.layout": ("library_layout",),
    "discovery.neighbours": ("Match", "similar"),
    "discovery.own_spaces": ("find_space",),
    "discovery.path": ("find_path",),
    "discovery.playlist": ("Playlist", "grow_playlist"),
    "discovery.rhythm_dial": ("turn_rhythm",),
    "discovery.selection.held_out": ("select_features",),
    "discovery.selection.selector": ("GeneticFeatureSelector",),
    "discovery.sound": ("Sound", "find_sound"),
    "discovery.space": ("SPACES", "Space", "parse_space", "space_matrix"),
    "discovery.why": ("explain_matches",),
    "errors": ("TunescapeError",),
    "evaluation.protocol": ("Evaluation", "evaluate_spaces"),
    "features.beats": ("Beats", "track_beats"),
    "features.feature_set": ("FeatureSet", "TrackExcerpt"),
    "features.registry": ("FEATURE_SETS",),
    "interfaces.autoencoder_training": ("train_on_library",),
    "interfaces.genre_training": ("train_genre",),
    "interfaces.playlist_files": ("write_playlist",),
    "interfaces.vector_files": ("export_vectors", "vector_table"),
    "library.cluster_store": ("read_clustering", "rename_cluster"),
    "library.ingest": ("AnalysisReport", "analyze", "describe_path"),
    "library.labels": ("remove_label", "set_label"),
    "library.records": ("Track",),
    "library.sort": ("parse_sort",),
    "library.status": ("library_status",),
    "library.store": ("Library",),
    "library.where": ("parse_where",),
    "library.playlists": ("delete_playlist", "list_playlists", "read_playlist", "save_playlist"),
    "music.chords.hear": ("HeardChords", "hear_chords"),
    "music.heard_form": ("HeardForm", "hear_form"),
    "music.hooks": ("Hook", "find_hook"),
    "music.transcription.midi": ("write_midi",),
    "music.transcription.transcribe": ("Transcription", "transcribe"),
    "report.contents": ("ReportRequest",),
    "report.pictures.drawing": ("draw_view", "picture_png", "save_picture"),
    "report.pictures.recording": ("read_recording",),
    "report.pictures.source": ("PictureSource",),
    "report.pictures.views": ("VIEWS",),
    "report.write": ("write_report",),
    "settings": ("AnalysisSettings",),
}


def __getattr__(name: str) -> object:
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"tunescape.{module}"), name)
    raise AttributeError(f"module 'tunescape' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
