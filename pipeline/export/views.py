"""Views of an exported database: rows beside the document and the body that they are of."""

from __future__ import annotations

from collections.abc import Collection

_VIEWS = {
    "measures_of_bodies": (
        ("measures", "documents", "bodies"),
        "SELECT m.*, d.source_file, d.source_url, d.status, b.name_th AS body, b.kind AS body_kind, b.province "
        "FROM measures m JOIN documents d USING (document_id) LEFT JOIN bodies b ON b.body_id = m.body_id",
    ),
    "findings_of_documents": (
        ("findings", "documents"),
        "SELECT f.*, d.agency, d.title, d.source_url, d.status "
        "FROM findings f LEFT JOIN documents d ON d.document_id = f.document_id",
    ),
    "scores_of_bodies": (
        ("body_years", "bodies"),
        "SELECT y.*, b.name_th AS body, b.kind AS body_kind, b.province "
        "FROM body_years y JOIN bodies b ON b.body_id = y.body_id",
    ),
}


def view_statements(tables: Collection[str]) -> list[str]:
    """Return the statements that make the views of which all tables are there."""
    return [f"CREATE VIEW {name} AS {query}" for name, (needed, query) in _VIEWS.items() if set(needed) <= set(tables)]


def table_constraints(
    dataset_key: Collection[str], required: Collection[str], foreign: list[tuple[str, str, str]]
) -> str:
    """Return the keys of a table as SQL, a comma before each; nothing where there is none.

    Args:
        dataset_key: columns of its key; unique where one of them may be null, else the primary key.
        required: columns that are never null.
        foreign: column, table and key column of that table.
    """
    kind = "PRIMARY KEY" if set(dataset_key) <= set(required) else "UNIQUE"
    keys = ", ".join(f'"{c}"' for c in dataset_key)
    leads = [f'FOREIGN KEY ("{c}") REFERENCES "{table}" ("{key}")' for c, table, key in foreign]
    return "".join(f", {constraint}" for constraint in ([f"{kind} ({keys})"] if keys else []) + leads)
