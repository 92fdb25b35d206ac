"""docs/webhooks.md and docs/receipts.md say what is sent and signed."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from judge.config import CHECKOUT
from judge.domain.access import Role
from judge.domain.webhooks import DELAYS, PING, Happening
from judge.outgoing.post import CONNECT_S, READ_AT_MOST, TOTAL_S
from judge.receipts.verify import verify
from judge.service.bodies import BODIES
from judge.service.webhooks import KEPT
from tests.fakes.office import Office
from tests.fakes.world import World

HOOKS = (CHECKOUT / "docs" / "webhooks.md").read_text()
RECEIPTS = (CHECKOUT / "docs" / "receipts.md").read_text()


def shape(value: Any, *, below: tuple[str, ...] = ("files", "limits")) -> Any:
    """The keys of all objects; those of maps are names of the submission's own."""
    if isinstance(value, dict):
        return {key: None if key in below else shape(each) for key, each in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def a_receipt(world: World) -> str:
    ann = world.client_of(Role.CANDIDATE, "acme", "ann")
    body = {"challenge": "adder", "runtime": "python", "files": {"main.py": "print(3)"}}
    submission = ann.post("/api/v1/submissions", json=body).json["id"]
    world.finish(submission)
    return str(ann.get(f"/api/v1/submissions/{submission}/receipt").text)


def test_the_table_has_every_type_and_each_has_something_to_say() -> None:
    assert set(re.findall(r"^\| `([\w.]+)` \|", HOOKS, re.MULTILINE)) == {*Happening, PING}
    assert set(BODIES) == set(Happening)


def test_the_message_of_the_page_has_the_keys_of_a_real_one() -> None:
    office = Office()
    office.hook()
    office.ended()
    office.run()
    text = re.search(r'^\{"type".*?\}\}$', HOOKS, re.MULTILINE | re.DOTALL)
    assert text
    assert shape(json.loads(text[0].replace("\n", ""))) == shape(json.loads(office.post.sent[0].body))


def test_the_numbers_of_the_page_are_those_in_force() -> None:
    words = {"s": 1, "min": 60, "h": 3600}
    told = re.search(r"after ((?:[\d]+ (?:s|min|h)(?:, | and )?)+), each", HOOKS)
    assert told
    assert [int(n) * words[unit] for n, unit in re.findall(r"(\d+) (s|min|h)\b", told[1])] == [
        delay.total_seconds() for delay in DELAYS
    ]
    for number in (f"within {TOTAL_S:g} seconds ({CONNECT_S:g} to", f"{READ_AT_MOST // 1024} KiB", f"{KEPT.days} days"):
        assert number in HOOKS


def test_the_receipt_of_the_page_has_the_keys_of_a_real_one() -> None:
    world = World()
    header, payload = (json.loads(each) for each in re.findall(r"```json\n(.*?)```", RECEIPTS, re.DOTALL))
    receipt = a_receipt(world)
    assert shape(payload) == shape(verify(receipt, world.notary.public_keys()))
    assert set(header) == {"alg", "kid", "typ"}


def test_the_few_lines_of_the_page_verify_a_real_receipt(tmp_path: Path) -> None:
    world = World()
    (code,) = re.findall(r"```python\n(.*?)```", RECEIPTS, re.DOTALL)
    (tmp_path / "receipt.jws").write_text(a_receipt(world) + "\n")
    (tmp_path / "keys.json").write_text(world.client.get("/api/v1/receipt-keys").text)
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("wrong_answer 40.0\n", "")


def test_the_few_lines_about_signatures_verify_a_real_message() -> None:
    office = Office()
    hook = office.hook()
    office.ended()
    office.run()
    (sent,) = office.post.sent
    (code,) = re.findall(r"```python\n(.*?)```", HOOKS, re.DOTALL)

    class Request:
        headers = sent.headers

        def get_data(self) -> bytes:
            return sent.body

    found: dict[str, Any] = {"request": Request()}
    exec(code.replace("whsec_…", hook.secret), found)
    assert found["message"]["type"] == "submission.finished"
