"""Receipts: made from what the candidate may see, and worth nothing once a byte is changed."""

import base64
import hashlib
import json
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from judge.domain.access import Role
from judge.domain.challenge import Visibility
from judge.domain.receipts import TYPE
from judge.domain.report import Report
from judge.domain.submission import Purpose
from judge.receipts.keys import new_ring
from judge.receipts.verify import NotValid, read_keys, verify
from judge.service.ports import NewSubmission
from tests.fakes.notary import FakeNotary
from tests.fakes.world import SECRET, World, wrong_report

CODE = {"main.py": "print('my code')", "lib/a.py": "x"}


@pytest.fixture
def world() -> World:
    return World()


def receipt_of(world: World, report: Report | None = None, role: Role = Role.ADMIN) -> str:
    ann = world.client_of(Role.CANDIDATE, "acme", "ann")
    body = {"challenge": "adder", "runtime": "python", "files": CODE}
    submission = ann.post("/api/v1/submissions", json=body).json["id"]
    world.finish(submission, report)
    client = world.client_of(role, "" if role is Role.ADMIN else "acme", "ann")
    answer = client.get(f"/api/v1/submissions/{submission}/receipt")
    assert (answer.status_code, answer.content_type) == (200, "application/jose")
    return answer.text


def said_by(world: World, **more: Any) -> dict[str, Any]:
    return verify(receipt_of(world, **more), world.notary.public_keys())


def test_a_receipt_says_what_was_submitted_how_it_was_graded_and_what_it_got(world: World) -> None:
    said = said_by(world)
    assert said["format"] == 1
    digests = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in CODE.items()}
    assert said["submission"]["files"] == {path: f"sha256:{digest}" for path, digest in digests.items()}
    assert (said["submission"]["owner"], said["submission"]["organisation"]) == ("ann", "acme")
    assert said["submission"]["attempt"] == 1
    assert said["submission"]["finished_at"].endswith("Z")
    package = world.store.packages.latest("adder").package
    assert {**said["challenge"], "limits": None} == {"id": "adder", "version": 1, "package": package, "limits": None}
    assert said["challenge"]["limits"]["cases"]["memory_mib"] == 256
    assert said["sandbox"] == {"backend": "docker", "runtime": "runc", "image": "sha256:1", "enforced": ["memory"]}
    result = said["result"]
    assert (result["verdict"], result["score"], result["max_score"]) == ("wrong_answer", 40.0, 100.0)
    (stage,) = result["stages"]
    assert (stage["name"], stage["points"], stage["max_points"], stage["integrity"]) == ("cases", 40, 100, "isolated")
    assert [(test["name"], test["points"]) for test in stage["tests"]] == [("sample/1", 40), ("hidden/2", 0)]


@pytest.mark.parametrize("role", Role)
def test_everybody_gets_the_same_and_it_holds_no_more_than_the_candidates_view(world: World, role: Role) -> None:
    report = wrong_report()
    stage = report.stages[0]
    unseen = replace(stage.tests[1], name="hidden/unseen", visibility=Visibility.NONE)
    report = replace(report, stages=(replace(stage, tests=(*stage.tests, unseen)),))
    said = json.dumps(said_by(world, report=report, role=role))
    for secret in (SECRET, "unseen", "my code", "judge_k"):
        assert secret not in said


def test_a_failure_of_ours_is_told_as_one(world: World) -> None:
    said = said_by(world, report=Report(cause="sandbox_failed"))
    assert (said["result"]["verdict"], said["result"]["cause"]) == ("judge_error", "sandbox_failed")


def test_a_version_that_is_lost_leaves_the_receipt_without_limits(world: World) -> None:
    world.store.packages._files.clear()
    ann = world.client_of(Role.CANDIDATE, "acme", "ann")
    submission = world.store.submissions.create(
        NewSubmission(
            challenge="adder",
            challenge_version=1,
            package="sha256:gone",
            runtime="python",
            files={"main.py": b"1"},
            owner="ann",
            organisation="acme",
        )
    ).submission
    world.finish(submission.id)
    text = ann.get(f"/api/v1/submissions/{submission.id}/receipt").text
    assert verify(text, world.notary.public_keys())["challenge"]["limits"] == {}


def test_there_is_no_receipt_before_the_end_nor_for_what_does_not_count(world: World) -> None:
    waiting = world.submit()
    assert world.client.get(f"/api/v1/submissions/{waiting}/receipt").status_code == 409
    other = world.submit()
    world.finish(other)
    row = world.store.tables.row(other)
    for purpose in Purpose:
        row.record = replace(row.record, purpose=purpose)
        status = world.client.get(f"/api/v1/submissions/{other}/receipt").status_code
        assert status in ((200,) if purpose is Purpose.COUNTS else (404, 409)), purpose


