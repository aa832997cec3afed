"""A web site on this machine that behaves as badly as told."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Handler"], None]


def pdf(said: str, size: int = 2000) -> bytes:
    """Bytes that pass for a whole PDF."""
    return b"%PDF-1.7\n" + said.encode() + b"\n" + b"x" * size + b"\nstartxref\n0\n%%EOF\n"


class Handler(BaseHTTPRequestHandler):
    """Answers with what the site has for the path, the last thing again and again."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        site = self.site
        with site.lock:
            site.asked.append((self.path, dict(self.headers)))
            waiting = site.answers.get(self.path.split("?")[0], [])
            answer = (waiting.pop(0) if len(waiting) > 1 else waiting[0]) if waiting else status(404)
        answer(self)

    def send(self, code: int, body: bytes = b"", /, **headers: str) -> None:
        """A whole answer; a header set to an empty string is left out."""
        self.send_response(code)
        for name, value in {"Content_Length": str(len(body)), "Content_Type": "application/pdf", **headers}.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def cut(self) -> None:
        """Closes the connection here and now."""
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        pass


@dataclass
class Site:
    """The site, and what it was asked: (path with query, headers)."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def __enter__(self) -> Site:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Mine", (Handler,), {"site": self}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()


def status(code: int, **headers: str) -> Answer:
    return lambda h: h.send(code, b"<html>an error</html>", **headers)


def document(body: bytes, **headers: str) -> Answer:
    """A document of a site that knows conditional requests."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:10]}"'

    def answer(h: Handler) -> None:
        if h.headers.get("If-None-Match") == tag:
            h.send(304, Content_Length="0", ETag=tag)
        else:
            h.send(200, body, ETag=tag, **headers)

    return answer


def plain(body: bytes, **headers: str) -> Answer:
    """A document of a site that does not."""
    return lambda h: h.send(200, body, **headers)


def truncated(body: bytes) -> Answer:
    """Half of what the Content-Length promises."""

    def answer(h: Handler) -> None:
        h.send(200, body[: len(body) // 2], Content_Length=str(len(body)))
        h.cut()

    return answer


def chunks_cut(body: bytes) -> Answer:
    """A chunked answer without its last chunks."""

    def answer(h: Handler) -> None:
        h.send(200, Content_Length="", Transfer_Encoding="chunked")
        h.wfile.write(b"%x\r\n%s\r\n" % (len(body) // 2, body[: len(body) // 2]))
        h.cut()

    return answer


def stalled(body: bytes) -> Answer:
    """Half of it, then nothing."""

    def answer(h: Handler) -> None:
        h.send(200, body[: len(body) // 2], Content_Length=str(len(body)))
        h.wfile.flush()
        h.site.ended.wait(600)
        h.cut()

    return answer


def silent(h: Handler) -> None:
    """Takes the request and says nothing."""
    h.site.ended.wait(600)
    h.cut()


def trickling(body: bytes) -> Answer:
    """A few bytes at a time, for ever."""

    def answer(h: Handler) -> None:
        h.send(200, Content_Length=str(len(body)))
        for n in range(len(body)):
            h.wfile.write(body[n : n + 1])
            h.wfile.flush()
            if h.site.ended.wait(0.05):
                break
        h.cut()

    return answer
