"""Make the shipped musicnn network from the published package, without TensorFlow.

    python -m pip download --no-deps musicnn==0.1.0
    python tools/make_musicnn.py musicnn-0.1.0-py3-none-any.whl

The package holds a TensorFlow checkpoint of "MSD_musicnn". Two things are done to it, and neither changes
what the network computes beyond float32 rounding:

* Weight decay has driven 497 of the 561 front-end filters to zero, so their output is one constant each.
  A filter that remains has a constant too: the offset of its batch normalisation, which comes after the ReLU.
  All constants move into the layers that read them. The first mid-end convolution pads with zeros, so there
  they become the kernel of one more input channel that is 1 inside the patch and 0 in the padding; max and
  mean over time pass constants unchanged, so for the dense layer they become bias.
* Batch normalisations that a linear layer follows or precedes are multiplied into it.

The result is written as ONNX. The tool's output depends on the wheel's bytes alone.
"""

import argparse
import hashlib
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper
from tensor_bundle import read_index, read_tensor

__all__ = ["fold", "network", "read_variables"]

Array = npt.NDArray[np.float64]

WHEEL_SHA256 = "f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa"
BUNDLE = "musicnn/MSD_musicnn/"
SHIPPED = Path(__file__).resolve().parents[1] / "src" / "tunescape" / "weights" / "musicnn_msd.onnx"

N_FRAMES, N_MELS = 187, 96
N_FRONT_CONVOLUTIONS, N_MID_CONVOLUTIONS = 5, 3
BATCH_NORM_EPSILON = 1e-3
DEAD_WEIGHT = 1e-5
"""A front-end filter is dead if no weight is larger: the dead stay below 1e-6, the others reach 9e-4."""

OPSET, IR_VERSION = 17, 8
METADATA = {
    "source": f"https://pypi.org/project/musicnn/0.1.0/, {BUNDLE}",
    "version": "0.1.0",
    "wheel_sha256": WHEEL_SHA256,
    "licence": "ISC",
    "copyright": "Copyright (c) Music Technology Group, Universitat Pompeu Fabra 2019. "
    "Code developed by Jordi Pons (www.jordipons.me).",
}


def read_variables(wheel: Path) -> dict[str, Array]:
    """Read the network's variables, without those of the optimiser, as float64."""
    with zipfile.ZipFile(wheel) as archive:
        index = archive.read(f"{BUNDLE}.index")
        data = archive.read(f"{BUNDLE}.data-00000-of-00001")
    return {
        name: read_tensor(data, entry).astype(np.float64)
        for name, entry in read_index(index).items()
        if "/Adam" not in name and not name.startswith("beta")
    }


def _variable(variables: Mapping[str, Array], layer: str, number: int, variable: str) -> Array:
    """Look a variable up; TensorFlow leaves the number out of the first layer's name."""
    return variables[f"{layer}_{number}/{variable}" if number else f"{layer}/{variable}"]


