"""docs/api-security.md against the code: every test that it cites is there, and so is every file and number."""

import re

from judge.config import CHECKOUT, Settings
from judge.domain.access import Role
from judge.domain.quotas import QUOTAS
from judge.refusals import BYTES_PER_S, SLICE_BYTES
from judge.service.keys import REFUSED_AFTER_S
from judge.wsgi import CONNECTIONS, gunicorn_options

PAGE = (CHECKOUT / "docs" / "api-security.md").read_text("utf-8")


def test_every_test_that_the_page_cites_is_in_the_file_it_names() -> None:
    cited = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)
    assert len(cited) > 15
    assert [name for path, name in cited if f"def {name}(" not in (CHECKOUT / path).read_text()] == []


def test_every_file_that_the_page_cites_exists() -> None:
    cited = set(re.findall(r"`((?:tests|judge|docs|scripts)/[\w/.-]+)", PAGE))
    assert [path for path in cited if not (CHECKOUT / path).exists()] == []


def test_every_file_of_properties_is_on_the_page() -> None:
    there = {
        path.relative_to(CHECKOUT).as_posix() for path in (CHECKOUT / "tests" / "unit").rglob("test_properties_*.py")
    }
    assert there
    assert {path for path in there if path not in PAGE} == set()


def test_the_numbers_of_the_page_are_those_of_the_code() -> None:
    options = gunicorn_options(Settings())
    assert (options["keepalive"], options["limit_request_fields"], CONNECTIONS) == (15, 60, 4000)
    assert (BYTES_PER_S, SLICE_BYTES, REFUSED_AFTER_S) == (8 * 1024, 64 * 1024, 0.005)
    assert [QUOTAS[role].listening for role in (Role.CANDIDATE, Role.CI, Role.MANAGER)] == [20, 200, 200]
