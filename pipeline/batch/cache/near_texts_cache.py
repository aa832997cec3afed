"""Which texts say nearly the same, kept for the next run: losing it costs time only."""

from __future__ import annotations

import io
from dataclasses import dataclass

from pipeline import files
from pipeline.batch.cache import document_cache
from pipeline.derive.texts.near_texts import NearTexts, is_whole
from pipeline.files import Place

NAME = "near_texts.npz"


@dataclass(frozen=True, slots=True)
class NearTextsCache:
    """One file of a cache.

    Attributes:
        cache: the place of the cache.
        software: a hash of what decides which texts are near; what was kept by other software is not read.
    """

    cache: Place
    software: str

    def load(self) -> NearTexts | None:
        """Return what the last run kept; None where there is nothing that can be read."""
        import numpy as np

        try:
            with np.load(io.BytesIO(files.read_bytes(files.join(self.cache, NAME))), allow_pickle=False) as kept:
                if str(kept["software"]) != self.software:
                    return None
                near = NearTexts(*(kept[field] for field in NearTexts._fields))
                return near if is_whole(near) else None
        except Exception:  # whatever a damaged file makes of numpy and zipfile
            return None

    def store(self, near: NearTexts) -> None:
        """Keep what a run found out."""
        import numpy as np

        content = io.BytesIO()
        np.savez(content, allow_pickle=False, software=np.array(self.software), **near._asdict())
        document_cache.write(files.join(self.cache, NAME), content.getvalue())
