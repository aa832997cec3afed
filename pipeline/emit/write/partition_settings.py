"""How the Parquet files of a release are split, cut and compressed."""

from __future__ import annotations

from typing import NamedTuple


class PartitionSettings(NamedTuple):
    """How Parquet files are split, cut and compressed.

    A piece is full when it reaches the first of its three limits. Each document takes the largest of its shares of
    them.

    Attributes:
        row_group_rows: rows of a row group, and the most rows of a piece.
        piece_bytes: the most bytes (uncompressed) of a piece.
        piece_documents: the most documents of a piece.
        min_fill: share of a full piece (0 to 1) below which it is not cut.
        cut_odds: a document ends a piece with this many times its own share of a full piece as probability, so that a
            piece ends about one third full after ``min_fill``; its id decides.
        max_cut_odds: the most that this probability may be (0 to 1), for documents that nearly fill a piece.
        part_documents: a fiscal year of more documents is split into parts by the first digit of their ids, a part
            of more by the first two. One more document rewrites one part; many small files read slower.
        most_digits: digits of ids (hexadecimal) by which a year is split at most.
        compression: the codec.
        compression_level: of the codec; 9 of zstd is small and still fast enough to write.
    """

    row_group_rows: int = 20_000
    piece_bytes: int = 8_000_000
    piece_documents: int = 512
    min_fill: float = 0.25
    cut_odds: float = 3
    max_cut_odds: float = 1 / 3
    part_documents: int = 2_048
    most_digits: int = 2
    compression: str = "zstd"
    compression_level: int = 9

    @property
    def codec(self) -> dict[str, str | int]:
        """The compression as arguments of ``pyarrow.parquet.write_table``."""
        return {"compression": self.compression, "compression_level": self.compression_level}


PARTITIONS = PartitionSettings()
