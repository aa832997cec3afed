"""HTML from templates of a package that escape whatever they are given: text of documents is never markup."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pipeline.domain.control_characters import without_controls

if TYPE_CHECKING:
    import jinja2


def template_environment(package: str, **options: Any) -> jinja2.Environment:
    """Return the templates in the folder ``templates`` of a package; control characters of texts are left out.

    Args:
        package: its name.
        **options: more of Jinja's, such as ``lstrip_blocks``.
    """
    import jinja2

    def finalized(value: Any) -> Any:
        return without_controls(value) if type(value) is str else value

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: files(package).joinpath("templates", name).read_text("utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        finalize=finalized,
        **options,
    )
