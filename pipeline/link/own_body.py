"""The body whose report a document is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.domain.register.body import Body
from pipeline.domain.register.matcher import BodyMatcher
from pipeline.link.printed_places import (
    Address,
    addresses_behind,
    addresses_below,
    districts_named,
    provinces_named,
)
from pipeline.model import Document, Report
from pipeline.model.bodies import BodyMatch


def own_body(document: Document, report: Report, matcher: BodyMatcher) -> BodyMatch | None:
    """Return the match of the body that a report names as its own; None where it names none.

    A name that several bodies have is settled by the address that the document prints behind it, else by those in the
    sentence below its heading, else by the one province (and district) that its pages name.
    """
    if report.agency is None:
        return None
    match = matcher.match(report.agency, province=report.province)
    if match.body_id is not None:
        return match
    texts = [page.text for page in document.pages]
    by_address = _by_addresses(report.agency, addresses_behind(report.agency, texts), matcher)
    if by_address is not None:
        return by_address
    if match.status != "ambiguous":
        return match
    return _by_sentence(report.agency, document, matcher) or _by_places(match, texts, matcher)


def _by_sentence(name: str, document: Document, matcher: BodyMatcher) -> BodyMatch | None:
    """Return the match with the addresses below the first heading that names the body; None where they settle nothing.

    Those with a district go first: a province alone may be named for other reasons.
    """
    below = next(filter(None, (addresses_below(name, page) for page in document.pages)), ())
    whole = [address for address in below if address[0] is not None]
    return _by_addresses(name, whole or below, matcher)


def _by_addresses(name: str, addresses: Iterable[Address], matcher: BodyMatcher) -> BodyMatch | None:
    """Return the match with addresses; None where none leads to a body, or two to different ones."""
    matches = [
        matcher.match(name, district=district, province=province) for (district, province) in sorted(addresses, key=str)
    ]
    found = {match.body_id: match for match in matches if match.body_id is not None}
    return next(iter(found.values())) if len(found) == 1 else None


def _by_places(match: BodyMatch, texts: Sequence[str], matcher: BodyMatcher) -> BodyMatch:
    """Return the one candidate that is where the pages say; they must name one province, or one district of it."""
    named = provinces_named(texts)
    if len(named) != 1:
        return match
    inside = [body for c in match.candidates if (body := matcher.register[c]).province in named]
    if len(inside) > 1:
        districts = districts_named(texts, {body.district for body in inside if body.district})
        inside = [body for body in inside if len(districts) == 1 and body.district in districts]
    return _settled(inside, match)


def _settled(bodies: Sequence[Body], match: BodyMatch) -> BodyMatch:
    """Return the match of the one body that is left, else the match as it was."""
    return BodyMatch("variant", bodies[0].body_id) if len(bodies) == 1 else match
