"""Runs a Python program whose process is killed by the kernel when it opens a socket of the network."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

FILTER = """
import ctypes, platform, struct
SOCKET = {"x86_64": 41, "aarch64": 198}[platform.machine()]
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
rules = [
    (LOAD, 0, 0, 0), (EQUAL, 0, 4, SOCKET),       # the number of the call; another one is allowed
    (LOAD, 0, 0, 16), (EQUAL, 1, 0, 2), (EQUAL, 0, 1, 10),  # its first argument: AF_INET, AF_INET6
    (RETURN, 0, 0, KILL), (RETURN, 0, 0, ALLOW),
]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(rules), ctypes.addressof(code)))
libc = ctypes.CDLL(None, use_errno=True)
assert libc.prctl(38, 1, 0, 0, 0) == 0
assert libc.prctl(22, 2, ctypes.byref(program), 0, 0) == 0, ctypes.get_errno()
"""
"""A seccomp filter: ``socket`` of the families AF_INET and AF_INET6 ends the process, in native code too."""


def is_supported() -> bool:
    """Whether the kernel can watch a process so."""
    return sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64") and run("pass").returncode == 0


def run(program: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program; it ends with ``-SIGSYS`` where it opens a socket of the network."""
    return subprocess.run(
        [sys.executable, "-c", FILTER + program], capture_output=True, text=True, check=False, cwd=cwd, timeout=300
    )
