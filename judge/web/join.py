"""The page behind an invitation's link: what one is invited to, a button that starts the clock, and then the key."""

from flask import Response, request

from judge.api.calls import Answer, Call
from judge.api.problems import CODES
from judge.domain.access import PUBLIC
from judge.domain.errors import Busy, Conflict, JudgeError, NotFound
from judge.service.cases import Cases
from judge.service.joining import Offer
from judge.web.pages import page, until

_PATH = "/join/{token}"
_REFUSED = (NotFound, Conflict, Busy)
_HEADINGS = {
    "not_found": "This link is not valid",
    "invitation_used": "You have joined already",
    "invitation_ended": "This invitation has ended",
    "assessment_not_open": "Not open yet",
    "quota_exceeded": "Too many requests",
}


def join_calls(cases: Cases) -> tuple[Call, ...]:
    def look(token: str) -> Response:
        try:
            offer = cases.joining.look(token, address())
        except _REFUSED as error:
            return _refusal(error)
        return page("offer", offer=offer, left=_left(offer))

    def start(token: str) -> Response:
        try:
            joined = cases.joining.join(token, address())
        except _REFUSED as error:
            return _refusal(error)
        offer = joined.offer
        return page("joined", offer=offer, left=_left(offer), key=joined.whole, url=base_url(cases))

    refused = (404, 409, 410, 429)
    pages = tuple(
        Answer(status=each, description="A page with the reason.", media_type="text/html") for each in refused
    )
    return (
        Call(
            method="GET",
            path=_PATH,
            view=look,
            summary="The page of an invitation: nothing starts yet",
            access=PUBLIC,
            answers=(Answer(description="What one is invited to.", media_type="text/html"), *pages),
            errors=("unavailable",),
        ),
        Call(
            method="POST",
            path=_PATH,
            view=start,
            summary="Start: the page with the key",
            access=PUBLIC,
            answers=(Answer(description="The key, shown this once.", media_type="text/html"), *pages),
            errors=("unavailable",),
        ),
    )


def base_url(cases: Cases) -> str:
    """Where the server is reached: as its settings say, or as this request did."""
    return cases.url or request.host_url.rstrip("/")


def address() -> str:
    """Whose requests are counted together."""
    return request.remote_addr or ""


def _left(offer: Offer) -> str:
    return until(offer.ends, offer.now)


def _refusal(error: JudgeError) -> Response:
    code = error.code if error.code in _HEADINGS else "not_found"
    retry = {"Retry-After": str(error.retry_after_s)} if isinstance(error, Busy) else None
    return page("refused", CODES[code][0], retry, heading=_HEADINGS[code], reason=str(error))
