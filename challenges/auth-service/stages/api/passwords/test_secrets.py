"""What somebody sees who has found the backup, and what an answer gives away."""

import base64
import hashlib

from accounts import account, everything, expect, failed, fresh_name, login, register, try_login

SECRET = "Tr0ub4dor-und-3"
DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b")


def spellings(data):
    """Ways in which bytes get into a text."""
    coded = base64.b64encode(data).decode().rstrip("=")
    return {data.hex(), data.hex().upper(), coded, coded.translate(str.maketrans("+/", "-_"))}


def test_no_password_can_be_read_in_the_database(service, db):
    name = register(service, password=SECRET)["username"]
    login(service, name, SECRET)
    text = everything(db)
    assert name in text, "the new user is nowhere in the database"
    for found in (SECRET, SECRET[::-1], *spellings(SECRET.encode()), *spellings(SECRET[::-1].encode())):
        assert found not in text, f"the database holds the password {SECRET!r} as {found!r}"


def test_no_password_is_in_a_table_of_hashes(service, db):
    name = register(service, password=SECRET)["username"]
    text = everything(db)
    for digest in DIGESTS:
        for what in (SECRET, name + SECRET, SECRET + name, f"{name}:{SECRET}"):
            for found in spellings(hashlib.new(digest, what.encode()).digest()):
                assert found not in text, f"the database holds {digest}({what!r}), which takes a second to find"


def test_equal_passwords_look_different(service, db):
    names = [register(service, password=SECRET)["username"] for _ in range(2)]
    hashes = [db.query("SELECT password_hash FROM users WHERE username = %s", name) for name in names]
    assert all(hashes), "both users must be in the table users"
    assert hashes[0] != hashes[1], f"two users with the same password have the same hash {hashes[0]}"


def test_every_character_of_a_password_counts(service):
    password = " " + "pä" * 60 + "ß "
    name = register(service, password=password)["username"]
    for other in (password[:72], password.strip(), password.replace("p", "P", 1), password[:-2] + "x "):
        failed(try_login(service, name, other), 401, "bad_credentials")
    login(service, name, password)


def test_no_token_can_be_read_in_the_database(service, db):
    someone = account(service)
    text = everything(db)
    for found in {someone.token, *spellings(someone.token.encode())}:
        assert found not in text, "the database holds a token that works; keep a hash of it"


def test_no_answer_has_a_password_or_its_hash(service, db):
    name = fresh_name()
    body = {"username": name, "password": SECRET}
    answers = [service.client.post(path, json=body) for path in ("/register", "/login", "/register")]
    user, token = answers[0].json(), answers[1].json()["token"]
    auth = {"Authorization": f"Bearer {token}"}
    answers += [service.client.get(path, headers=auth) for path in ("/me", f"/users/{user['id']}")]
    (stored,) = db.query("SELECT password_hash FROM users WHERE username = %s", name)
    for response, status in zip(answers, (201, 200, 409, 200, 200), strict=True):
        expect(response).status(status)
        for found in (SECRET, stored["password_hash"], "password_hash"):
            assert found not in response.text, f"the answer to {response.request.url.path} holds {found!r}"
