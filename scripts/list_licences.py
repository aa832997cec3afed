"""List the licences of what is installed: packages, and the native libraries and data that they carry.

Ends with 1, and names what it is about on standard error, where a licence is unknown or not accepted. What packages say
of themselves (``importlib.metadata``, lists of parts in their wheels) comes first; `licences.yml` holds what they do
not say, and which licences are accepted.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
RUN_LOCK = HERE.parent / "requirements.lock"
SYSTEM_DOCS = Path("/usr/share/doc")
NATIVE = re.compile(r"\.(so|dylib|dll|pyd)(\.\d+)*$")
EXTENSION_MODULE = re.compile(r"\.(cpython-\w+(-[\w-]+)?|abi3)\.so$|\.pyd$")
LICENCE_FILE = re.compile(r"(licen[cs]e|copying)[\w.-]*$(?<!\.py)", re.IGNORECASE)
NAMES_SHOWN = 12
"""Parts of one licence that are named in a line, unless all are asked for."""
LONGEST_NAME = 80
"""Characters past which a ``License`` field is the text of a licence and not its name."""
LLVM_EXCEPTION = " WITH LLVM-exception"
"""Takes nothing away from its licence."""


@dataclass(frozen=True)
class Part:
    """Software or data that is installed.

    Attributes:
        owner: the package that carries it; the package itself where `name` is empty.
        name: of the part.
        licence: an SPDX expression; None where it is unknown.
        told_by: where the licence was read.
        is_run: running needs it (`requirements.lock`), not only work on the project.
        version: of the package.
    """

    owner: str
    name: str
    licence: str | None
    told_by: str
    is_run: bool
    version: str = ""


def normal(name: str) -> str:
    """Return the name of a package as locks write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def refused(expression: str, accepted: set[str]) -> set[str]:
    """Return the licences of an SPDX expression that are not accepted; of alternatives, those of the best one.

    Raises:
        ValueError: it is no expression.
    """
    words = re.findall(r"[()]|[^\s()]+", expression)

    def alternatives() -> set[str]:
        found = [conjunction()]
        while words and words[0].upper() == "OR":
            words.pop(0)
            found.append(conjunction())
        return min(found, key=len)

    def conjunction() -> set[str]:
        found = licence()
        while words and words[0].upper() == "AND":
            words.pop(0)
            found |= licence()
        return found

    def licence() -> set[str]:
        word = words.pop(0) if words else ""
        if word == "(":
            inner = alternatives()
            if not words or words.pop(0) != ")":
                raise ValueError(expression)
            return inner
        if not re.fullmatch(r"[\w.+-]+", word):
            raise ValueError(expression)
        if len(words) > 1 and words[0].upper() == "WITH":
            word = f"{word} WITH {words[1]}"
            del words[:2]
        return set() if word.removesuffix(LLVM_EXCEPTION) in accepted else {word}

    found = alternatives()
    if words:
        raise ValueError(expression)
    return found


def all_of(licences: list[str]) -> str | None:
    """Return the SPDX expression that says that all of some hold; None where there are none."""
    return " AND ".join(f"({x})" if len(licences) > 1 and " OR " in x else x for x in licences if x) or None


def by_text(text: str, known: dict[str, Any]) -> str | None:
    """Return the licence that a text is, by its phrases."""
    plain = re.sub(r"[\s*#/]+", " ", text).lower()
    return next((e["licence"] for e in known["texts"] if all(phrase in plain for phrase in e["phrases"])), None)


def by_name(name: str, known: dict[str, Any]) -> str | None:
    """Return what a package calls its licence as an SPDX expression: empty if that says nothing, None if unknown."""
    if name.lower() in known["names"]:
        return str(known["names"][name.lower()])
    try:
        refused(name, set())
    except ValueError:
        return None
    return name


def licence_of(dist: Distribution, known: dict[str, Any]) -> tuple[str | None, str]:
    """Return the licence of a package itself, an SPDX expression, and where it was read."""
    fields = dist.metadata
    if fields["License-Expression"]:
        return str(fields["License-Expression"]), "metadata"
    if corrected := known["packages"].get(normal(dist.name)):
        return corrected["licence"], corrected.get("read_in", "licences.yml")
    said = (fields["License"] or "").strip()
    is_text = "\n" in said or len(said) > LONGEST_NAME
    names = [said] if said and not is_text else []
    names += [c.split(" :: ")[-1] for c in fields.get_all("Classifier") or [] if c.startswith("License :: ")]
    found = [by_name(name, known) for name in names if name != "OSI Approved"]
    if None in found:
        return None, f"metadata says {', '.join(map(repr, names))}"
    told = {name for name in found if name}
    if len(told) > 1 and any(name.startswith("BSD-") for name in told):
        told.discard("BSD")
    if told and told != {"BSD"}:
        return all_of(sorted(told)), "metadata"
    texts = [said] if is_text else []
    texts += [
        Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
        for file in dist.files or []
        if LICENCE_FILE.match(file.name)
    ]
    licence = next(filter(None, (by_text(text, known) for text in texts)), None)
    if told and (licence is None or not licence.startswith("BSD-")):
        return None, "metadata says 'BSD', and no licence file tells which"
    return licence, "text of the licence" if licence else "nothing in its metadata"


