"""``ita schema``: the data dictionary."""

from __future__ import annotations

import json

import click


@click.command()
@click.argument("dataset", required=False)
@click.option(
    "--format", "output_format", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True
)
def schema(dataset: str | None, output_format: str) -> None:
    """Print what the columns of the datasets mean, in English and Thai.

    \b
    Examples:
      ita schema                            every dataset
      ita schema measures                   one of them, with the values of its enumerations
      ita schema --format json              for programs
      ita schema --format markdown          docs/datasets.md
    """
    from pipeline.emit.schema.data_dictionary import data_dictionary, markdown
    from pipeline.emit.schema.field_registry import registry

    if dataset is not None and dataset not in registry():
        raise click.BadParameter(f"there are {', '.join(registry())}", param_hint="DATASET")
    names = [dataset] if dataset else list(registry())
    if output_format == "json":
        click.echo(json.dumps(data_dictionary(names), ensure_ascii=False))
    elif output_format == "markdown":
        click.echo(markdown(names), nl=False)
    else:
        for name in names:
            dataset_schema = registry()[name]
            click.echo(f"{name}: {dataset_schema.en}. {dataset_schema.th}")
            for f in dataset_schema.fields:
                unit = f" [{f.unit}]" if f.unit else ""
                click.echo(f"  {f.name:<24}{f.type + ('' if f.required else '?'):<14}{f.en}{unit}\n{'':<40}{f.th}")
                if dataset:
                    for v in f.values:
                        click.echo(f"{'':<40}{v.value:<18}{v.en} · {v.th}")
