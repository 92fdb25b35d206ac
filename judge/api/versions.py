"""Calls about the versions of a challenge: look, publish, go back to an old one, withdraw."""

from flask import Response
from pydantic import Field

from judge.api.access import scope
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.requests import Closed, query_of
from judge.api.version_records import VersionOut, VersionsOut, version_out, version_summary
from judge.archives.packing import make_archive
from judge.domain.access import MANAGERS
from judge.domain.errors import NotFound
from judge.service.cases import Cases

_CHALLENGE = PREFIX + "/challenges/{challenge_id}"
_ALL = f"{_CHALLENGE}/versions"
_ONE = _ALL + "/{number}"
_MOST_DIGITS = 6


class VersionsQuery(Closed):
    cursor: int = Field(0, ge=0, le=999_999, description="`cursor` of the page before")
    limit: int = Field(50, ge=1, le=200)


def version_calls(cases: Cases) -> tuple[Call, ...]:
    versions = cases.versions

    def list_all(challenge_id: str) -> Response:
        query = query_of(VersionsQuery)
        page = versions.page(challenge_id, scope(), cursor=query.cursor, limit=query.limit)
        found = [version_summary(view) for view in page.views]
        return json_response(VersionsOut(versions=found, cursor=page.cursor or None))

    def get(challenge_id: str, number: str) -> Response:
        return json_response(version_out(versions.get(challenge_id, _number(number), scope())))

    def package(challenge_id: str, number: str) -> Response:
        files = versions.files(challenge_id, _number(number), scope())
        named = f'attachment; filename="{challenge_id}-{_number(number)}.tar.gz"'
        return Response(
            cases.aside(lambda: make_archive(files)),
            content_type="application/gzip",
            headers={"Content-Disposition": named},
        )

    def publish(challenge_id: str, number: str) -> Response:
        record = version_out(versions.publish(challenge_id, _number(number), scope()))
        return json_response(record, 202, {"Location": f"{PREFIX}/challenges/{challenge_id}/versions/{record.number}"})

    def cancel(challenge_id: str, number: str) -> Response:
        return json_response(version_out(versions.cancel(challenge_id, _number(number), scope())))

    def reinstate(challenge_id: str, number: str) -> Response:
        return json_response(version_out(versions.reinstate(challenge_id, _number(number), scope())))

    def withdraw(challenge_id: str) -> Response:
        return json_response(version_out(versions.withdraw(challenge_id, scope())))

    record = Answer(description="The version.", model=VersionOut)
    begun = Answer(status=202, description="Its check has begun; poll it.", model=VersionOut, headers=("Location",))
    return (
        Call(
            method="GET",
            path=_ALL,
            view=list_all,
            summary="List the versions of a challenge, newest first",
            answers=(Answer(description="A page of versions.", model=VersionsOut),),
            errors=("not_found", "invalid_input"),
            query=VersionsQuery,
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=_ONE,
            view=get,
            summary="Get a version and what its check found",
            answers=(record,),
            errors=("not_found",),
            access=MANAGERS,
        ),
        Call(
            method="GET",
            path=f"{_ONE}/package",
            view=package,
            summary="Download a version's package, with hidden tests and answers",
            answers=(Answer(description="A tar.gz.", media_type="application/gzip"),),
            errors=("not_found",),
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=f"{_ONE}/publish",
            view=publish,
            summary="Check a version, and publish it if its known submissions get their verdicts twice",
            answers=(begun,),
            errors=("not_found", "conflict", "invalid_package"),
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=f"{_ONE}/cancel",
            view=cancel,
            summary="Give up the check of a version",
            answers=(record,),
            errors=("not_found", "conflict"),
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=f"{_ONE}/reinstate",
            view=reinstate,
            summary="Make a version current again that was published before",
            answers=(record,),
            errors=("not_found", "conflict", "invalid_package"),
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=f"{_CHALLENGE}/withdraw",
            view=withdraw,
            summary="Withdraw a challenge: no version is current any more",
            answers=(Answer(description="The version that was current.", model=VersionOut),),
            errors=("not_found", "conflict"),
            access=MANAGERS,
        ),
    )


def _number(text: str) -> int:
    """Raises NotFound: what is no number is the number of no version."""
    if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS:
        return int(text)
    raise NotFound(f"there is no version {text[:_MOST_DIGITS]!r}")
