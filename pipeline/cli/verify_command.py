"""``ita verify``: every byte of a release against what was released."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from pipeline.cli.exit_code import ExitCode
from pipeline.cli.parameters import format_option, out_option, release_folder
from pipeline.cli.terminal_output import echo, echo_message
from pipeline.files import Place

MEGABYTE = 1_000_000


@click.command()
@click.argument("release", default="current")
@out_option
@format_option
@click.pass_context
def verify(ctx: click.Context, release: str, out: Place | None, output_format: str) -> None:
    """Verify a release: hashes, missing and foreign files, columns, rows and keys.

    RELEASE is its id or the beginning of it, `current`, `previous` or `held`, or the folder of a copied release;
    without it, the current one. Exits with 6 where anything is wrong; each damaged file is named. `sha256sum --check
    SHA256SUMS`, in the folder of the release, compares the hashes alone, without this software.

    \b
    Examples:
      ita verify
      ita verify 4f2a --format json
    """
    from pipeline.emit.store.verification import locate, verify_release

    release_id, folder = locate(release_folder(out), release)
    result = verify_release(folder)
    if output_format == "json":
        echo(json.dumps({"release": release_id, **asdict(result)}, ensure_ascii=False))
    elif not result.damage:
        echo(f"{release_id} is whole: {result.files} files, {result.size_bytes / MEGABYTE:,.1f} MB")
    else:
        for damage in result.damage:
            echo(f"{damage.path} {damage.what}")
        echo_message(
            f"ita: {release_id} is damaged; `ita rollback` makes another release current, "
            "`ita run --force` reads the archive again and builds it anew"
        )
    if result.damage:
        ctx.exit(ExitCode.DAMAGED)
