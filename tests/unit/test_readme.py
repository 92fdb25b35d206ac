"""README.md and docs/threat-model.md against the code: tables, paths, commands, and the tests that claims rest on."""

import re

import pytest

import judge.service
from judge.config import CHECKOUT, PREFIX, Settings
from judge.domain.messages import CAUSES
from judge.domain.verdict import Verdict
from judge.runtimes import load_catalogue

README = (CHECKOUT / "README.md").read_text("utf-8")
THREATS = (CHECKOUT / "docs" / "threat-model.md").read_text("utf-8")
CLAIMS = THREATS + (CHECKOUT / "docs" / "forged-verdicts.md").read_text("utf-8")
CHANGELOG = (CHECKOUT / "CHANGELOG.md").read_text("utf-8")
PAGES = {"README.md": README, "docs/threat-model.md": THREATS, "CHANGELOG.md": CHANGELOG}
DOCS = {path.relative_to(CHECKOUT).as_posix(): path.read_text("utf-8") for path in CHECKOUT.glob("docs/*.md")}
LINKED = {**PAGES, **DOCS}
REMOVED = {"JUDGE_ALLOW_REMOTE"}
"""Settings that only the changelog still speaks of."""

TOUR = [
    "judge/api/submissions.py",
    "judge/service/submit.py",
    "judge/queue.py",
    "worker/tasks.py",
    "worker/pipeline.py",
    "worker/graders/http/grade.py",
    "worker/sandbox/docker.py",
    "judge/domain/verdict.py",
]


def section(heading: str) -> str:
    """The text of one section of the README."""
    return README.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def rows(text: str) -> list[tuple[str, str]]:
    """Table rows whose first cell is code: (code, second cell)."""
    return re.findall(r"^\| `([^`]+)` \| (.+?) \|$", text, re.MULTILINE)


def test_every_verdict_is_in_the_table_least_severe_first_and_has_a_meaning() -> None:
    table = [(code, meaning) for code, meaning in rows(section("Verdicts")) if code not in CAUSES]
    assert [code for code, _ in table] == list(Verdict)
    assert all(len(meaning) > 5 for _, meaning in table)


def test_every_cause_is_in_the_table_with_the_sentence_that_candidates_read() -> None:
    verdicts = {str(verdict) for verdict in Verdict}
    assert dict(row for row in rows(section("Verdicts")) if row[0] not in verdicts) == CAUSES


def test_the_reading_tour_is_eight_files_that_exist_in_the_order_of_the_road() -> None:
    tour = re.findall(r"^\d\. `([^`]+)`", section("Reading the code"), re.MULTILINE)
    assert tour == TOUR
    assert [path for path in tour if not (CHECKOUT / path).is_file()] == []


def test_every_folder_of_the_layout_exists_and_none_with_code_is_left_out() -> None:
    listed = {path.rstrip("/") for path, _ in rows(section("Reading the code"))}
    assert [path for path in listed if not (CHECKOUT / path).is_dir()] == []
    assert {path.parent.name for path in CHECKOUT.glob("*/*.py") if path.parent.name[0] != "."} <= listed


def test_the_map_of_the_use_cases_leaves_none_out() -> None:
    modules = {path.stem for path in (CHECKOUT / "judge" / "service").glob("[a-z]*.py")}
    assert modules - set(re.findall(r"\w+", judge.service.__doc__ or "")) == set()


def test_the_demo_shown_has_only_verdicts_causes_runtimes_and_challenges_that_exist() -> None:
    shown = re.findall(r"^(\S+) +(\S+) +(\S+) +(\w+) +\S+/100 .*?(\w*)$", README, re.MULTILINE)
    assert len(shown) >= 6
    for challenge, name, runtime, verdict, cause in shown:
        assert (CHECKOUT / "challenges" / challenge / "submissions" / verdict / name).is_dir()
        assert runtime in load_catalogue()
        assert cause in CAUSES or verdict == Verdict.ACCEPTED


def test_the_figures_say_of_every_workload_when_and_on_what_they_were_measured() -> None:
    figures = README.split("<!-- make bench")[1].split("<!-- end of make bench -->")[0]
    assert re.findall(r"^\| ([WS]\d) \|", figures, re.MULTILINE) == ["W1", "W2", "W3", "W4", "W5", "S1", "S2"]
    assert re.search(r"Measured \d{4}-\d\d-\d\d on a machine with \d+ cores", figures)


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_and_setting_that_a_page_mentions_exists(page: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE)
    settings = {PREFIX + name.upper() for name in Settings.model_fields} | {"JUDGE_REDIS_URL_FILE"}
    code = "\n".join(re.findall(r"`[^`\n]+`|^ {4}.+$", PAGES[page], re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", code)) <= set(targets)
    gone = REMOVED if page == "CHANGELOG.md" else set()
    assert set(re.findall(r"JUDGE_\w*[A-Z]", PAGES[page])) <= settings | gone


@pytest.mark.parametrize("page", LINKED)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    folder = (CHECKOUT / page).parent
    links = re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", LINKED[page])
    assert [path for path, _ in links if not (folder / path).exists()] == []
    within = [(path or (CHECKOUT / page).name, anchor) for path, anchor in links if anchor]
    assert [each for each in within if each[1] not in anchors((folder / each[0]).read_text("utf-8"))] == []


def anchors(text: str) -> set[str]:
    """Those that GitHub gives to the headings."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", DOCS)
def test_every_page_can_be_reached_from_the_readme(page: str) -> None:
    reached, new = set(), {"README.md"}
    while new:
        reached |= new
        found = {(CHECKOUT / one).parent / link for one in new for link in re.findall(r"\]\(([^)#:]+)", LINKED[one])}
        new = {path.resolve().relative_to(CHECKOUT).as_posix() for path in found} & LINKED.keys() - reached
    assert page in reached


def test_the_script_of_every_kind_of_user_is_in_the_table() -> None:
    scripts = {path.relative_to(CHECKOUT).as_posix() for path in CHECKOUT.glob("docs/*.sh")}
    assert set(re.findall(r"\((docs/\w+\.sh)\)", section("Three users"))) == scripts


def test_every_file_that_the_threat_model_cites_exists() -> None:
    cited = set(re.findall(r"`((?:judge|worker|tests|docs|challenges|scripts)/[\w./-]+)`", CLAIMS))
    assert len(cited) > 20
    assert [path for path in sorted(cited) if not (CHECKOUT / path).exists()] == []


def test_every_test_that_the_threat_model_cites_is_in_the_file_it_names() -> None:
    cited = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", CLAIMS)
    assert len(cited) > 20
    missing = [f"{path}::{name}" for path, name in cited if f"def {name}(" not in (CHECKOUT / path).read_text("utf-8")]
    assert missing == []
