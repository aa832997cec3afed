"""The licences of what is installed, and what is refused: unknown ones, and those that the project does not accept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "list_licences.py"
BSD_3 = "Redistribution and use in source and binary\nforms ... used to endorse or promote products ..."


def listed(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False)


def install(site: Path, name: str, *metadata: str, recorded: bool = True, **files: str) -> None:
    """A package as pip leaves it; files by their path, `__` for `/` and `_DOT_` for `.`."""
    info = f"{name}-1.0.dist-info"
    texts = {f"{info}/METADATA": "\n".join(["Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0", *metadata, ""])}
    texts |= {path.replace("INFO", info).replace("__", "/").replace("_DOT_", "."): text for path, text in files.items()}
    for path, text in texts.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)
    if recorded:
        (site / info / "RECORD").write_text("".join(f"{path},,\n" for path in texts))


def test_of_all_that_is_installed_the_licence_is_known_and_accepted() -> None:
    done = listed()
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    owner = next(n for n, line in enumerate(lines) if line.startswith("run  pikepdf "))
    assert lines[owner].endswith("MPL-2.0")
    assert "       Apache-2.0: qpdf" in lines[owner:]
    assert "unknown" not in done.stdout
    assert not [line for line in listed("--run").stdout.splitlines() if line.startswith("dev")]


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        (["License-Expression: MIT OR GPL-2.0-only"], "MIT OR GPL-2.0-only"),
        (["License-Expression: (MIT OR GPL-2.0-only) AND Zlib"], "(MIT OR GPL-2.0-only) AND Zlib"),
        (["License-Expression: Apache-2.0 WITH LLVM-exception"], "Apache-2.0 WITH LLVM-exception"),
        (["License: Apache License 2.0"], "Apache-2.0"),
        (["License: Dual License", "Classifier: License :: OSI Approved :: MIT License"], "MIT"),
        (["License: BSD-3-Clause", "Classifier: License :: OSI Approved :: BSD License"], "BSD-3-Clause"),
        (["Classifier: License :: OSI Approved :: BSD License"], "BSD-3-Clause"),
        (["License: MIT", "Classifier: License :: OSI Approved :: ISC License (ISCL)"], "ISC AND MIT"),
        ([], "BSD-3-Clause"),
    ],
)
def test_a_licence_is_told_by_what_a_package_says(metadata: list[str], licence: str, tmp_path: Path) -> None:
    install(tmp_path, "some", *metadata, INFO__licenses__LICENSE=BSD_3)
    done = listed("--path", str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split(maxsplit=3) == ["dev", "some", "1.0", f"{licence}\n"]


@pytest.mark.parametrize(
    ("metadata", "problem"),
    [
        (["License-Expression: AGPL-3.0-only"], "AGPL-3.0-only is not accepted"),
        (["License-Expression: MIT AND AGPL-3.0-only"], "AGPL-3.0-only is not accepted"),
        (["License-Expression: GPL-2.0-only OR AGPL-3.0-only"], "is not accepted"),
        (["License-Expression: MIT OR"], "is no licence expression"),
        (["License-Expression: (MIT"], "is no licence expression"),
        (["License: AGPL"], "AGPL is not accepted"),
        (["License: MIT", "Classifier: License :: OSI Approved :: GNU Affero General Public License v3"], "unknown"),
        (["License: see the web site"], "its licence is unknown (metadata says 'see the web site')"),
        (["License: BSD"], "no licence file tells which"),
        (["License: UNKNOWN"], "unknown (nothing in its metadata)"),
        ([], "unknown (nothing in its metadata)"),
    ],
)
def test_a_package_of_unknown_or_refused_licence_is_named(metadata: list[str], problem: str, tmp_path: Path) -> None:
    install(tmp_path, "good", "License-Expression: MIT")
    install(tmp_path, "some", *metadata)
    done = listed("--path", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("licences: some 1.0: ")
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_package_with_the_text_of_a_refused_licence_alone_is_named(tmp_path: Path) -> None:
    install(tmp_path, "some", INFO__COPYING="GNU AFFERO GENERAL PUBLIC LICENSE\n Version 3")
    done = listed("--path", str(tmp_path))
    assert (done.returncode, "AGPL-3.0-or-later is not accepted" in done.stderr) == (1, True)


@pytest.mark.parametrize("file", ["some_DOT_libs__libfoo-0123abcd_DOT_so_DOT_1", "some__libfoo_DOT_dylib"])
def test_a_shared_library_that_nothing_is_known_of_is_named(file: str, tmp_path: Path) -> None:
    install(tmp_path, "some", "License-Expression: MIT", some___x_DOT_abi3_DOT_so="", **{file: ""})
    done = listed("--path", str(tmp_path))
    assert done.returncode == 1
    assert "libfoo" in done.stderr


def test_a_library_of_another_licence_than_its_package_is_listed_and_held_against_what_is_accepted(
    tmp_path: Path,
) -> None:
    install(
        tmp_path,
        "some",
        "License-Expression: MIT",
        some_DOT_libs__libjbig_DOT_so_DOT_2="",
        some_DOT_libs__libtiff_DOT_so="",
    )
    done = listed("--path", str(tmp_path))
    assert "       libtiff: libtiff\n" in done.stdout
    assert done.stderr.startswith("licences: JBIG-KIT in some: GPL-2.0-or-later is not accepted (libjbig.so.2)")


@pytest.mark.parametrize(
    ("licences", "problem"),
    [
        ([{"expression": "MIT OR GPL-3.0-only"}], ""),
        ([{"license": {"id": "MIT"}}, {"license": {"id": "AGPL-3.0-only"}}], "part in some: AGPL-3.0-only is not"),
        ([], "part in some: its licence is unknown"),
    ],
)
def test_the_list_of_parts_of_a_wheel_is_read(licences: list[object], problem: str, tmp_path: Path) -> None:
    parts = json.dumps({"components": [{"name": "part", "licenses": licences}]})
    install(tmp_path, "some", "License-Expression: MIT", INFO__sboms__a_DOT_json=parts)
    done = listed("--path", str(tmp_path))
    assert done.returncode == bool(problem)
    assert problem in done.stderr


def test_native_code_that_running_needs_has_its_parts_written_down(tmp_path: Path) -> None:
    install(tmp_path, "requests", "License-Expression: MIT", requests__x_DOT_abi3_DOT_so="")
    done = listed("--path", str(tmp_path))
    assert "what its native code carries in requests: its licence is unknown" in done.stderr


def test_what_was_written_down_names_files_that_are_still_there(tmp_path: Path) -> None:
    install(tmp_path, "numpy", "License-Expression: MIT")
    done = listed("--path", str(tmp_path))
    assert "LICENSE.txt, which says what they are, is not in it any more" in done.stderr


def test_a_package_without_a_list_of_its_files_is_named(tmp_path: Path) -> None:
    install(tmp_path, "some", "License-Expression: MIT", recorded=False)
    done = listed("--path", str(tmp_path))
    assert "what it carries in some: its licence is unknown (it was installed without a list" in done.stderr
