"""``ita doctor``: what is installed, and whether it works."""

from __future__ import annotations

import platform
import re
import tempfile
from importlib.metadata import requires
from pathlib import Path

import click

BROKEN = 4
TINY = "รหัส\tคะแนน\nI1\t๘๕.๕๐\n"


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """What is installed, and whether a tiny transcript, a tiny PDF and a tiny scan can be read.

    Scans are optional: where something is missing for them, it is named with the command that installs it, and all else is well.

    \b
    Examples:
      ita doctor
    """
    from pipeline import __version__
    from pipeline.batch.plan.fingerprint import installed

    click.echo(f"ita-reports    {__version__}")
    click.echo(f"Python         {platform.python_version()} on {platform.system()} {platform.machine()}")
    missing = []
    for name, extra in _requirements():
        version = installed(name)
        if version is None and extra is None:
            missing.append(name)
        click.echo(f"{name:<24}{version or 'not installed'}{f'  (extra {extra})' if extra else ''}")
    problems = [f"{name} is missing; install ita-reports again" for name in missing]
    lacking = _scans_lack()
    click.echo(f"{'Tesseract languages':<24}{_languages() or 'none found'}")
    click.echo(f"{'Thai model':<24}{_thai_model()}")
    checks = [("transcript", _read_transcript), ("PDF", _read_pdf), *([] if lacking else [("scan", _read_scan)])]
    for what, check in checks:
        try:
            said = check()
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        click.echo(f"reading a tiny {what:<11}{said or 'works'}")
        problems += [f"a tiny {what} cannot be read ({said}); install ita-reports again"] if said else []
    if lacking:
        click.echo(f"reading a tiny {'scan':<11}not possible: {lacking}")
    for problem in problems:
        click.echo(f"ita: {problem}", err=True)
    if problems:
        ctx.exit(BROKEN)


def _requirements() -> list[tuple[str, str | None]]:
    """What ita-reports stands on: distribution and extra, as its own metadata says."""
    found: dict[str, str | None] = {}
    for line in requires("ita-reports") or []:
        name, extra = re.match(r"[\w.-]+", line), re.search(r"extra\s*==\s*['\"]([\w-]+)", line)
        if name:
            found.setdefault(name.group(), extra.group(1) if extra else None)
    return sorted(found.items(), key=lambda item: (item[1] or "", item[0].lower()))


def _read_transcript() -> str | None:
    """Reads a table of two rows; says what is wrong, or None."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.txt"
        path.write_text(TINY, encoding="utf-8")
        return _compare(path, ["I1", "85.50"])


def _read_pdf() -> str | None:
    """Draws a ruled table of two cells and reads it; says what is wrong, or None."""
    import pikepdf

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.pdf"
        pdf = pikepdf.new()
        pdf.add_blank_page(page_size=(300, 200))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        boxes = "".join(f"{x} {y} 100 50 re S " for x in (50, 150) for y in (50, 100))
        words = "".join(
            f"BT /F1 12 Tf {x} {y} Td ({word}) Tj ET "
            for word, x, y in (("Code", 60, 120), ("Score", 160, 120), ("I1", 60, 70), ("85.50", 160, 70))
        )
        pdf.pages[0].Contents = pdf.make_stream((boxes + words).encode())
        pdf.save(path)
        return _compare(path, ["I1", "85.50"])


def _scans_lack() -> str | None:
    """What must be installed before scans can be read, or None."""
    from pipeline.extract.scan import missing

    return missing()


def _languages() -> str:
    """The languages whose data Tesseract has, and where it is."""
    from pipeline.extract.scan.ocr.installed import language_data

    folder = language_data()
    return f"{' '.join(sorted(f.stem for f in folder.glob('*.traineddata')))}  ({folder})" if folder else ""


def _thai_model() -> str:
    """The Thai recogniser that the user has, if any."""
    from pipeline.extract.scan.ocr.installed import thai_model

    model = thai_model()
    if model is None:
        return "none (optional; ITA_THAI_MODEL names one)"
    return str(model) if model.is_file() else f"{model}, which is not there"


def _read_scan() -> str | None:
    """Reads the picture of a ruled table, Thai words above a code and a number; says what is wrong, or None."""
    from importlib.resources import files

    import pikepdf
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.pdf"
        with files("pipeline.cli").joinpath("tiny", "scan.png").open("rb") as stream, Image.open(stream) as picture:
            wide, high = picture.size
            image = picture.convert("L").tobytes()
        pdf = pikepdf.new()
        pdf.add_blank_page(page_size=(595, 842))
        drawn = pdf.make_stream(
            image,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=wide,
            Height=high,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=drawn))
        pdf.pages[0].Contents = pdf.make_stream(f"{wide * 0.36} 0 0 {high * 0.36} 60 600 cm /Scan Do".encode())
        pdf.save(path)
        return _compare(path, ["E1", "85.50"])


def _compare(path: Path, last_row: list[str]) -> str | None:
    from pipeline import read_tables

    grids = [table.grid() for table in read_tables(path).tables]
    return None if grids and grids[0][-1] == last_row else f"found {grids!r} instead of {last_row!r}"
