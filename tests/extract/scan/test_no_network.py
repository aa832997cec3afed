"""Reading asks nobody: not a name server, not a host that collects telemetry."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

pytest.importorskip("cv2", reason="the extra ocr is not installed")

from support import no_network, scanned_pages

from pipeline.extract.scan import missing

pytestmark = [
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
    pytest.mark.skipif(not no_network.is_supported(), reason="no seccomp filter here"),
]


@pytest.mark.parametrize("call", ["socket.socket()", "socket.getaddrinfo('example.org', 80)"])
def test_a_program_that_opens_a_socket_is_caught(call: str) -> None:
    assert no_network.run(f"import socket\n{call}").returncode == -signal.SIGSYS


def test_reading_a_scan_opens_no_socket(tmp_path: Path, root: Path) -> None:
    pdf = scanned_pages.as_pdf(tmp_path / "a.pdf", scanned_pages.table())
    program = f"import pipeline\nprint(sum(len(t.cells) for t in pipeline.read_tables({str(pdf)!r}).tables))"
    done = no_network.run(program, cwd=root)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0
