"""Which addresses a fetch may ask: those of the public network, and the hosts that a setting names.

A list or a redirect may name an address of this machine or of the network that it stands in (a router, a cloud's
metadata, a database), whose answer would become a document of the archive. Names are resolved once and the connection
goes to the address that was looked at, so that a name cannot change its meaning in between.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import weakref
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import requests.adapters
import urllib3

from pipeline.acquire.download_checks import PermanentError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_TRANSLATED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "2002::/16", "2001::/32")))
"""Networks whose addresses stand for IPv4 addresses elsewhere: NAT64, 6to4, Teredo."""


def is_public(address: Address) -> bool:
    """Return whether an address is of the public network: not private, loopback, link-local, multicast or reserved."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


def allowed_addresses(host: str, port: int | None, allowed: Collection[str]) -> list[str]:
    """Resolve a host and return the addresses that may be asked.

    Args:
        host: a name or an address.
        port: of the site.
        allowed: hosts that may have any address, lower case.

    Raises:
        PermanentError: it has other addresses only.
        OSError: it cannot be resolved.
    """
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if host.lower().rstrip(".") in allowed:
        return found
    public = [address for address in found if is_public(ipaddress.ip_address(address.split("%")[0]))]
    if not public:
        raise PermanentError(
            f"{host} is an address of this machine or of its network ({', '.join(dict.fromkeys(found))}), not of the "
            "web; ITA_FETCH_ALLOW_HOSTS names hosts that may be asked all the same"
        )
    return public


class GuardedAdapter(requests.adapters.HTTPAdapter):
    """Connects to allowed addresses only, and can cut its connections off.

    Args:
        allowed: hosts that may have any address, lower case.
    """

    def __init__(self, allowed: Collection[str]) -> None:
        self._allowed = allowed
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Make the pools whose connections look at addresses."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _pool_classes(self._allowed, self._sockets)

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """Send a request; one that a proxy will pass on is looked at here, as the proxy resolves the name."""
        if options.get("proxies"):
            parts = urlsplit(request.url or "")
            with contextlib.suppress(OSError):  # only the proxy may know the name
                allowed_addresses(parts.hostname or "", parts.port, self._allowed)
        return super().send(request, **options)

    def cut_off(self) -> None:
        """End all connections now, whatever they wait for."""
        for connected in list(self._sockets):
            with contextlib.suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)


def _pool_classes(allowed: Collection[str], sockets: weakref.WeakSet[socket.socket]) -> dict[str, type]:
    """Return the kinds of pools by scheme, whose connections go to allowed addresses and are noted in ``sockets``."""

    class Guarded:
        """A connection that resolves its host once."""

        def _new_conn(self: Any) -> socket.socket:
            name = self._dns_host
            try:
                addresses = allowed_addresses(self.host, self.port, allowed)
            except socket.gaierror as error:
                raise urllib3.exceptions.NameResolutionError(self.host, self, error) from error
            try:
                for n, address in enumerate(addresses, 1):
                    self._dns_host = address
                    try:
                        connected: socket.socket = super()._new_conn()  # type: ignore[misc]
                        sockets.add(connected)
                        return connected
                    except urllib3.exceptions.HTTPError:
                        if n == len(addresses):
                            raise
            finally:
                self._dns_host = name
            raise AssertionError("a host has an address")

    class GuardedConnection(Guarded, urllib3.connection.HTTPConnection):
        """Over HTTP."""

    class GuardedTlsConnection(Guarded, urllib3.connection.HTTPSConnection):
        """Over HTTPS; the certificate is still that of the name."""

    class GuardedPool(urllib3.HTTPConnectionPool):
        ConnectionCls = GuardedConnection

    class GuardedTlsPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = GuardedTlsConnection

    return {"http": GuardedPool, "https": GuardedTlsPool}
