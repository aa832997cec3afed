"""What a net learns from in one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

Sample = TypeVar("Sample")


@dataclass(frozen=True, slots=True)
class Batch(Generic[Sample]):
    """Strips padded to one width, n x 1 x height x width, and the letters of each (0 is CTC's blank), end to end."""

    strips: npt.NDArray[np.float32]
    letters: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    samples: list[Sample]