def listed_parts(dist: Distribution) -> Iterator[tuple[str, str | None, str]]:
    """Yield what the lists of parts in a wheel name: name, licence (None if not said), list.

    The lists that auditwheel adds name no licences, and what they list are the libraries whose files are looked at.
    """
    for file in dist.files or []:
        if "/sboms/" not in file.as_posix() or not file.name.endswith(".json") or file.name.startswith("auditwheel"):
            continue
        for part in json.loads(file.read_text(encoding="utf-8")).get("components", []):
            licences = [
                entry.get("expression") or entry["license"].get("id") or entry["license"].get("name")
                for entry in part.get("licenses", [])
            ]
            yield part["name"], all_of(licences), f"sboms/{file.name}"


def parts_of(dist: Distribution, known: dict[str, Any], is_run: bool) -> Iterator[Part]:
    """Yield a package and all that it carries."""
    owner = normal(dist.name)
    licence, told_by = licence_of(dist, known)
    yield Part(owner, "", licence, told_by, is_run, dist.version)
    entry = known["parts"].get(owner)
    read_in = (entry or {}).get("read_in", "licences.yml")
    holds = entry["holds"] if entry else {}
    for name, part_licence in holds.items():
        yield Part(owner, name, part_licence, read_in, is_run)
    listed = list(listed_parts(dist))
    for name, part_licence, where in listed:
        if name not in holds or part_licence:
            yield Part(owner, name, part_licence, where, is_run)
    native = [f.name for f in dist.files or [] if NATIVE.search(f.name)]
    for name in sorted(n for n in native if not EXTENSION_MODULE.search(n)):
        is_library = (e for e in known["libraries"] if fnmatch.fnmatchcase(name, e["files"]))
        library = next(is_library, {"name": name, "licence": None})
        yield Part(owner, library["name"], library["licence"], name, is_run)
    if dist.files is None:
        yield Part(owner, "what it carries", None, "it was installed without a list of its files", is_run)
    if is_run and native and entry is None and not listed:
        yield Part(owner, "what its native code carries", None, "licences.yml has no entry for it", is_run)
    if entry and "read_in" in entry and not any(f"/{f.as_posix()}".endswith(f"/{read_in}") for f in dist.files or []):
        yield Part(owner, "its parts", None, f"{read_in}, which says what they are, is not in it any more", is_run)


def system_parts(known: dict[str, Any], docs: Path = SYSTEM_DOCS) -> Iterator[Part]:
    """Yield the packages of the system (Debian and its kin) that the project asks for, by their copyright files."""
    for path in sorted(docs.glob("*/copyright")) if docs.is_dir() else ():
        if not any(fnmatch.fnmatchcase(path.parent.name, pattern) for pattern in known["system"]):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        stated = {by_name(name, known) for name in re.findall(r"^License: *(\S.*)$", text, re.MULTILINE)} or {
            by_text(text, known)
        }
        licence = None if None in stated else all_of(sorted(stated))
        yield Part(path.parent.name, "", licence, str(path), True, "(system)")


def objection(part: Part, known: dict[str, Any]) -> str | None:
    """Return what stands against a part, a sentence, or None."""
    carrier = f"{part.owner} {part.version}" if part.version else f"{part.name} in {part.owner}"
    if part.licence is None:
        return f"{carrier}: its licence is unknown ({part.told_by}); look it up and say it in scripts/licences.yml"
    try:
        against = refused(part.licence, set(known["accepted"]))
    except ValueError:
        return f"{carrier}: {part.licence!r} is no licence expression ({part.told_by})"
    if not against or part.name in known["accepted_for"].get(part.owner, {}):
        return None
    return f"{carrier}: {', '.join(sorted(against))} is not accepted ({part.told_by})"


def lines_of(parts: list[Part], shown: int) -> Iterator[str]:
    """Yield a line for each package, and below it one for each licence of its parts, with so many of their names."""
    for package in (part for part in parts if part.version):
        use = "run" if package.is_run else "dev"
        yield f"{use}  {f'{package.owner} {package.version}':<40} {package.licence or 'unknown'}"
        carried: dict[str, set[str]] = {}
        for part in parts:
            if part.owner == package.owner and not part.version:
                carried.setdefault(part.licence or "unknown", set()).add(part.name)
        for licence, names in sorted(carried.items()):
            more = f" and {len(names) - shown} more" if len(names) > shown else ""
            yield f"       {licence}: {', '.join(sorted(names)[:shown])}{more}"


def main() -> int:
    """List, and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--path", help="a folder of installed packages; those of this Python by default")
    options.add_argument("--run", action="store_true", help="only what running needs (requirements.lock)")
    options.add_argument("--all", action="store_true", help="name every part, where a package lists hundreds")
    chosen = options.parse_args()
    known = yaml.safe_load((HERE / "licences.yml").read_text(encoding="utf-8"))
    locked = {
        normal(name) for name in re.findall(r"^([\w.-]+)==", RUN_LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    } | {"ita-reports"}
    found = {normal(dist.name): dist for dist in distributions(**({"path": [chosen.path]} if chosen.path else {}))}
    parts = [part for name in sorted(found) for part in parts_of(found[name], known, name in locked)]
    parts += [] if chosen.path else system_parts(known)
    parts = [part for part in parts if part.is_run or not chosen.run]
    for line in lines_of(parts, sys.maxsize if chosen.all else NAMES_SHOWN):
        sys.stdout.write(f"{line}\n")
    against = [problem for part in parts if (problem := objection(part, known))]
    for problem in against:
        sys.stderr.write(f"licences: {problem}\n")
    return 1 if against else 0


if __name__ == "__main__":
    sys.exit(main())
