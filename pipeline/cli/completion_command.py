"""``ita completion``: what makes a shell complete commands, options and names of files."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script by which a shell completes `ita`: commands, options and their values.

    \b
    Examples:
      ita completion bash > ~/.local/share/bash-completion/completions/ita
      ita completion zsh > ~/.zfunc/_ita                 with fpath+=~/.zfunc in ~/.zshrc
      ita completion fish > ~/.config/fish/completions/ita.fish
    """
    from click.shell_completion import get_completion_class

    made = get_completion_class(shell)
    assert made is not None
    completer = made(ctx.find_root().command, {}, "ita", "_ITA_COMPLETE")
    click.echo(completer.source())
