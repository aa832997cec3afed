"""The descriptions of a release: ``datapackage.json`` (Frictionless), ``manifest.json`` and ``SHA256SUMS``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.emit.schema.field_registry import Dataset, Field, licences, references, registry
from pipeline.emit.store.releases import CHECKSUM_FILE, MANIFEST_FILE, PACKAGE_FILE, dump_manifest, sha256

FRICTIONLESS_TYPES = {
    "string": "string",
    "float64": "number",
    "int64": "integer",
    "int32": "integer",
    "int16": "integer",
    "bool": "boolean",
    "date32": "date",
    "list<string>": "array",
}


def list_files(
    folder: Path, written: Mapping[str, dict[str, Any]], linked: Mapping[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the Parquet files of a release by path: path, bytes, sha256, rows, and what they are made of.

    Args:
        folder: of the release.
        written: of each file, what the next release may take over: ``pieces``, and the key of its ``part``.
        linked: what is known of files that are hard links to files of the release before, whose bytes were looked at
            when they were linked.
    """
    import pyarrow.parquet as pq

    listed: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*/*.parquet")):
        name = path.relative_to(folder).as_posix()
        if name in linked:
            listed.append({**linked[name], **written.get(name, {}), "path": name})
            continue
        listed.append(
            {
                "path": name,
                "bytes": path.stat().st_size,
                "sha256": sha256(path),
                "rows": pq.read_metadata(path).num_rows,
                **written.get(name, {}),
            }
        )
    return listed


def write_datapackage(folder: Path, files: list[dict[str, Any]], identifier: str) -> None:
    """Write the Frictionless description; it depends on the contents alone."""
    package = {
        "profile": "data-package",
        "name": "ita-reports",
        "id": identifier,
        "title": "Reports on Integrity and Transparency Assessment (ITA) of Thai public bodies",
        "version": __version__,
        "licenses": licences()["data"],
        "software": {"name": "ita-reports", "version": __version__, "licenses": licences()["software"]},
        "resources": [_resource(dataset, files) for dataset in registry().values()],
    }
    _write(folder / PACKAGE_FILE, package)


def write_manifest(
    folder: Path, files: list[dict[str, Any]], identifier: str, rows: dict[str, int], created_at: str
) -> None:
    """Write the list of files with their hashes. The time stands here and nowhere else in a release."""
    manifest = {
        "release": identifier,
        "created_at": created_at,
        "pipeline_version": __version__,
        "rows": rows,
        "files": files,
        "checksums": sha256(folder / CHECKSUM_FILE),
    }
    (folder / MANIFEST_FILE).write_bytes(dump_manifest(manifest))


def write_checksums(folder: Path, files: list[dict[str, Any]]) -> None:
    """Write the hashes of all files but the manifest, as ``sha256sum --check SHA256SUMS`` takes them.

    So anyone can verify a copy. The manifest, in which the time stands, has its own hash in it.
    """
    hashes = {f["path"]: f["sha256"] for f in files} | {PACKAGE_FILE: sha256(folder / PACKAGE_FILE)}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(hashes.items())]
    (folder / CHECKSUM_FILE).write_text("".join(lines), encoding="utf-8")


def _resource(dataset: Dataset, files: list[dict[str, Any]]) -> dict[str, Any]:
    mine = [f for f in files if f["path"].startswith(f"{dataset.name}/")]
    return {
        "name": dataset.name,
        "title": dataset.th,
        "description": dataset.en,
        "path": [f["path"] for f in mine],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "encoding": "utf-8",
        "bytes": sum(f["bytes"] for f in mine),
        "licenses": licences()["software" if dataset.name in licences()["of_the_software"] else "data"],
        "schema": _schema(dataset),
    }


def _schema(dataset: Dataset) -> dict[str, Any]:
    """Return the Table Schema of a dataset."""
    schema: dict[str, Any] = {"fields": [_field(f) for f in dataset.fields]}
    if dataset.key:
        schema["primaryKey"] = list(dataset.key)
    if foreign := references(dataset):
        schema["foreignKeys"] = [
            {
                "fields": list(columns),
                "reference": {
                    "resource": "" if other == dataset.name else other,
                    "fields": list(registry()[other].key),
                },
            }
            for columns, other in foreign
        ]
    return schema


def _field(f: Field) -> dict[str, Any]:
    """Return a field; what its values mean is in ``categories``, with the Thai meaning as label like all titles."""
    out: dict[str, Any] = {"name": f.name, "type": FRICTIONLESS_TYPES[f.type], "title": f.th, "description": f.en}
    if f.unit:
        out["unit"] = f.unit
    constraints: dict[str, Any] = {"required": True} if f.required else {}
    if f.values:
        allowed = {"enum": [v.value for v in f.values]}
        if f.type == "list<string>":
            out["arrayItem"] = {"type": "string", "constraints": allowed}
        else:
            constraints |= allowed
        out["categories"] = [{"value": v.value, "label": v.th, "description": v.en} for v in f.values]
    if constraints:
        out["constraints"] = constraints
    return out


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
