"""Passwords and tokens are left out of URLs, and of sentences with URLs."""

from __future__ import annotations

import pytest

from pipeline.files.redaction import redact, redact_url


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:S@h.org/a.pdf", "https://***@h.org/a.pdf"),
        ("https://S@h.org:8443/a.pdf", "https://***@h.org:8443/a.pdf"),
        ("https://me:a@S@h.org/", "https://***@h.org/"),
        ("https://h.org/a.pdf?page=2&X-Amz-Signature=S&x=1#p", "https://h.org/a.pdf?page=2&X-Amz-Signature=***&x=1#p"),
        ("https://h.org/a?x%2Damz%2Dsecurity%2Dtoken=S%2FS", "https://h.org/a?x%2Damz%2Dsecurity%2Dtoken=***"),
        ("https://h.org/a?sig=S%3D&sv=2024", "https://h.org/a?sig=***&sv=2024"),
        ("https://h.org/a?Expires=1&Signature=S~-_&Key-Pair-Id=S", "https://h.org/a?Expires=1&Signature=***&Key-Pair-Id=***"),
        ("https://h.org/a?AWSAccessKeyId=S", "https://h.org/a?AWSAccessKeyId=***"),
        ("https://h.org/cb#access_token=S&state=1", "https://h.org/cb#access_token=***&state=1"),
        ("https://h.org/a;jsessionid=S", "https://h.org/a;jsessionid=***"),
        (
            "https://h.org/go?to=https%3A%2F%2Fme%3AS%40i.org%2Fa%3Ftoken%3DS%26n%3D1&b=2",
            "https://h.org/go?to=https%3A%2F%2F***%40i.org%2Fa%3Ftoken%3D***%26n%3D1&b=2",
        ),
        ("https://h.org/go?to=http://i.org/a?api_key=S", "https://h.org/go?to=http://i.org/a?api_key=***"),
        ("asked with url: /a.pdf?token=S (Caused by x)", "asked with url: /a.pdf?token=*** (Caused by x)"),
        ("https://h.org/@user/a.pdf?id=17&name=ก", "https://h.org/@user/a.pdf?id=17&name=ก"),
        ("https://h.org/?monkey=1&keyword=2&design=3&author=4", "https://h.org/?monkey=1&keyword=2&design=3&author=4"),
        ("https://h.org/a.pdf?token=", "https://h.org/a.pdf?token="),
    ],
)  # fmt: skip
def test_a_url_is_shown_without_its_secrets(text: str, shown: str) -> None:
    assert redact_url(text) == shown
    assert redact_url(shown) == shown


def test_a_sentence_leaves_out_what_the_environment_keeps_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wJalrXUtn")
    monkeypatch.setenv("HTTPS_PROXY", "http://me:pa%40ssword@proxy:3128")
    monkeypatch.setenv("MY_TOKEN", "on")
    said = "AWS4 wJalrXUtn was refused by pa%40ssword, pa@ssword; based on it; Authorization: Basic bWU6"
    assert redact(said) == "AWS4 *** was refused by ***, ***; based on it; Authorization: ***"
    assert redact("secret_key='abc', based on it") == "secret_key='***', based on it"
