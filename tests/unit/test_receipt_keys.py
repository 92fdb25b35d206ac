"""The key file: made once, for its owner only, and never lost for what it has signed."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from judge.domain.errors import Unavailable
from judge.receipts.keys import KeyProblem, ensure, load, rotate
from judge.receipts.sign import FileNotary
from judge.receipts.verify import NotValid, verify

CLAIMS = {"format": 1}


def test_it_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "receipt.key"
    made = ensure(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ensure(file).kid == made.kid
    assert [each.name for each in tmp_path.iterdir()] == ["receipt.key"]


def test_of_many_that_start_at_once_all_sign_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        kids = set(pool.map(lambda _: ensure(tmp_path / "key").kid, range(32)))
    assert len(kids) == 1


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    ensure(file)
    file.chmod(0o640)
    with pytest.raises(KeyProblem, match="chmod 600"):
        load(file)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"keys": []}', '{"keys": [{"d": "AAAA", "x": "AAAA"}]}', "\x00"])
def test_a_broken_file_is_told_and_not_replaced(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key"
    file.touch(0o600)
    file.write_text(content)
    for act in (load, ensure, rotate):
        with pytest.raises(KeyProblem):
            act(file)
    assert file.read_text() == content


def test_a_public_key_that_is_not_that_of_the_private_one_is_refused(tmp_path: Path) -> None:
    file, other = tmp_path / "key", tmp_path / "other"
    ensure(file)
    ensure(other)
    document = json.loads(file.read_text())
    document["keys"][0]["x"] = json.loads(other.read_text())["keys"][0]["x"]
    file.write_text(json.dumps(document))
    with pytest.raises(KeyProblem, match="does not belong"):
        load(file)


def test_after_a_rotation_the_new_key_signs_and_the_old_receipts_stay_valid(tmp_path: Path) -> None:
    file = tmp_path / "key"
    notary = FileNotary(file)
    old = notary.sign(CLAIMS)
    before = notary.public_keys()
    rotate(file)
    new = notary.sign(CLAIMS)
    assert [verify(each, notary.public_keys()) for each in (old, new)] == [CLAIMS, CLAIMS]
    assert len(notary.public_keys()) == 2
    with pytest.raises(NotValid):
        verify(new, before)
    assert file.read_text().count('"d"') == 1, "the private half of the old key is gone"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_where_there_can_be_no_key_there_are_no_receipts(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable):
        FileNotary(tmp_path / "file" / "key").sign(CLAIMS)


def test_nothing_that_can_be_printed_holds_the_private_key(tmp_path: Path) -> None:
    ring = ensure(tmp_path / "key")
    private = json.loads((tmp_path / "key").read_text())["keys"][0]["d"]
    assert private not in repr(ring)
