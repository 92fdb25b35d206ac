"""What clients send, in any text: a model, query, header, key, link and address is taken, or refused with reasons."""

import base64
import json
import string
from http import HTTPStatus
from urllib.parse import urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from judge.api.app import route_table
from judge.api.metrics import Metrics
from judge.api.requests import headers_of, query_of, validated
from judge.domain import keys, links
from judge.domain.errors import FieldProblem, InvalidInput
from judge.outgoing.addresses import Addresses, Refused, public
from judge.outgoing.post import HttpPost
from judge.receipts.verify import NotValid, read_keys, verify
from tests.fakes.world import World
from tests.unit.refusing import or_refused_by

WORLD = World()
CALLS = route_table(WORLD.cases, Metrics(lambda: None))
BODIES = {f"{call.method} {call.path}": model for call in CALLS for kind, model in call.body.items() if "json" in kind}
QUERIES = {call.query.__name__: call.query for call in CALLS if call.query}
HEADERS = {call.headers.__name__: call.headers for call in CALLS if call.headers}

NUMBERS = st.integers() | st.floats() | st.sampled_from([2**64, -(2**63) - 1, 1e308])
ODD = st.sampled_from(
    [
        "",
        "\x00",
        "�",
        "null",
        "NaN",
        "1e999",
        "2030-01-02T03:04:05Z",
        "0000-00-00T00:00:00Z",
        "9" * 50,
        "٣",
        "\uff10",
        "9999-12-31T23:59:59+23:59",
        "2030-01-02",
        "2030-01-02T03:04:05",
        "PT1H",
        "A" * 26,
        "0" * 26,
        "../../x",
        "%00",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | ODD | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | ODD, inner, max_size=3),
    max_leaves=6,
)


def taken_or_refused(read) -> None:
    problems: tuple[FieldProblem, ...] = ()
    try:
        read()
    except InvalidInput as refused:
        problems = refused.problems
    for problem in problems:
        assert problem.field
        assert problem.message
        f"{problem.field} {problem.message}".encode()


@pytest.mark.parametrize("name", BODIES)
@given(data=st.data())
def test_any_json_is_a_body_or_refused_with_reasons(name: str, data: st.DataObject) -> None:
    model = BODIES[name]
    fields = st.sampled_from([*sorted(model.model_fields), "more"])
    body = data.draw(st.dictionaries(fields, VALUES, max_size=6) | VALUES)
    taken_or_refused(lambda: validated(model, body, "It is wrong."))


@pytest.mark.parametrize("name", QUERIES)
@given(data=st.data())
def test_any_query_is_taken_or_refused_with_reasons(name: str, data: st.DataObject) -> None:
    model = QUERIES[name]
    fields = st.sampled_from([*sorted(model.model_fields), "more", "�"])
    pairs = data.draw(st.lists(st.tuples(fields, ODD | NUMBERS.map(str) | st.text(max_size=10)), max_size=4))
    sendable = [(name.encode("utf-8", "surrogatepass"), text.encode("utf-8", "surrogatepass")) for name, text in pairs]
    escaped = "&".join("=".join("".join(f"%{byte:02X}" for byte in each) for each in pair) for pair in sendable)
    with WORLD.app.test_request_context("/", query_string=escaped):
        taken_or_refused(lambda: query_of(model))


@pytest.mark.parametrize("name", HEADERS)
@given(data=st.data())
def test_any_header_is_taken_or_refused_with_reasons(name: str, data: st.DataObject) -> None:
    model = HEADERS[name]
    sent = {
        str(info.alias): data.draw(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=300))
        for info in model.model_fields.values()
    }
    with WORLD.app.test_request_context("/", headers=sent):
        taken_or_refused(lambda: headers_of(model))


KEY_CHARS = string.ascii_letters + string.digits + "_-. é\n\0"


@given(st.text(max_size=60) | st.text(KEY_CHARS, max_size=60) | st.text(KEY_CHARS, min_size=30).map("judge_".__add__))
def test_any_text_is_a_key_or_a_link_or_none(text) -> None:
    key = keys.parts(text)
    assert key is None or keys.whole(*key) == text
    link = links.parts(text)
    assert link is None or text.endswith(links.whole(*link))


