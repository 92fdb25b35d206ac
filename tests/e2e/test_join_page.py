"""The page behind an invitation's link, in a real browser, against a real judge."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.judge_server import ROOT, JudgeServer
from tests.e2e.packages import ADD

CHROMIUM = "/usr/bin/chromium"
EACH_LINE = "import sys\nfor line in sys.stdin:\n    print(sum(map(int, line.split())))\n"
"""Solves both challenges."""
PHONE = {"width": 360, "height": 740}
KEY = re.compile(r"judge_[a-z0-9]{10}_[A-Za-z0-9_-]{32}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's. Its own sandbox does not start for root."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Complaints of the browser (something the policy forbids, something not found) are failures."""
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def link(judge: JudgeServer) -> str:
    return invite(judge, title="Backend engineer: first round", attempts=2)


def invite(judge: JudgeServer, **terms: Any) -> str:
    body = {"challenges": ["walls", "sum-of-two"], "duration_s": 5400, **terms}
    made = judge.client.post("/api/v1/assessments", json=body)
    assert made.status_code == 201, made.text
    answer = judge.client.post(
        f"/api/v1/assessments/{made.json()['id']}/invitations", json={"invitations": [{"name": "Ann Lee"}]}
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["invitations"][0]["link"])


def shown_key(page: Page) -> str:
    text = page.get_by_label("Your key").inner_text().strip()
    assert KEY.fullmatch(text)
    return text


def test_a_candidate_looks_starts_and_submits_with_the_key(judge: JudgeServer, page: Page, link: str) -> None:
    page.goto(link)
    assert page.title() == "Backend engineer: first round"
    assert page.get_by_role("list").get_by_role("listitem").all_inner_texts() == ["Sum", "Sum of two"]
    page.get_by_text("1 hour 30 minutes from when you start").wait_for()
    page.get_by_role("button", name="Start").click()
    page.get_by_text("Your time is running").wait_for()

    with judge.client_with(shown_key(page)) as candidate:
        body = {"challenge": "walls", "runtime": "python", "files": {"main.py": ADD}}
        sent = candidate.post("/api/v1/submissions", json=body)
        assert sent.status_code == 202, sent.text
        record = candidate.get(f"/api/v1/submissions/{sent.json()['id']}", params={"wait": 60}).json()
        assert record["verdict"] == "accepted"
        mine = candidate.get("/api/v1/assessment").json()
    assert mine["challenges"][0]["attempts"] == {"used": 1, "left": 1, "pending": 0}
    assert mine["challenges"][0]["counting"]["id"] == record["id"]


def test_the_lines_that_the_page_shows_run_as_they_stand(
    judge: JudgeServer, page: Page, link: str, tmp_path: Path
) -> None:
    """All of them, one after the other, in a shell where ``judge`` is installed and ``solution`` is a folder."""
    page.goto(link)
    page.get_by_role("button", name="Start").click()
    key = shown_key(page)
    lines = [text for text in page.locator("pre").all_inner_texts() if text.strip() != key]
    (tmp_path / "solution").mkdir()
    (tmp_path / "solution" / "main.py").write_text(EACH_LINE)
    command = tmp_path / "judge"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m judge.cli "$@"\n')
    command.chmod(0o755)
    script = tmp_path / "all.sh"
    shown = "\n".join(lines).replace("runtime cpp", "runtime python").replace("runtime=cpp", "runtime=python")
    script.write_text(f"set -eu\nPATH={tmp_path}:$PATH\nalias curl='curl -sSf'\n{shown}\n")
    ran = subprocess.run(
        ("sh", str(script)), cwd=tmp_path, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    with judge.client_with(key) as candidate:
        sent = candidate.get("/api/v1/submissions").json()["submissions"]
    assert [each["challenge"] for each in sent] == ["sum-of-two", "sum-of-two", "walls", "walls"]


def test_who_comes_back_is_told_that_they_have_joined(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name="Start").click()
    key = shown_key(page)
    page.context.new_page().goto(link)
    again = page.context.pages[-1]
    assert again.get_by_role("heading", level=1).inner_text() == "You have joined already"
    assert again.get_by_text("new link").is_visible()
    assert key not in again.content()


def test_the_keyboard_alone_will_do(page: Page, link: str) -> None:
    page.goto(link)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Start"
    assert focused.evaluate("element => getComputedStyle(element).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.get_by_text("Your time is running").wait_for()
    page.keyboard.press("Tab")
    assert KEY.fullmatch(page.locator(":focus").inner_text().strip())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_it_without_scrolling_sideways(page: Page, link: str, scheme: Any) -> None:
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=scheme)
    page.goto(link)
    assert_fits(page)
    button = page.get_by_role("button", name="Start")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44, "a finger needs that much"
    button.click()
    page.get_by_text("Your time is running").wait_for()
    assert_fits(page)


def assert_fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_link_that_is_not_good_leads_to_a_page_that_says_so(judge: JudgeServer, browser: Browser) -> None:
    """Apart from the others: a browser notes a 404 as an error."""
    page = browser.new_page()
    answer = page.goto(f"{judge.client.base_url}/join/nonsense")
    assert answer is not None
    assert answer.status == 404
    assert page.get_by_role("heading", level=1).inner_text() == "This link is not valid"
    page.close()