def test_the_public_keys_are_public_and_hold_no_private_part(world: World) -> None:
    world.key(Role.ADMIN, "")
    answer = world.app.test_client().get("/api/v1/receipt-keys")
    (key,) = answer.json["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "alg", "use"}
    assert verify(receipt_of(world), read_keys(answer.text))["format"] == 1


# --- what is refused ---

NOTARY = FakeNotary()
KEYS = NOTARY.public_keys()
CLAIMS = {"format": 1, "iat": 1, "result": {"verdict": "wrong_answer", "score": 40.0}}
RECEIPT = NOTARY.sign(CLAIMS)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n~"


def part(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def signed(header: dict[str, Any], claims: Any = None, key: Ed25519PrivateKey = NOTARY.ring.private) -> str:
    """With a good signature over whatever header and text."""
    text = f"{part(header)}.{part(CLAIMS if claims is None else claims)}"
    return f"{text}.{part(key.sign(text.encode()))}"


GOOD = {"alg": "EdDSA", "kid": NOTARY.ring.kid, "typ": TYPE}


def test_an_untouched_one_is_valid_whoever_wrote_it_down() -> None:
    assert verify(RECEIPT, KEYS) == CLAIMS
    assert verify(signed(GOOD), KEYS) == CLAIMS


@given(at=st.integers(0, len(RECEIPT) - 1), letter=st.sampled_from(ALPHABET))
def test_no_letter_can_be_changed(at: int, letter: str) -> None:
    changed = RECEIPT[:at] + letter + RECEIPT[at + 1 :]
    if changed != RECEIPT:
        with pytest.raises(NotValid):
            verify(changed, KEYS)


@given(at=st.integers(0, len(RECEIPT)), letters=st.text(ALPHABET, min_size=1, max_size=4), cut=st.integers(0, 3))
def test_nothing_can_be_put_in_or_taken_out(at: int, letters: str, cut: int) -> None:
    for changed in (RECEIPT[:at] + letters + RECEIPT[at:], RECEIPT[:at] + RECEIPT[at + cut + 1 :]):
        if changed != RECEIPT:
            with pytest.raises(NotValid):
                verify(changed, KEYS)


@given(st.text(max_size=200))
def test_any_text_is_refused_and_nothing_breaks(text: str) -> None:
    with pytest.raises(NotValid):
        verify(text, KEYS)


def test_every_letter_of_a_whole_receipt_counts() -> None:
    """All of the last letter's values too, of which base64 ignores some bits."""
    for at in range(len(RECEIPT)):
        for letter in ("A", "B", "_", "g") if at < len(RECEIPT) - 1 else ALPHABET:
            if letter != RECEIPT[at]:
                with pytest.raises(NotValid):
                    verify(RECEIPT[:at] + letter + RECEIPT[at + 1 :], KEYS)


@pytest.mark.parametrize(
    "header",
    [
        {**GOOD, "alg": "none"},
        {**GOOD, "alg": "HS256"},
        {**GOOD, "alg": "ES256"},
        {**GOOD, "alg": ["EdDSA"]},
        {**GOOD, "typ": "JWT"},
        {**GOOD, "crit": ["b64"], "b64": False},
        {**GOOD, "jwk": {"kty": "OKP"}},
        {**GOOD, "jku": "https://evil.example.com/jwks.json"},
        {**GOOD, "kid": "another"},
        {**GOOD, "kid": None},
        {**GOOD, "kid": {"a": 1}},
        {"alg": "EdDSA", "typ": TYPE},
        {"alg": "EdDSA", "kid": NOTARY.ring.kid},
        {},
    ],
)
def test_another_header_is_refused_however_good_its_signature(header: dict[str, Any]) -> None:
    with pytest.raises(NotValid):
        verify(signed(header), KEYS)


def test_no_signature_and_one_with_the_public_key_as_a_secret_are_refused() -> None:
    unsigned = f"{part({**GOOD, 'alg': 'none'})}.{part(CLAIMS)}."
    confused = jwt.encode(CLAIMS, KEYS[0]["x"].ljust(32), "HS256", headers={"kid": NOTARY.ring.kid, "typ": TYPE})
    for forged in (unsigned, confused, f"{unsigned}AA"):
        with pytest.raises(NotValid):
            verify(forged, KEYS)


def test_another_key_under_the_same_name_is_refused() -> None:
    with pytest.raises(NotValid, match="changed, or signed by another key"):
        verify(signed(GOOD, key=new_ring().private), KEYS)
    with pytest.raises(NotValid, match="not among those given"):
        verify(RECEIPT, new_ring().keys)
    with pytest.raises(NotValid, match="not among those given"):
        verify(RECEIPT, [])


@pytest.mark.parametrize("key", [{"kty": "RSA"}, {"x": "AAAA"}, {"x": 5}, {"crv": "Ed448"}, {"crv": "X25519"}])
def test_a_key_of_another_kind_is_refused(key: dict[str, Any]) -> None:
    with pytest.raises(NotValid):
        verify(RECEIPT, [{**KEYS[0], **key}])


@pytest.mark.parametrize("claims", [[1], "text", b"\xff", {"format": 2}, {}, {"format": "1"}])
def test_a_text_that_is_no_receipt_of_this_format_is_refused(claims: Any) -> None:
    with pytest.raises(NotValid):
        verify(signed(GOOD, claims), KEYS)


@pytest.mark.parametrize("document", ["", "[]", "{}", '{"keys": 1}', '{"keys": [1]}', "\x00"])
def test_what_is_no_jwks_is_told(document: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_keys(document)
