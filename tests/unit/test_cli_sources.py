"""Which files a submission is made of."""

import os
from pathlib import Path

import pytest

from judge.cli.exits import Refused
from judge.cli.sources import Ceiling, collect

SMALL = Ceiling(files=3, file_kib=1, total_kib=2)


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names: str, content: str = "x") -> None:
    for name in names:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(content)


def names(*paths: str) -> list[str]:
    return sorted(collect([Path(path) for path in paths], Ceiling()).files)


def problem(*paths: str, ceiling: Ceiling = SMALL) -> str:
    with pytest.raises(Refused) as refused:
        collect([Path(path) for path in paths], ceiling)
    return refused.value.message


def test_a_folder_is_sent_by_the_paths_in_it() -> None:
    write("s/main.py", "s/lib/a.py", "s/.env.example")
    found = collect([Path("s")], Ceiling())
    assert sorted(found.files) == [".env.example", "lib/a.py", "main.py"]
    assert found.places["lib/a.py"] == "s/lib/a.py"
    assert found.hint == "s"


def test_files_are_sent_relative_to_what_they_have_in_common() -> None:
    write("s/main.py", "s/lib/a.py")
    assert names("s/main.py") == ["main.py"]
    assert names("s/main.py", "s/lib/a.py") == ["lib/a.py", "main.py"]


def test_what_tools_leave_behind_is_left_out() -> None:
    write("s/main.py", *(f"s/{left}/x.py" for left in (".git", "node_modules", ".venv", "a/__pycache__", ".judge")))
    write("s/a/b.pyc", "s/.DS_Store")
    assert names("s") == ["main.py"]


def test_the_ignore_file_leaves_out_and_takes_back_in() -> None:
    write("s/main.py", "s/notes.md", "s/node_modules/a.js", "s/deep/notes.md")
    write("s/.judgeignore", content="*.md\n!node_modules/\n!deep/notes.md\n")
    assert names("s") == ["deep/notes.md", "main.py", "node_modules/a.js"]


def test_gitignore_counts_where_there_is_no_judgeignore() -> None:
    write("s/main.py", "s/.env")
    write("s/.gitignore", content=".env\n")
    assert names("s") == ["main.py"]
    write("s/.judgeignore", content="")
    assert names("s") == [".env", "main.py"]


@pytest.mark.parametrize("kind", ["file", "folder", "dangling"])
def test_links_are_refused(kind: str, work: Path) -> None:
    write("s/main.py", "outside/secret")
    target = {"file": "outside/secret", "folder": "outside", "dangling": "nowhere"}[kind]
    (work / "s/link").symlink_to(work / target)
    assert "s/link is a link; put the file itself there, or leave it out." in problem("s")


def test_a_link_that_is_ignored_is_no_problem(work: Path) -> None:
    write("s/main.py")
    write("s/.judgeignore", content="link\n")
    (work / "s/link").symlink_to("/etc")
    assert names("s") == ["main.py"]


def test_a_pipe_is_refused_and_not_waited_for() -> None:
    write("s/main.py")
    os.mkfifo("s/pipe")
    assert "s/pipe is not a file; leave it out." in problem("s")


def test_names_that_no_judge_takes_are_refused_all_at_once_and_shown_escaped() -> None:
    write("s/main.py", "s/a\tb", os.fsdecode(b"s/caf\xe9.txt"), os.fsdecode(b"s/\xff/x.py"))
    *told, advice = problem("s", ceiling=Ceiling()).splitlines()
    assert told == [
        '"s/a\\tb" has a control character in it; use printable characters.',
        '"s/caf\\udce9.txt" has a character that is not valid Unicode in it; use printable characters.',
        '"s/\\udcff/x.py" has a character that is not valid Unicode in it; use printable characters.',
    ]
    assert advice.startswith("What s/.judgeignore names is left out")
    write("s/.judgeignore", content="*.txt\na*\n?/\n")
    assert names("s") == ["main.py"]


def test_too_many_and_too_large_are_told_with_what_to_do() -> None:
    write("s/a", "s/b", "s/c", "s/d")
    assert problem("s") == (
        "s has 4 files; send at most 3. What s/.judgeignore names is left out, in the language of .gitignore."
    )
    write("t/large", "t/larger", content="x" * 1025)
    told = problem("t").splitlines()
    assert told[:2] == ["t/large has more than 1 KiB.", "t/larger has more than 1 KiB."]
    write("u/a", "u/b", "u/c", content="x" * 1000)
    assert "u has more than 2 KiB in all." in problem("u")


def test_what_is_no_submission_is_told() -> None:
    write("s/.git/config", "main.py")
    assert "s has no files to send" in problem("s")
    assert "Give one folder, or files" in problem("s", "main.py")