def _batch_norm(variables: Mapping[str, Array], number: int) -> tuple[Array, Array]:
    """Return scale and offset of a batch normalisation at inference."""
    gamma, beta, mean, variance = (
        _variable(variables, "batch_normalization", number, variable)
        for variable in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    scale = gamma / np.sqrt(variance + BATCH_NORM_EPSILON)
    return scale, beta - mean * scale


def _sum_products(factors: Array, rows: Array) -> Array:
    """Sum rows times factors; row by row, as a matrix product's rounding differs between machines."""
    total: Array = np.add.reduce(factors.reshape(-1, *[1] * (rows.ndim - 1)) * rows, axis=0)
    return total


def _fold_front(variables: Mapping[str, Array]) -> tuple[dict[str, Array], npt.NDArray[np.bool_], Array]:
    """Return the live filters' weights, which of the filters are alive, and every filter's constant."""
    (input_scale,), (input_offset,) = _batch_norm(variables, 0)
    weights = {"input.offset": np.array([input_offset / input_scale])}
    lives, signs, scales, constants = [], [], [], []
    for i in range(N_FRONT_CONVOLUTIONS):
        kernel = _variable(variables, "conv2d", i, "kernel")[:, :, 0].transpose(2, 0, 1)  # filter, time, mel
        bias = _variable(variables, "conv2d", i, "bias")
        scale, offset = _batch_norm(variables, i + 1)
        live = np.abs(kernel).max(axis=(1, 2)) > DEAD_WEIGHT
        # max(scale * relu(z)) is scale * relu(-max(-z)) where the scale is negative
        sign = np.where(scale < 0, -1.0, 1.0)
        weights[f"front{i}.kernel"] = (kernel * (sign * input_scale)[:, None, None])[live][:, None]
        weights[f"front{i}.bias"] = (bias * sign)[live]
        lives.append(live)
        signs.append(sign[live])
        scales.append(scale[live])
        constants.append(np.where(live, offset, offset + scale * np.maximum(bias, 0)))
    weights["front.sign"] = np.concatenate(signs)[:, None]
    weights["front.scale"] = np.concatenate(scales)[:, None]
    return weights, np.concatenate(lives), np.concatenate(constants)


def _fold_mid(
    variables: Mapping[str, Array], live: npt.NDArray[np.bool_], constants: Array
) -> dict[str, Array]:
    """Return the weights of the mid-end's convolutions; the first reads the constants as one channel."""
    weights = {}
    for i in range(N_MID_CONVOLUTIONS):
        number = N_FRONT_CONVOLUTIONS + i
        kernel = _variable(variables, "conv2d", number, "kernel")[:, :, 0].transpose(1, 2, 0)  # in, out, time
        if i == 0:
            kernel = np.concatenate([kernel[live], _sum_products(constants, kernel)[None]])
        scale, offset = _batch_norm(variables, number + 1)
        weights[f"mid{i}.kernel"] = kernel.transpose(1, 0, 2)
        weights[f"mid{i}.bias"] = _variable(variables, "conv2d", number, "bias")
        weights[f"mid{i}.scale"] = scale[:, None]
        weights[f"mid{i}.offset"] = offset[:, None]
    return weights


def _fold_back(
    variables: Mapping[str, Array], live: npt.NDArray[np.bool_], constants: Array
) -> dict[str, Array]:
    """Return the dense layers' weights; the first takes all maxima, then all means."""
    pool_scale, pool_offset = _batch_norm(variables, 9)
    dense = variables["dense/kernel"]
    bias = variables["dense/bias"] + _sum_products(pool_offset, dense)
    # published order: maximum of channel 0, mean of channel 0, maximum of channel 1, ...
    maxima, means = (dense * pool_scale[:, None]).reshape(-1, 2, dense.shape[1]).transpose(1, 0, 2)
    n_front = len(constants)
    keep = np.concatenate([live, np.ones(len(maxima) - n_front, dtype=bool)])
    scale, offset = _batch_norm(variables, 10)
    return {
        "dense.kernel": np.concatenate([maxima[keep], means[keep]]),
        "dense.bias": bias + _sum_products(constants, (maxima + means)[:n_front]),
        "dense.scale": scale,
        "dense.offset": offset,
        "output.kernel": variables["dense_1/kernel"],
        "output.bias": variables["dense_1/bias"],
    }


def fold(variables: Mapping[str, Array]) -> dict[str, npt.NDArray[np.float32]]:
    """Fold the published variables into the weights of the shipped network.

    Parameters
    ----------
    variables : mapping of str to np.ndarray [dtype=float64]
        As in the checkpoint: ``conv2d`` to ``conv2d_7``, ``batch_normalization`` to
        ``batch_normalization_10``, ``dense``, ``dense_1``.

    Returns
    -------
    dict of str to np.ndarray [dtype=float32]
        Convolution kernels are [filter, input channel, time(, mel)]; dense kernels [input, output].
    """
    weights, live, constants = _fold_front(variables)
    weights |= _fold_mid(variables, live, constants) | _fold_back(variables, live, constants)
    return {name: values.astype(np.float32) for name, values in weights.items()}


def _node(operator: str, inputs: str, output: str, **attributes: Any) -> onnx.NodeProto:
    return helper.make_node(operator, inputs.split(), [output], name=output, **attributes)


def _front_nodes(weights: Mapping[str, npt.NDArray[np.float32]]) -> list[onnx.NodeProto]:
    nodes = [
        _node("Add", "patches input.offset", "normalised"),
        _node("Unsqueeze", "normalised channel_axis", "image"),
    ]
    for i in range(N_FRONT_CONVOLUTIONS):
        extent = weights[f"front{i}.kernel"].shape[2]
        before = (extent - 1) // 2  # TensorFlow's "same": the odd frame of padding goes to the end
        pads = [before, 0, extent - 1 - before, 0]
        nodes += [
            _node("Conv", f"image front{i}.kernel front{i}.bias", f"front{i}.filtered", pads=pads),
            _node("ReduceMax", f"front{i}.filtered", f"front{i}.highest", axes=[3], keepdims=0),
        ]
    highest = " ".join(f"front{i}.highest" for i in range(N_FRONT_CONVOLUTIONS))
    return [
        *nodes,
        _node("Concat", highest, "front.highest", axis=1),
        _node("Mul", "front.highest front.sign", "front.signed"),
        _node("Relu", "front.signed", "front.rectified"),
        _node("Mul", "front.rectified front.scale", "front"),
        _node("Pad", "front one_channel one", "front.with_constant"),
    ]


def _mid_nodes() -> list[onnx.NodeProto]:
    nodes = []
    source = "front.with_constant"
    for i in range(N_MID_CONVOLUTIONS):
        total = f"mid{i}"
        nodes += [
            _node("Conv", f"{source} mid{i}.kernel mid{i}.bias", f"mid{i}.filtered", pads=[3, 3]),
            _node("Relu", f"mid{i}.filtered", f"mid{i}.rectified"),
            _node("Mul", f"mid{i}.rectified mid{i}.scale", f"mid{i}.scaled"),
            _node("Add", f"mid{i}.scaled mid{i}.offset", f"mid{i}.normalised" if i else total),
        ]
        if i:
            nodes.append(_node("Add", f"mid{i}.normalised {source}", total))
        source = total
    return nodes


def _back_nodes() -> list[onnx.NodeProto]:
    return [
        _node("Concat", "front mid0 mid1 mid2", "features", axis=1),
        _node("ReduceMax", "features", "maxima", axes=[2], keepdims=0),
        _node("ReduceMean", "features", "means", axes=[2], keepdims=0),
        _node("Concat", "maxima means", "pooled", axis=1),
        _node("Gemm", "pooled dense.kernel dense.bias", "dense"),
        _node("Relu", "dense", "dense.rectified"),
        _node("Mul", "dense.rectified dense.scale", "dense.scaled"),
        _node("Add", "dense.scaled dense.offset", "penultimate"),
        _node("Gemm", "penultimate output.kernel output.bias", "logits"),
        _node("Sigmoid", "logits", "tags"),
    ]


def network(weights: Mapping[str, npt.NDArray[np.float32]]) -> onnx.ModelProto:
    """Build the network around folded weights.

    Parameters
    ----------
    weights : mapping of str to np.ndarray
        What :func:`fold` returns.

    Returns
    -------
    onnx.ModelProto
        From ``patches`` [shape=(N, 187, 96)] to ``tags`` [shape=(N, 50)] and ``penultimate``
        [shape=(N, 200)].
    """
    constants = {
        "channel_axis": np.array([1], dtype=np.int64),
        "one_channel": np.array([0, 0, 0, 0, 1, 0], dtype=np.int64),
        "one": np.array(1, dtype=np.float32),
    }
    n_penultimate, n_tags = weights["output.kernel"].shape
    graph = helper.make_graph(
        nodes=[*_front_nodes(weights), *_mid_nodes(), *_back_nodes()],
        name="musicnn_msd",
        inputs=[helper.make_tensor_value_info("patches", onnx.TensorProto.FLOAT, ["N", N_FRAMES, N_MELS])],
        outputs=[
            helper.make_tensor_value_info("tags", onnx.TensorProto.FLOAT, ["N", n_tags]),
            helper.make_tensor_value_info("penultimate", onnx.TensorProto.FLOAT, ["N", n_penultimate]),
        ],
        initializer=[
            numpy_helper.from_array(np.ascontiguousarray(values), name)
            for name, values in {**weights, **constants}.items()
        ],
    )
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
    helper.set_model_props(model, METADATA)
    onnx.checker.check_model(model, full_check=True)
    return model


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the shipped musicnn network from the PyPI package.")
    parser.add_argument("wheel", type=Path, help="musicnn-0.1.0-py3-none-any.whl")
    parser.add_argument("-o", "--output", type=Path, default=SHIPPED, help="the ONNX file [%(default)s]")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the file differs")
    options = parser.parse_args()
    if hashlib.sha256(options.wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        print(f"{options.wheel} is not musicnn 0.1.0: its SHA-256 is another", file=sys.stderr)
        return 2
    model = network(fold(read_variables(options.wheel))).SerializeToString(deterministic=True)
    if not options.check:
        options.output.write_bytes(model)
    elif not options.output.is_file() or options.output.read_bytes() != model:
        print(f"{options.output} is not what this tool makes", file=sys.stderr)
        return 1
    print(f"{hashlib.sha256(model).hexdigest()}  {options.output} ({len(model):,} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
