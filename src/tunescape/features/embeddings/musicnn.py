"""musicnn: what a convolutional network, trained to tag a million songs, hears in a signal.

References
----------
.. [1] J. Pons and X. Serra, "musicnn: pre-trained convolutional neural networks for music audio tagging",
       late-breaking/demo, ISMIR 2019. The network ``MSD_musicnn`` of the package musicnn 0.1.0.
"""

import numpy as np

from tunescape.arrays import FloatArray
from tunescape.features.excerpt import Excerpt
from tunescape.features.feature_set import FeatureSet
from tunescape.features.spectrum import mel_filterbank, power_spectrum
from tunescape.weights import inference_session

__all__ = ["FEATURES", "SAMPLE_RATE", "TAGS", "embed", "log_mel", "musicnn", "patches"]

SAMPLE_RATE = 16_000
"""Hz."""

N_FFT, HOP_LENGTH, N_MELS, PATCH_FRAMES = 512, 256, 96, 187
N_PENULTIMATE = 200

# fmt: off
TAGS = (
    "rock", "pop", "alternative", "indie", "electronic", "female vocalists", "dance", "00s",
    "alternative rock", "jazz", "beautiful", "metal", "chillout", "male vocalists", "classic rock", "soul",
    "indie rock", "Mellow", "electronica", "80s", "folk", "90s", "chill", "instrumental", "punk", "oldies",
    "blues", "hard rock", "ambient", "acoustic", "experimental", "female vocalist", "guitar", "Hip-Hop",
    "70s", "party", "country", "easy listening", "sexy", "catchy", "funk", "electro", "heavy metal",
    "Progressive rock", "60s", "rnb", "indie pop", "sad", "House", "happy",
)
"""The 50 most frequent Last.fm tags of the Million Song Dataset, spelt and ordered as in [1]."""
# fmt: on


def log_mel(y: FloatArray) -> FloatArray:
    """Mel spectrogram on the network's logarithmic scale.

    Parameters
    ----------
    y : np.ndarray [shape=(n,), dtype=float32]
        Mono samples at 16 kHz; n >= 1.

    Returns
    -------
    np.ndarray [shape=(1 + n // 256, 96), dtype=float32]
        log10(10000 x + 1) >= 0 of the power x in each of 96 mel bands from 0 to 8 kHz.
    """
    power = power_spectrum(y, sample_rate=SAMPLE_RATE, n_fft=N_FFT, hop_length=HOP_LENGTH).power
    bands = power @ mel_filterbank(sample_rate=SAMPLE_RATE, n_fft=N_FFT, n_mels=N_MELS).T
    # float32, where the published package has float16: there the scale overflows for loud music
    scaled: FloatArray = np.log10(10_000 * bands + 1)
    return scaled


def patches(log_mel: FloatArray) -> FloatArray:
    """Cut a log-mel spectrogram into the network's inputs of 187 frames, 3 s.

    Parameters
    ----------
    log_mel : np.ndarray [shape=(n_frames, 96)]
        n_frames >= 1; what is shorter than one patch is repeated to fill it.

    Returns
    -------
    np.ndarray [shape=(max(1, n_frames // 187), 187, 96)]
        Consecutive patches without overlap; frames that do not fill a last one are left out.
    """
    n_patches = max(1, len(log_mel) // PATCH_FRAMES)
    return np.resize(log_mel, (n_patches, PATCH_FRAMES, N_MELS))


def embed(patches: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Run the network.

    Parameters
    ----------
    patches : np.ndarray [shape=(n_patches, 187, 96), dtype=float32]
        Log-mel spectrograms; n_patches >= 1.

    Returns
    -------
    tags : np.ndarray [shape=(n_patches, 50), dtype=float32]
        Probability of each of :data:`TAGS`.
    penultimate : np.ndarray [shape=(n_patches, 200), dtype=float32]
        The layer before the tags, after its batch normalisation.

    Raises
    ------
    WeightsError
        If the network's file is missing or damaged.
    """
    session = inference_session("musicnn_msd.onnx")
    # one by one: as fast as together, in the memory of one, and no patch can change another's last bit
    runs = [session.run(["tags", "penultimate"], {"patches": patch[np.newaxis]}) for patch in patches]
    tags, penultimate = (np.concatenate(outputs) for outputs in zip(*runs, strict=True))
    return tags, penultimate


def musicnn(y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Tag and embed a signal, patch by patch of 3 s.

    Parameters
    ----------
    y : np.ndarray [shape=(n,), dtype=float32]
        Mono samples at 16 kHz; n >= 1.

    Returns
    -------
    tags : np.ndarray [shape=(n_patches, 50), dtype=float32]
        Probability of each of :data:`TAGS`.
    penultimate : np.ndarray [shape=(n_patches, 200), dtype=float32]

    Raises
    ------
    WeightsError
        If the network's file is missing or damaged.
    """
    return embed(patches(log_mel(y)))


def _describe(excerpt: Excerpt) -> FloatArray:
    tags, penultimate = musicnn(excerpt.at(SAMPLE_RATE))
    return np.concatenate([tags.mean(axis=0), penultimate.mean(axis=0)])


FEATURES = FeatureSet(
    name="musicnn",
    version=1,
    dimensions=(
        *(f"tag.{tag}" for tag in TAGS),
        *(f"penultimate.{i:03d}" for i in range(1, N_PENULTIMATE + 1)),
    ),
    dtype="float32",
    units="tag: probability; penultimate: none; means over patches of 3 s",
    summary="what a network trained on tagging hears: 50 tags and the layer before them",
    source="Pons & Serra, musicnn: pre-trained convolutional neural networks for music audio tagging, 2019",
    describe=_describe,
)
"""The feature set ``musicnn@1``: 50 tags and the penultimate layer."""
