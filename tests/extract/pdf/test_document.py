"""Files that cannot be opened, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from support.pdf_files import contents, read

from pipeline.extract.unreadable import UnreadableDocument


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_truncated_file(seed: Path, tmp_path: Path, share: float) -> None:
    data = seed.read_bytes()
    path = tmp_path / "cut.pdf"
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(UnreadableDocument, match=r"damaged.*(fetch it again|repair)"):
        read(path)


@pytest.mark.parametrize(
    "data", [b"", b"not a pdf", b"<!doctype html><title>404</title>", b"%PDF-1.7\n", bytes(range(256)) * 40]
)
def test_what_is_no_pdf(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument, match=r"it is not a PDF or it is damaged"):
        read(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        read(tmp_path / "none.pdf")


def test_encrypted_files(seed: Path, tmp_path: Path) -> None:
    for user, path in (("secret", tmp_path / "locked.pdf"), ("", tmp_path / "open.pdf")):
        with pikepdf.open(seed) as pdf:
            del pdf.pages[1:]
            pdf.save(path, encryption=pikepdf.Encryption(user=user, owner="owner"))
    with pytest.raises(UnreadableDocument, match=r"encrypted and asks for a password.*qpdf --decrypt"):
        read(tmp_path / "locked.pdf")
    assert contents(read(tmp_path / "open.pdf").pages[0]) == contents(
        read(seed, 1).pages[0]
    )  # only printing or copying is forbidden


def test_a_file_without_pages(tmp_path: Path) -> None:
    pikepdf.new().save(tmp_path / "none.pdf")
    with pytest.raises(UnreadableDocument, match="no pages"):
        read(tmp_path / "none.pdf")
