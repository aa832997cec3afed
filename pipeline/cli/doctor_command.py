"""``ita doctor``: what is installed, and whether it works."""

from __future__ import annotations

import platform
import re
import tempfile
from importlib.metadata import requires
from pathlib import Path

import click

from pipeline.cli.exit_code import ExitCode
from pipeline.cli.terminal_output import echo_message

SAMPLE_TABLE = "รหัส\tคะแนน\nI1\t๘๕.๕๐\n"
SCAN_SCALE = 0.36
"""Points per pixel of the tiny scan: 72 / 200, as of a page scanned at 200 dpi."""


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Print what is installed, and whether a tiny transcript, a tiny PDF and a tiny scan can be read.

    Scans are optional: where something is missing for them, it is named with the command that installs it.

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
    missing_for_scans = _missing_for_scans()
    click.echo(f"{'Tesseract languages':<24}{_tesseract_languages() or 'none found'}")
    click.echo(f"{'Thai model':<24}{_thai_model()}")
    checks = [
        ("transcript", _read_transcript),
        ("PDF", _read_pdf),
        *([] if missing_for_scans else [("scan", _read_scan)]),
    ]
    for kind, check in checks:
        try:
            problem = check()
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        click.echo(f"reading a tiny {kind:<11}{problem or 'works'}")
        problems += [f"a tiny {kind} cannot be read ({problem}); install ita-reports again"] if problem else []
    if missing_for_scans:
        click.echo(f"reading a tiny {'scan':<11}not possible: {missing_for_scans}")
    for problem in problems:
        echo_message(f"ita: {problem}")
    if problems:
        ctx.exit(ExitCode.FAILED)


def _requirements() -> list[tuple[str, str | None]]:
    """Return the distributions that ita-reports needs, each with its extra (None for all users), from its metadata."""
    found: dict[str, str | None] = {}
    for line in requires("ita-reports") or []:
        name, extra = re.match(r"[\w.-]+", line), re.search(r"extra\s*==\s*['\"]([\w-]+)", line)
        if name:
            found.setdefault(name.group(), extra.group(1) if extra else None)
    return sorted(found.items(), key=lambda item: (item[1] or "", item[0].lower()))


def _read_transcript() -> str | None:
    """Read a table of two rows; return what is wrong, or None."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.txt"
        path.write_text(SAMPLE_TABLE, encoding="utf-8")
        return _check_last_row(path, ["I1", "85.50"])


def _read_pdf() -> str | None:
    """Draw a ruled table of four cells and read it; return what is wrong, or None."""
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
        return _check_last_row(path, ["I1", "85.50"])


def _missing_for_scans() -> str | None:
    """Return what must be installed before scans can be read, or None."""
    from pipeline.extract.scan import missing

    return missing()


def _tesseract_languages() -> str:
    """Return the languages whose data Tesseract has, and the folder of that data; empty where there is none."""
    from pipeline.extract.scan.ocr.installed import language_data

    folder = language_data()
    return f"{' '.join(sorted(f.stem for f in folder.glob('*.traineddata')))}  ({folder})" if folder else ""


def _thai_model() -> str:
    """Return the path of the Thai recognition model that the user has, or what to do without."""
    from pipeline.extract.scan.ocr.installed import thai_model

    model = thai_model()
    if model is None:
        return "none (optional; ITA_THAI_MODEL names one)"
    return str(model) if model.is_file() else f"{model}, which is not there"


def _read_scan() -> str | None:
    """Read the picture of a ruled table, Thai words above a code and a number; return what is wrong, or None."""
    from importlib.resources import files

    import pikepdf
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tiny.pdf"
        with files("pipeline.cli").joinpath("tiny", "scan.png").open("rb") as stream, Image.open(stream) as picture:
            width, height = picture.size
            image = picture.convert("L").tobytes()
        pdf = pikepdf.new()
        pdf.add_blank_page(page_size=(595, 842))
        scan = pdf.make_stream(
            image,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=width,
            Height=height,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=scan))
        pdf.pages[0].Contents = pdf.make_stream(
            f"{width * SCAN_SCALE} 0 0 {height * SCAN_SCALE} 60 600 cm /Scan Do".encode()
        )
        pdf.save(path)
        return _check_last_row(path, ["E1", "85.50"])


def _check_last_row(path: Path, last_row: list[str]) -> str | None:
    """Read the tables of a file; return what the first one's last row is instead of the one that is drawn, or None."""
    from pipeline import read_tables

    grids = [table.grid() for table in read_tables(path).tables]
    return None if grids and grids[0][-1] == last_row else f"found {grids!r} instead of {last_row!r}"
