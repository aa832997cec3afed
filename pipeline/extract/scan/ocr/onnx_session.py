"""Nets that ONNX Runtime computes: in one thread, and without a word to anyone."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple


class OnnxSettings(NamedTuple):
    """Parameters of ONNX Runtime."""

    threads: int = 1  # several workers run beside each other
    log_level: int = 4  # fatal errors only


ONNX = OnnxSettings()


def open_session(model: Path) -> Any:
    """Load a net.

    Telemetry is switched off before the first session: some builds ask a name server for the host that collects it.
    """
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = ONNX.threads
    options.log_severity_level = ONNX.log_level
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(model), sess_options=options, providers=["CPUExecutionProvider"])
