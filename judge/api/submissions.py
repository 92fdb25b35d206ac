"""Calls about submissions. A submission's road begins in :func:`submit`."""

from flask import Response, request

from judge.api.access import scope
from judge.api.bodies import read_submission
from judge.api.calls import PREFIX, Answer, Call, json_response
from judge.api.events import EVENTS_ANSWERS, events_view
from judge.api.records import Submission, SubmissionPage, submission, summary
from judge.api.requests import (
    ArchiveRequest,
    EventsHeaders,
    ListQuery,
    SubmissionRequest,
    SubmitHeaders,
    WaitQuery,
    headers_of,
    query_of,
)
from judge.domain.access import MANAGERS
from judge.formats.junit import junit_xml
from judge.service.cases import Cases
from judge.service.ports import Query

_ROOT = f"{PREFIX}/submissions"
_ONE = _ROOT + "/{submission_id}"
_BODY_ERRORS = ("malformed_json", "malformed_multipart", "body_too_large", "unsupported_media_type")
_SUBMIT_ERRORS = ("invalid_input", "unknown_challenge", "unknown_runtime", "runtime_not_allowed", "invalid_files")
_ARCHIVE_ERRORS = ("invalid_archive", "missing_main_file")
_ASSESSMENT_ERRORS = ("assessment_not_open", "deadline_passed", "attempts_exhausted")


def submission_calls(cases: Cases) -> tuple[Call, ...]:
    """The rows of the route table that these use cases answer."""

    def submit() -> Response:
        key = headers_of(SubmitHeaders).idempotency_key
        submitted = cases.submit.reading(lambda: read_submission(request, cases.limits, key), scope())
        record = submission(submitted.view)
        return json_response(record, 202, {"Location": f"{_ROOT}/{record.id}"})

    def get(submission_id: str) -> Response:
        return json_response(submission(cases.submissions.wait(submission_id, query_of(WaitQuery).wait, scope())))

    def report_xml(submission_id: str) -> Response:
        view = cases.submissions.report(submission_id, scope())
        document = junit_xml(view.submission.challenge, view.report) if view.report else b""
        return Response(document, content_type="application/xml")

    def cancel(submission_id: str) -> Response:
        return json_response(submission(cases.submissions.cancel(submission_id, scope())))

    def rejudge(submission_id: str) -> Response:
        record = submission(cases.submissions.rejudge(submission_id, scope()))
        return json_response(record, 202, {"Location": f"{_ROOT}/{record.id}"})

    def list_all() -> Response:
        query = query_of(ListQuery)
        page = cases.submissions.page(
            Query(
                challenge=query.challenge,
                verdict=query.verdict,
                state=query.state,
                within=query.within(),
                cursor=query.cursor,
                limit=query.limit,
            ),
            scope(),
        )
        found = [summary(view) for view in page.views]
        return json_response(SubmissionPage.model_construct(submissions=found, cursor=page.cursor or None))

    record = Answer(description="The record.", model=Submission)
    accepted = Answer(status=202, description="Taken; poll it.", model=Submission, headers=("Location",))
    return (
        Call(
            method="POST",
            path=_ROOT,
            view=submit,
            summary="Submit files to a challenge",
            answers=(accepted,),
            errors=(
                *_BODY_ERRORS,
                *_SUBMIT_ERRORS,
                *_ARCHIVE_ERRORS,
                *_ASSESSMENT_ERRORS,
                "idempotency_key_reused",
                "queue_full",
                "store_full",
                "quota_exceeded",
            ),
            headers=SubmitHeaders,
            body={"application/json": SubmissionRequest, "multipart/form-data": ArchiveRequest},
        ),
        Call(
            method="GET",
            path=_ROOT,
            view=list_all,
            summary="List submissions, newest first",
            answers=(Answer(description="A page of records.", model=SubmissionPage),),
            errors=("invalid_input",),
            query=ListQuery,
        ),
        Call(
            method="GET",
            path=_ONE,
            view=get,
            summary="Get a submission, or wait for its verdict",
            answers=(record,),
            errors=("not_found", "invalid_input", "quota_exceeded"),
            query=WaitQuery,
        ),
        Call(
            method="GET",
            path=f"{_ONE}/events",
            view=events_view(cases.submissions),
            summary="Follow a submission by server-sent events",
            answers=EVENTS_ANSWERS,
            errors=("not_found", "invalid_input", "quota_exceeded"),
            headers=EventsHeaders,
        ),
        Call(
            method="GET",
            path=f"{_ONE}/report.xml",
            view=report_xml,
            summary="The report as JUnit XML",
            answers=(Answer(description="One testsuite for each stage.", media_type="application/xml"),),
            errors=("not_found", "conflict"),
        ),
        Call(
            method="POST",
            path=f"{_ONE}/cancel",
            view=cancel,
            summary="Cancel a submission that is not finished",
            answers=(record,),
            errors=("not_found", "conflict"),
        ),
        Call(
            method="POST",
            path=f"{_ONE}/rejudge",
            view=rejudge,
            summary="Grade a submission again, with the same challenge version",
            access=MANAGERS,
            answers=(accepted,),
            errors=("not_found", "conflict"),
        ),
    )
