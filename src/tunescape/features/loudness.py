"""Loudness as broadcasters measure it, and true peak."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from tunescape.arrays import FloatArray, Vector
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.k_weighting import k_weight
from tunescape.features.true_peak import true_peak

__all__ = [
    "FEATURES",
    "block_energies",
    "channel_weights",
    "gated_loudness",
    "highest_peak",
    "integrated",
    "to_lufs",
]

ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
HOP_S = 0.1
HOPS_PER_BLOCK = 4
LEAST_RATE = 16_000  # Hz; below, the K-weighting of a digital filter is bent: 0.2 dB at 8 kHz

SILENT_PEAK_DB = -120.0
"""What the true peak of silence is stored as."""

GROUPS = 150
"""Into so many groups the blocks of a segment are put, from the quietest to the loudest: the 147 blocks of a
segment of 15 s have a group each."""

_SURROUND = 10 ** (1.5 / 10)
_UNLABELLED = {
    5: ("FL", "FR", "FC", "SL", "SR"),
    6: ("FL", "FR", "FC", "LFE", "SL", "SR"),
    7: ("FL", "FR", "FC", "LFE", "BC", "SL", "SR"),
    8: ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"),
}


def channel_weights(positions: Sequence[str], n_channels: int) -> Vector:
    """Return how much each channel counts.

    Parameters
    ----------
    positions : sequence of str
        FFmpeg's names of the channels' places (``FL``, ``LFE``, ...); empty if they are not known. Then five
        to eight channels are taken for 5.0, 5.1, 6.1, 7.1 in FFmpeg's order, and others all count alike.
    n_channels : int > 0

    Returns
    -------
    np.ndarray [shape=(n_channels,), dtype=float64]
        1.41 for channels between 60 and 120 degrees to the side (``BL`` and ``BR`` are such where no others
        are), 0 for low-frequency effects, else 1.

    References
    ----------
    .. [1] Recommendation ITU-R BS.1770-5, Annex 3, table 4.
    """
    names = tuple(positions) or _UNLABELLED.get(n_channels, ("FC",) * n_channels)
    sides = {"SL", "SR"} if "SL" in names or "SR" in names else {"BL", "BR"}
    return np.array(
        [0.0 if name.startswith("LFE") else _SURROUND if name in sides else 1.0 for name in names]
    )


def block_energies(channels: FloatArray, sample_rate: int, weights: Vector) -> Vector:
    """Return the K-weighted power of blocks of 0.4 s, one every 0.1 s.

    Parameters
    ----------
    channels : np.ndarray [shape=(n_channels, n), dtype=float32]
        n >= 1.
    sample_rate : int > 0, Hz
    weights : np.ndarray [shape=(n_channels,)]

    Returns
    -------
    np.ndarray [shape=(n_blocks,), dtype=float64]
        Mean squares, weighted and summed over channels. A signal shorter than a block is one block; the end
        that fills none is left out.
    """
    if sample_rate < LEAST_RATE:
        finer = sample_rate * math.ceil(2 * LEAST_RATE / sample_rate)
        channels, sample_rate = soxr.resample(channels.T, sample_rate, finer, quality="VHQ").T, finer
    n = channels.shape[1]
    n_hops = math.floor(n / (HOP_S * sample_rate) + 1e-9)
    edges = np.unique(np.round(np.arange(n_hops + 1) * (HOP_S * sample_rate)).astype(np.int64))
    if len(edges) <= HOPS_PER_BLOCK:
        edges = np.array([0, n])
    energy = np.zeros(len(edges) - 1)
    for samples, weight in zip(channels, weights, strict=True):
        if weight:
            weighted = k_weight(samples[: edges[-1]], sample_rate)
            energy += weight * np.add.reduceat(np.square(weighted), edges[:-1])
    hops = min(HOPS_PER_BLOCK, len(energy))
    energies: Vector = _sums(energy, hops) / _sums(np.diff(edges), hops)
    return energies


def _sums(values: npt.NDArray[Any], n: int) -> Vector:
    sums: Vector = np.lib.stride_tricks.sliding_window_view(values, n).sum(axis=1, dtype=np.float64)
    return sums


def to_lufs(energy: float) -> float:
    """Convert a power to loudness in LUFS; a power of 0 is minus infinity."""
    return -0.691 + 10 * math.log10(energy) if energy > 0 else -math.inf


def _to_energy(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


def gated_loudness(energies: Vector, shares: Vector | None = None) -> float | None:
    """Return the loudness of the blocks that count: those above -70 LUFS, and at most 10 LU below their mean.

    Parameters
    ----------
    energies : np.ndarray [shape=(n,), dtype=float64]
        As :func:`block_energies` gives them, in any order.
    shares : np.ndarray [shape=(n,)], optional
        How many blocks each stands for.

    Returns
    -------
    float or None
        In LUFS; None if nothing is above -70 LUFS.

    References
    ----------
    .. [1] Recommendation ITU-R BS.1770-5, Annex 1, equations 4 to 7.
    """
    shares = np.ones_like(energies) if shares is None else shares
    counts = (energies > _to_energy(ABSOLUTE_GATE_LUFS)) & (shares > 0)
    if not counts.any():
        return None
    mean = float(np.average(energies[counts], weights=shares[counts]))
    counts &= energies > mean * 10 ** (RELATIVE_GATE_LU / 10)
    return to_lufs(float(np.average(energies[counts], weights=shares[counts])))


def integrated(matrix: npt.NDArray[Any]) -> float | None:
    """Return the integrated loudness of a track: its blocks gated together, whatever segment they are from.

    Parameters
    ----------
    matrix : np.ndarray [shape=(n_segments, n_dimensions)]
        Rows of the feature set ``loudness``.

    Returns
    -------
    float or None
        In LUFS, of what was heard of the track; None if that is silence. Exact for segments of up to
        15 s; in longer ones the group in which the relative gate falls counts whole or not at all, which may
        be an error of some hundredths.
    """
    energies = 10 ** ((matrix[:, _FIRST_GROUP:].astype(np.float64) + 0.691) / 10)
    shares = np.diff(_group_edges(matrix[:, _BLOCKS]), axis=1)
    return gated_loudness(energies.ravel(), shares.ravel())


def highest_peak(matrix: npt.NDArray[Any]) -> float | None:
    """Return the true peak of a track in dBTP, from rows of the feature set; None if it is silence."""
    peak = float(matrix[:, _PEAK].max())
    return peak if peak > SILENT_PEAK_DB else None


def _describe(excerpt: Excerpt) -> Vector:
    weights = channel_weights(excerpt.positions, len(excerpt.channels))
    energies = block_energies(excerpt.channels, excerpt.sample_rate, weights)
    audible = np.sort(energies[energies > _to_energy(ABSOLUTE_GATE_LUFS)])
    loudness = gated_loudness(energies)
    peak = true_peak(excerpt.channels, excerpt.sample_rate)
    peak_db = 20 * math.log10(max(peak, 10 ** (SILENT_PEAK_DB / 20)))
    quiet = ABSOLUTE_GATE_LUFS if loudness is None else loudness
    return np.concatenate([[quiet, peak_db, len(audible)], _in_groups(audible)])


def _in_groups(energies: Vector) -> Vector:
    """Return the mean loudness of each group of blocks, in LUFS, in ascending order."""
    if not len(energies):
        return np.full(GROUPS, ABSOLUTE_GATE_LUFS)
    edges = _group_edges(np.array([len(energies)]))[0]
    # where there are fewer blocks than groups, an empty group repeats the block after it
    means = np.add.reduceat(energies, edges[:-1]) / np.maximum(np.diff(edges), 1)
    lufs: Vector = -0.691 + 10 * np.log10(means)
    return lufs


def _group_edges(n_blocks: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return where, in n sorted blocks, the groups begin and end [shape=(len(n_blocks), GROUPS + 1)]."""
    edges: npt.NDArray[np.int64] = n_blocks.astype(np.int64)[:, None] * np.arange(GROUPS + 1) // GROUPS
    return edges


_DIMENSIONS = ("loudness_lufs", "true_peak_db", "blocks", *(f"block.{i:03d}" for i in range(GROUPS)))
_PEAK, _BLOCKS, _FIRST_GROUP = (_DIMENSIONS.index(name) for name in ("true_peak_db", "blocks", "block.000"))

FEATURES = FeatureSet(
    name="loudness",
    version=1,
    dimensions=_DIMENSIONS,
    dtype="float32",
    units="loudness and block: LUFS, -70 for silence; true peak: dBTP, -120 for silence; blocks: how many "
    "blocks of 0.4 s are above -70 LUFS; block: the mean of each of 150 groups of those, the quietest first",
    summary="how loud it is, and how high its peaks are",
    source="ITU-R BS.1770-5",
    describe=_describe,
)
