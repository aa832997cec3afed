"""Leaving passwords and tokens out of what is printed, logged, stored and published."""

from __future__ import annotations

import os
import re
from urllib.parse import unquote

REDACTED = "***"
SHORTEST_SECRET = 6
"""Characters from which a secret of the environment is looked for in text; shorter ones would be found in words."""
_USERINFO = re.compile(r"(?<=//)[^\s/?#'\"<>]*@")
_ENCODED_USERINFO = re.compile(r"(?<=%2f%2f)(?:(?!%2f|%3f|%26)[^\s&?#/'\"<>])*%40", re.IGNORECASE)
_PARAMETER = re.compile(r"""([^\s=&;#?/'"<>(),{}\[\]]{1,200}?)(=['"]?|%3d)((?:(?!%26)[^\s&;#'"<>])+)""", re.IGNORECASE)
_AUTHORIZATION = re.compile(r"""((?:proxy-)?authorization['"]?\s*[:=]\s*['"]?)[^'"\r\n]+""", re.IGNORECASE)
_SECRET_NAME = re.compile(
    r"""(.*[-_.])?(key|sig|sas|jwt|pass|pwd|auth|hmac)
    | .*(api|access|secret|account|shared|private|subscription|auth|app|function)[-_]?key([-_]?id)?
    | .*(token|secret|passw|signature|credential|session[-_]?id|sessid|authorization).* | key-pair-id""",
    re.IGNORECASE | re.VERBOSE,
)
_SECRET_VARIABLE = re.compile(r".*(SECRET|TOKEN|PASSWORD|PASSWD|ACCESS_KEY|API_KEY|CREDENTIAL).*", re.IGNORECASE)
_PROXY_VARIABLE = re.compile(r".*_proxy", re.IGNORECASE)


def redact_url(text: str) -> str:
    """Return a URL, or text with URLs, without user, password and the values of parameters that may be secrets.

    Those are signatures, tokens, keys and the like (``X-Amz-Signature``, ``sig``, ``token``, ``key``), also where the
    URL is a parameter of another one. What is left out is ``***``.
    """
    text = _ENCODED_USERINFO.sub(f"{REDACTED}%40", _USERINFO.sub(f"{REDACTED}@", text))
    return _PARAMETER.sub(_redacted_parameter, text)


def redact(text: str) -> str:
    """Return text for people without passwords and tokens, those that the environment holds included."""
    for secret in _secrets_of_environment():
        text = text.replace(secret, REDACTED)
    return redact_url(_AUTHORIZATION.sub(rf"\g<1>{REDACTED}", text))


def _redacted_parameter(match: re.Match[str]) -> str:
    """Return ``name=value`` with the value left out where the name says that it is a secret."""
    name, sign, value = match.groups()
    last = re.split("[?&;#/]", unquote(name))[-1]
    if _SECRET_NAME.fullmatch(last):
        return f"{name}{sign}{REDACTED}"
    return f"{name}{sign}{_PARAMETER.sub(_redacted_parameter, value)}"


def _secrets_of_environment() -> list[str]:
    """Return values of environment variables that are secrets, and the passwords of proxies; the longest first."""
    found = set()
    for name, value in os.environ.items():
        if _SECRET_VARIABLE.fullmatch(name):
            found.add(value.strip())
        elif _PROXY_VARIABLE.fullmatch(name) and "@" in value:
            password = value.rpartition("@")[0].rpartition("//")[2].partition(":")[2]
            found |= {password, unquote(password)}
    return sorted((s for s in found if len(s) >= SHORTEST_SECRET), key=len, reverse=True)