@given(st.binary(max_size=60), st.sampled_from(["Bearer ", "bearer", "Basic ", "", "Bearer  judge_", "\t"]))
def test_any_authorization_is_refused_alike(token, scheme) -> None:
    world = WORLD_WITH_KEYS
    text = scheme + "".join(chr(byte) for byte in token if byte not in b"\r\n")
    answer = world.app.test_client().get("/api/v1/me", headers={"Authorization": text})
    assert answer.status_code == HTTPStatus.UNAUTHORIZED
    assert answer.json["code"] == "unauthenticated"


WORLD_WITH_KEYS = World()
WORLD_WITH_KEYS.key("admin", "")

PRIVATE = Ed25519PrivateKey.generate()
PUBLIC = json.loads(jwt.get_algorithm_by_name("EdDSA").to_jwk(PRIVATE.public_key())) | {"kid": "k"}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@given(VALUES, VALUES, st.binary(max_size=70), VALUES)
def test_any_three_parts_are_no_receipt(header, payload, signature, jwk) -> None:
    text = ".".join(map(b64, (json.dumps(header).encode(), json.dumps(payload).encode(), signature)))
    for known in ([PUBLIC], [{"kid": "k", "kty": "OKP", "crv": "Ed25519", "x": jwk}]):
        for receipt in (text, f"{b64(json.dumps(GOOD_HEADER).encode())}.{text.partition('.')[2]}"):
            with pytest.raises(NotValid):
                verify(receipt, known)


GOOD_HEADER = {"alg": "EdDSA", "typ": "judge-receipt+jws", "kid": "k"}


@given(VALUES | st.dictionaries(st.sampled_from(["format", "iat", "exp", "nbf", "sub", "iss", "jti", "aud"]), VALUES))
def test_what_a_known_key_has_signed_is_read_or_refused(payload) -> None:
    """A key of the judge's signs nothing but receipts; one that somebody else gave may have signed anything."""
    signing = f"{b64(json.dumps(GOOD_HEADER).encode())}.{b64(json.dumps(payload).encode())}"
    receipt = f"{signing}.{b64(PRIVATE.sign(signing.encode()))}"
    with or_refused_by(NotValid):
        assert verify(receipt, [PUBLIC])["format"] == 1


@pytest.mark.parametrize("document", ["[" * 200_000, '{"keys":' * 100_000, "\ud800", "", "9" * 5000, '{"keys": [1]}'])
def test_what_is_no_list_of_keys_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_keys(document)


@given(st.text(max_size=30) | VALUES.map(json.dumps))
def test_any_document_is_a_list_of_keys_or_refused(document) -> None:
    with or_refused_by(ValueError):
        assert all(isinstance(key, dict) for key in read_keys(document))


URL_PARTS = st.sampled_from(
    [
        "https:",
        "http:",
        "//",
        "/",
        "@",
        ":",
        "?",
        "#",
        "[",
        "]",
        "::1",
        "127.0.0.1",
        "1.1.1.1",
        "a.example",
        "0",
        "%00",
        "0x7f.1",
        "2130706433",
        "65536",
        "443",
        "\\",
        "localhost",
        "..",
        "xn--",
        "%2e",
        "fe80::1%25lo",
        "é",
        "[::ffff:7f00:1]",
    ]
)


@given(
    st.lists(URL_PARTS, max_size=10).map("".join)
    | st.text(max_size=40)
    | st.lists(URL_PARTS).map(lambda p: "https://" + "".join(p))
)
def test_any_address_of_a_webhook_is_fit_or_refused_with_a_reason(url) -> None:
    post = HttpPost(Addresses(resolve=lambda host, _port: ["10.0.0.1"]))
    wrong = post.check(url)
    if wrong:
        assert wrong.startswith(("must ", "cannot "))
        return
    parts = urlsplit(url)
    assert (parts.scheme, bool(parts.hostname), parts.username) == ("https", True, None)
    assert parts.port != 0
    url.encode("ascii")


@given(st.ip_addresses())
def test_an_address_is_asked_only_if_it_is_one_public_host(address) -> None:
    try:
        found = Addresses(resolve=lambda *_: [str(address)]).find("name", 443, plain=False)
    except Refused:
        assert not public(address)
    else:
        assert public(address)
        assert not address.is_private
        assert found
    with pytest.raises(Refused):
        Addresses(resolve=lambda *_: [str(address)]).find("name", 80, plain=True)
