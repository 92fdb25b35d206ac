"""From another judge's package to a published challenge that grades as its submission folders say, by command alone."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from judge.cli.commands import judge as command
from tests.e2e.judge_server import JudgeServer
from tests.kattis_packages import ANY_PAIR, ROOTS

pytestmark = [pytest.mark.docker, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgeServer]:
    home = tmp_path_factory.mktemp("author") / "home"
    home.mkdir()
    with JudgeServer(home, JUDGE_SANDBOX="docker", JUDGE_WARM="python") as server:
        yield server


def author(*arguments: object) -> Result:
    return CliRunner().invoke(command, ["challenge", *map(str, arguments)])


def published(judge: JudgeServer, folder: Path) -> Result:
    return author("publish", folder, "--url", judge.client.base_url, "--key-file", judge.home / "admin.key")


def zipped(files: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return data.getvalue()


@pytest.mark.parametrize(("name", "files"), [("anypair", ANY_PAIR), ("roots", ROOTS)])
def test_a_kattis_problem_is_imported_published_and_judged_as_its_folders_say(
    judge: JudgeServer, tmp_path: Path, name: str, files: Mapping[str, bytes]
) -> None:
    (tmp_path / f"{name}.zip").write_bytes(zipped(files))

    assert author("import", "kattis", tmp_path / f"{name}.zip", "--into", tmp_path).exit_code == 0
    assert author("check", tmp_path / name).exit_code == 0
    done = published(judge, tmp_path / name)

    assert done.exit_code == 0, done.output
    version = judge.client.get(f"/api/v1/challenges/{name}/versions/1").json()
    known = version["check"]["known"]
    filed = {path.split("/")[1] for path in files if path.startswith("submissions/")}
    assert version["state"] == "published"
    assert {each["expected"].replace("runtime_error", "run_time_error") for each in known} == filed
    assert all(each[turn]["got"] == each["expected"] for each in known for turn in ("first", "second"))


def test_a_published_import_judges_a_candidate(judge: JudgeServer, tmp_path: Path) -> None:
    (tmp_path / "pairs.zip").write_bytes(zipped(ANY_PAIR))
    author("import", "kattis", tmp_path / "pairs.zip", "--into", tmp_path)
    assert published(judge, tmp_path / "pairs").exit_code == 0

    right = ANY_PAIR["submissions/accepted/last.py"].decode()

    assert judge.grade("pairs", "python", {"main.py": right})["verdict"] == "accepted"
    assert judge.grade("pairs", "python", {"main.py": "print(1, 4)\n"})["verdict"] == "wrong_answer"


def test_a_challenge_whose_known_submission_gets_something_else_is_not_published(
    judge: JudgeServer, tmp_path: Path
) -> None:
    author("new", "liar", "--dir", tmp_path)
    (tmp_path / "liar" / "stages" / "cases" / "hidden" / "01.ans").write_text("1\n")

    done = published(judge, tmp_path / "liar")

    assert done.exit_code == 1
    assert "submissions/accepted/sum-python got wrong_answer" in done.output
    assert judge.client.get("/api/v1/challenges/liar").status_code == 404
