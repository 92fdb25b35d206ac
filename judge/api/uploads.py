"""Calls that take a challenge package: look at it, or keep it as a version."""

from flask import Response, request
from pydantic import BaseModel, Field

from judge.api.access import scope
from judge.api.bodies import form_body
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.keys import ORGANISATION
from judge.api.problems import FieldError
from judge.api.requests import Binary, Closed
from judge.api.version_records import VersionOut, version_out
from judge.archives import read_archive
from judge.domain.access import MANAGERS
from judge.domain.errors import FieldProblem
from judge.packages import sizes
from judge.packages.upload import left_out
from judge.service.cases import Cases
from judge.service.files import FileLimits
from judge.service.uploads import Upload

_ROOT = f"{PREFIX}/challenges"
_WRONG = "The package cannot be taken."
_BESIDE_BYTES = 64 * 1024
"""Of a request: what stands in it beside the archive."""
_RATIO = 1100
"""More than deflate can do: tests may well be large and monotonous, and the limits below bound what they unpack to."""
_ERRORS = (
    "malformed_multipart",
    "body_too_large",
    "unsupported_media_type",
    "invalid_input",
    "quota_exceeded",
    "invalid_archive",
)
LIMITS = FileLimits(files=sizes.MAX_FILES, file_bytes=sizes.MAX_FILE_BYTES, total_bytes=sizes.MAX_TOTAL_BYTES)


class _Package(Closed):
    archive: Binary


class PackageToCheck(_Package):
    """A challenge package as a zip or tar.gz, of the folder or of what is in it."""


class NewPackage(_Package):
    """A challenge package as a zip or tar.gz, of the folder or of what is in it."""

    publish: bool = Field(False, description="Begin the check that publishes it")
    organisation: str = Field(
        "", pattern=f"^({ORGANISATION})?$", description="Yours, if not given; an admin's are for all"
    )


class PackageReport(BaseModel):
    """All that is wrong with a package. `before_publishing` is what a draft may have, and a published version not."""

    ok: bool
    challenge: str | None
    problems: list[FieldError]
    before_publishing: list[FieldError]


def upload_calls(cases: Cases) -> tuple[Call, ...]:
    def files_of(archive: bytes) -> dict[str, bytes]:
        return cases.aside(lambda: read_archive(archive, LIMITS, skip=left_out, ratio=_RATIO))

    def to_check() -> dict[str, bytes]:
        return files_of(form_body(PackageToCheck, request, _WRONG).archive)

    def new() -> Upload:
        sent = form_body(NewPackage, request, _WRONG)
        return Upload(files=files_of(sent.archive), organisation=sent.organisation or None, publish=sent.publish)

    def check() -> Response:
        request.max_content_length = cases.max_package_bytes + _BESIDE_BYTES
        found = cases.uploads.examine(to_check, scope())
        return json_response(_report(found.challenge, found.problems, found.before_publishing))

    def create() -> Response:
        request.max_content_length = cases.max_package_bytes + _BESIDE_BYTES
        record = version_out(cases.uploads.reading(new, scope()))
        location = f"{_ROOT}/{record.challenge}/versions/{record.number}"
        return json_response(record, 201, {"Location": location})

    kept = Answer(status=201, description="The version of this content.", model=VersionOut, headers=("Location",))
    return (
        Call(
            method="POST",
            path=f"{_ROOT}/check",
            view=check,
            summary="Look for problems in a challenge package; nothing is kept",
            answers=(Answer(description="What was found.", model=PackageReport),),
            errors=_ERRORS,
            body={"multipart/form-data": PackageToCheck},
            access=MANAGERS,
        ),
        Call(
            method="POST",
            path=_ROOT,
            view=create,
            summary="Upload a challenge package as a new version, a draft",
            answers=(kept,),
            errors=(*_ERRORS, "invalid_package", "id_taken", "not_found", "conflict"),
            body={"multipart/form-data": NewPackage},
            access=MANAGERS,
        ),
    )


def _report(
    challenge: str, problems: tuple[FieldProblem, ...], before_publishing: tuple[FieldProblem, ...]
) -> PackageReport:
    return PackageReport(
        ok=not problems,
        challenge=challenge or None,
        problems=[FieldError(field=each.field, message=each.message) for each in problems],
        before_publishing=[FieldError(field=each.field, message=each.message) for each in before_publishing],
    )
