"""Model files that ship with the package; ``NOTICE`` beside them says where each comes from."""

import os
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from tunescape.errors import WeightsError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

__all__ = ["inference_session", "read_weights"]

REINSTALL = "install tunescape again"


def read_weights(name: str) -> bytes:
    """Read a model file.

    Parameters
    ----------
    name : str
        File name, such as ``musicnn_msd.onnx``.

    Returns
    -------
    bytes

    Raises
    ------
    WeightsError
        If the installation lacks the file.
    """
    file = resources.files(__name__) / name
    try:
        return file.read_bytes()
    except OSError as error:
        raise WeightsError("a model file is missing", path=str(file), hint=REINSTALL) from error


@lru_cache(maxsize=8)
def inference_session(name: str) -> "InferenceSession":
    """Open an ONNX model on one CPU thread; each model is opened once in a process.

    Parameters
    ----------
    name : str
        File name, such as ``musicnn_msd.onnx``.

    Returns
    -------
    onnxruntime.InferenceSession

    Raises
    ------
    WeightsError
        If the file is missing or onnxruntime cannot load it.
    """
    # read when the library is loaded: without it, its makers are told of every model that is opened
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    # imported here: what describes no audio should not wait for it
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as states

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the processes of a run are the parallelism
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_cpu_mem_arena = False  # it would keep the largest run's memory for the process's life
    options.log_severity_level = 4  # what goes wrong is raised
    model = read_weights(name)
    try:
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except (states.Fail, states.InvalidArgument, states.InvalidGraph, states.InvalidProtobuf) as error:
        raise WeightsError(f"onnxruntime cannot load it ({error})", path=name, hint=REINSTALL) from error
