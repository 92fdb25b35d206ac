"""What is collected, in which order, under which ids, and what authors' mistakes look like."""

from pathlib import Path

from tests.unit.tester.stages import results_of, run, write

PASS = "def test_it(): pass\n"


def collect(tests: Path, **order: object) -> list[dict[str, object]]:
    return [line for line in run(tests, mode="collect", **order) if line["kind"] not in ("up", "ask")]


def test_groups_come_in_the_order_that_was_asked_for(tmp_path: Path) -> None:
    write(tmp_path, {"b/test_x.py": PASS, "a/test_x.py": PASS, "a/test_a.py": PASS, "left_out/test_x.py": PASS})

    ids = [line["id"] for line in collect(tmp_path, groups=["b", "a"])]

    assert ids == ["b/test_x.py::test_it", "a/test_a.py::test_it", "a/test_x.py::test_it"]


def test_ids_name_classes_and_parameters(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api/deep/test_x.py": """
            import pytest
            class TestThings:
                @pytest.mark.parametrize("name", ["a b", "ü/1"])
                def test_it(self, name): pass
            """
        },
    )

    ids = [line["id"] for line in collect(tmp_path)]

    assert ids == [
        "api/deep/test_x.py::TestThings::test_it[a b]",
        "api/deep/test_x.py::TestThings::test_it[\\xfc/1]",
    ]


def test_markers_say_group_points_and_visibility(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api/test_x.py": """
            import pytest
            def test_plain(): pass
            @pytest.mark.points(2.5)
            @pytest.mark.group("other")
            @pytest.mark.visibility("message")
            def test_marked(): pass
            @pytest.mark.hidden
            class TestSecret:
                def test_it(self): pass
                @pytest.mark.visibility("full")
                def test_both(self): pass
            """
        },
    )

    lines = collect(tmp_path, groups=["api", "other"])

    assert [(line["group"], line["points"], line["visibility"]) for line in lines] == [
        ("api", 1.0, None),
        ("other", 2.5, "message"),
        ("api", 1.0, "none"),
        ("api", 1.0, "none"),
    ]


def test_mistakes_in_markers_are_the_authors(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api/test_x.py": """
            import pytest
            @pytest.mark.points("many")
            def test_points(): pass
            @pytest.mark.group("nowhere")
            def test_group(): pass
            @pytest.mark.visibility("secret")
            def test_visibility(): pass
            @pytest.mark.points(-1)
            def test_negative(): pass
            @pytest.mark.points(True)
            def test_truth(): pass
            @pytest.mark.points(float("inf"))
            def test_infinite(): pass
            @pytest.mark.points(1, 2)
            def test_two(): pass
            def test_fine(): pass
            """,
            "api/test_y.py": """
            import pytest
            @pytest.mark.pionts(3)
            def test_typo(): pass
            """,
        },
    )

    lines = collect(tmp_path)

    assert [line["id"] for line in lines if line["kind"] == "collected"] == ["api/test_x.py::test_fine"]
    messages = [str(line["message"]) for line in lines if line["kind"] == "broken"]
    assert len(messages) == 8
    for word in ("'many'", "not inf", "'nowhere'", "'secret'", "pionts", "not -1", "not True", "takes one value"):
        assert any(word in message for message in messages), (word, messages)


def test_files_that_cannot_be_imported_do_not_stop_the_others(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api/test_a.py": "import nothing_of_that_name\n",
            "api/test_b.py": "def test_it(:\n",
            "api/test_c.py": "import sys\nsys.exit(3)\n",
            "api/test_d.py": PASS,
            "other/conftest.py": "1 / 0\n",
            "other/test_e.py": PASS,
        },
    )

    lines = run(tmp_path)

    broken = {line["path"]: line["message"] for line in lines if line["kind"] == "broken"}
    assert set(broken) == {"api/test_a.py", "api/test_b.py", "api/test_c.py", "other/conftest.py"}
    assert "ModuleNotFoundError: No module named 'nothing_of_that_name'" in broken["api/test_a.py"]
    assert [line["id"] for line in lines if line["kind"] == "test"] == ["api/test_d.py::test_it"]


def test_every_group_has_its_own_conftest_and_helpers(tmp_path: Path) -> None:
    text = """
    import helpers
    def test_name(group):
        from helpers import NAME
        assert NAME == helpers.NAME == group == {group!r}
    """
    write(
        tmp_path,
        {
            f"{group}/{name}": content
            for group in ("a", "b")
            for name, content in {
                "helpers.py": f"NAME = {group!r}\n",
                "conftest.py": f"import pytest, helpers\n@pytest.fixture\ndef group(): return {group!r}\n",
                "test_x.py": text.format(group=group),
            }.items()
        },
    )

    results = [line for line in run(tmp_path) if line["kind"] == "test"]

    assert [(line["id"], line["outcome"]) for line in results] == [
        ("a/test_x.py::test_name", "passed"),
        ("b/test_x.py::test_name", "passed"),
    ]


def test_helpers_beside_the_groups_and_of_other_groups_are_found(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "conftest.py": "import pytest, shared\n@pytest.fixture\ndef seven(): return shared.SEVEN\n",
            "shared.py": "SEVEN = 7\n",
            "a/only_in_a.py": "EIGHT = 8\n",
            "b/tools/__init__.py": "",
            "b/tools/more.py": "NINE = 9\n",
            "b/test_x.py": """
            import json, only_in_a
            from tools.more import NINE
            def test_it(seven): assert (seven, only_in_a.EIGHT, NINE) == (7, 8, 9)
            """,
            "b/json.py": "raise RuntimeError('installed modules win')\n",
        },
    )

    assert results_of(run(tmp_path))["test_it"]["outcome"] == "passed"


def test_plain_asserts_of_tests_and_helpers_explain_themselves(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api/helpers.py": "def check(value):\n    assert value == 2\n",
            "api/test_x.py": """
            from helpers import check
            def test_here():
                assert [1, 2] == [1, 3]
            def test_there(): check(1)
            """,
        },
    )

    results = results_of(run(tmp_path))

    assert results["test_here"]["message"].startswith("assert [1, 2] == [1, 3]")
    assert results["test_here"]["expected"] == "assert [1, 2] == [1, 3]"
    assert results["test_there"]["message"] == "assert 1 == 2"
    assert results["test_there"]["expected"] == "assert value == 2"


def test_asynchronous_tests_and_fixtures_run(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "api/test_x.py": """
            import asyncio, pytest_asyncio
            @pytest_asyncio.fixture
            async def five():
                await asyncio.sleep(0)
                return 5
            async def test_it(five): assert five == 5
            async def test_fails(): assert 1 == 2
            """
        },
    )

    results = results_of(run(tmp_path))

    assert (results["test_it"]["outcome"], results["test_fails"]["outcome"]) == ("passed", "failed")
