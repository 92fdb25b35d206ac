"""The page behind an invitation's link, without a browser."""

import base64
import hashlib
import re

import pytest
from werkzeug.test import TestResponse

from judge.service.joining import KNOCKS
from judge.web.pages import spoken
from tests.fakes.exam import V1, Candidate, Exam, stamp

FORM = '<form method="post">'


def path(link: str) -> str:
    return link.removeprefix("http://localhost")


def look(exam: Exam, link: str) -> TestResponse:
    return exam.world.app.test_client().get(path(link))


def press(exam: Exam, link: str, **headers: str) -> TestResponse:
    return exam.world.app.test_client().post(path(link), headers=headers)


def test_the_page_says_what_one_is_invited_to_and_starts_nothing() -> None:
    exam = Exam(title="Backend <b>&</b>", duration_s=5400, closes_at="2099-12-31T00:00:00Z", attempts=3)
    made = exam.invite("Ann", extra_time_s=600)
    for _ in range(2):
        answer = look(exam, made["link"])
        assert answer.status_code == 200
    for text in ("Backend &lt;b&gt;&amp;&lt;/b&gt;", "Ann", "Adder", "1 hour 40 minutes", "3 for each", "best", FORM):
        assert text in answer.text
    assert '<time datetime="2099-12-31T00:10:00Z">2099-12-31 00:10:00 UTC</time>' in answer.text
    assert exam.about(made["id"]).json["joined_at"] is None


def test_start_shows_the_key_once_with_lines_that_are_ready() -> None:
    exam = Exam(duration_s=5400)
    made = exam.invite()
    answer = press(exam, made["link"], **{"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200
    [key] = set(re.findall(r"judge_[a-z0-9]{10}_[\w-]{32}", answer.text))
    assert Candidate(exam.world, key).mine["state"] == "running"
    for line in (
        "export JUDGE_API_URL=http://localhost",
        f"export JUDGE_API_KEY={key}",
        "-F challenge=adder -F runtime=python -F archive=@solution.tar.gz $JUDGE_API_URL/api/v1/submissions",
        "judge submit solution --challenge adder --runtime python",
    ):
        assert line in answer.text.replace("&#34;", '"')
    again = press(exam, made["link"])
    assert (again.status_code, key in again.text) == (409, False)
    assert look(exam, made["link"]).status_code == 409
    assert "new link" in look(exam, made["link"]).text


def test_another_web_site_cannot_press_start() -> None:
    exam = Exam()
    made = exam.invite()
    answer = press(exam, made["link"], **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert exam.about(made["id"]).json["joined_at"] is None


def test_before_it_opens_there_is_no_button() -> None:
    exam = Exam(opens_at="2099-01-02T03:04:05Z")
    made = exam.invite()
    answer = look(exam, made["link"])
    assert (answer.status_code, FORM in answer.text) == (200, False)
    assert "2099-01-02 03:04:05 UTC" in answer.text
    assert press(exam, made["link"]).status_code == 409


@pytest.mark.parametrize("how", ["unknown", "withdrawn", "closed", "archived"])
def test_a_link_that_is_not_good_leads_to_a_page_with_the_reason(how: str) -> None:
    exam = Exam(closes_at=stamp(hours=1))
    made = exam.invite()
    link = made["link"]
    match how:
        case "unknown":
            link = "http://localhost/join/nonsense"
        case "withdrawn":
            exam.about(made["id"], "withdraw")
        case "closed":
            exam.after(hours=1)
        case "archived":
            exam.change(archived=True)
    for answer in (look(exam, link), press(exam, link)):
        assert answer.status_code == (404 if how == "unknown" else 410)
        assert answer.content_type == "text/html; charset=utf-8"
        assert FORM not in answer.text
        reason = {"unknown": "not valid", "withdrawn": "withdrawn", "closed": "closed at", "archived": "was closed"}
        assert reason[how] in answer.text


def test_a_renewed_link_says_that_the_clock_goes_on() -> None:
    exam = Exam(duration_s=600)
    made = exam.invite()
    exam.join(made["link"])
    exam.after(seconds=300)
    renewed = exam.about(made["id"], "renew").json["link"]
    assert "You have started already" in look(exam, renewed).text
    exam.after(seconds=400)
    assert "read your results" in look(exam, renewed).text
    assert "read your results" in press(exam, renewed).text


def test_too_many_requests_get_a_page_that_says_so() -> None:
    exam = Exam()
    exam.world.parts.rates.hit("joins 127.0.0.1", f"{KNOCKS}/minute", KNOCKS)
    answer = look(exam, exam.invite()["link"])
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "Too many requests" in answer.text


def test_nothing_but_the_pages_own_style_is_allowed_and_nothing_is_kept() -> None:
    exam = Exam()
    answer = look(exam, exam.invite()["link"])
    [style] = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = dict(each.split(" ", 1) for each in answer.headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert not re.search(r"<script|style=|\bon\w+=|src=", answer.text)


def test_a_page_is_no_place_to_look_from_another_host() -> None:
    exam = Exam()
    made = exam.invite()
    exam.world.cases.url = "https://judge.example.org"
    answer = exam.world.app.test_client().post(path(made["link"]), headers={"Host": "evil.example"})
    assert "evil.example" not in answer.text
    assert "export JUDGE_API_URL=https://judge.example.org" in answer.text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "no time"),
        (1, "1 second"),
        (61, "1 minute 1 second"),
        (5400, "1 hour 30 minutes"),
        (86400, "1 day"),
        (90061, "1 day 1 hour"),
        (7200.9, "2 hours"),
    ],
)
def test_durations_are_said_in_words(seconds: float, words: str) -> None:
    assert spoken(seconds) == words


def test_the_page_and_the_call_are_the_same_door() -> None:
    exam = Exam()
    made = exam.invite()
    assert press(exam, made["link"]).status_code == 200
    token = {"token": made["link"]}
    assert exam.world.app.test_client().post(f"{V1}/join", json=token).json["code"] == "invitation_used"
