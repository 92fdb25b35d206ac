import io
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from judge.runtimes import load_catalogue
from judge.sidecars import load_sidecars
from worker import images
from worker.images import image_ref, refs, sidecar_ref
from worker.images.build import every_image
from worker.images.refs import base_inputs, context, digest, named_inputs, named_ref
from worker.images.site import mirrors, read_site

RUNTIMES = list(load_catalogue())
SIDECARS = list(load_sidecars())


def _no_apt() -> str:
    return ""


@pytest.mark.parametrize(
    ("ref", "repository"),
    [
        *((image_ref(name), f"judge-runtime-{name}") for name in RUNTIMES),
        *((sidecar_ref(name), f"judge-sidecar-{name}") for name in SIDECARS),
        (images.tester_ref(), "judge-tester"),
    ],
)
def test_an_image_is_named_by_its_purpose_and_its_content(ref: str, repository: str) -> None:
    named, _, tag = ref.partition(":")

    assert named == repository
    assert len(bytes.fromhex(tag)) == 6


def test_every_runtime_every_sidecar_and_the_tester_can_be_built_by_name() -> None:
    names = every_image()

    assert sorted(names) == sorted({*RUNTIMES, *SIDECARS, "tester"})
    assert len({named_ref(name) for name in names}) == len(names)
    assert {named_ref(name) for name in SIDECARS} == {sidecar_ref(name) for name in SIDECARS}


@pytest.mark.parametrize("ref", [image_ref, sidecar_ref, named_ref])
def test_what_does_not_exist_has_no_name(ref: Callable[[str], str]) -> None:
    with pytest.raises(FileNotFoundError):
        ref("cobol")


@pytest.mark.parametrize(
    "changed", [{"a": b"2"}, {"b": b"1"}, {"a": b"1", "b": b""}, {}], ids=["content", "path", "more", "less"]
)
def test_any_change_of_the_inputs_changes_the_name(changed: dict[str, bytes]) -> None:
    assert digest(changed) != digest({"a": b"1"})


def test_content_cannot_pass_for_another_file() -> None:
    assert digest({"a": b"x1:b:1:y"}) != digest({"a": b"x", "b": b"y"})


@pytest.mark.parametrize("name", every_image())
def test_a_new_supervisor_is_a_new_image(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = named_ref(name)
    supervisor = tmp_path / "supervisor"
    shutil.copytree(refs._SUPERVISOR, supervisor, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(refs, "_SUPERVISOR", supervisor)
    assert named_ref(name) == before

    (supervisor / "more.py").write_text("# a line\n")

    assert named_ref(name) != before


@pytest.mark.parametrize("name", every_image())
def test_a_new_base_is_a_new_image(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = named_ref(name)
    monkeypatch.setattr(refs, "base_inputs", lambda: {**base_inputs(), "Dockerfile": b"FROM other\n"})

    assert named_ref(name) != before


def test_another_command_of_a_sidecar_is_no_new_image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sidecar_ref("postgres")
    shutil.copytree(refs.SIDECARS, tmp_path / "sidecars")
    monkeypatch.setattr(refs, "SIDECARS", tmp_path / "sidecars")

    with (tmp_path / "sidecars" / "postgres" / "sidecar.yaml").open("a") as file:
        file.write("# a line\n")
    assert sidecar_ref("postgres") == before

    (tmp_path / "sidecars" / "postgres" / "pg_hba.conf").write_text("")
    assert sidecar_ref("postgres") != before


@pytest.mark.parametrize("name", every_image())
def test_an_image_ends_in_the_supervisor_and_holds_nothing_but_its_own(name: str) -> None:
    files = named_inputs(name)

    assert files["Dockerfile"].decode().rstrip().endswith('ENTRYPOINT ["/usr/bin/python3", "-I", "-S", "/opt/judge"]')
    assert "judge/__main__.py" in files
    assert "judge/supervisor/main.py" in files
    assert not [path for path in files if path.startswith("smoke/") or path.endswith((".pyc", ".yaml"))]


def test_a_build_context_is_the_same_bytes_every_time_and_holds_every_file() -> None:
    files = {"Dockerfile": b"FROM x\n", "judge/a.py": b""}

    assert context(files) == context(dict(reversed(files.items())))
    with tarfile.open(fileobj=io.BytesIO(context(files))) as archive:
        assert archive.getnames() == ["Dockerfile", "judge/a.py"]


def test_a_site_with_its_own_bundle_passes_it_on(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(b"-----BEGIN CERTIFICATE-----\n")

    site = read_site({"SSL_CERT_FILE": str(bundle)}, _no_apt)

    assert site.files["site/ca.pem"] == bundle.read_bytes()
    assert len({site.arguments[name] for name in ("PIP_CERT", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")}) == 1


def test_indexes_that_are_folders_of_this_machine_are_not_passed_on() -> None:
    environ = {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": "https://packages.example/simple",
        "PIP_EXTRA_INDEX_URL": "file:///opt/here https://more.example/simple",
        "NPM_CONFIG_REGISTRY": "file:///opt/npm",
    }

    arguments = read_site(environ, _no_apt).arguments

    assert arguments["PIP_INDEX_URL"] == "https://packages.example/simple"
    assert arguments["PIP_EXTRA_INDEX_URL"] == "https://more.example/simple"
    assert "NPM_CONFIG_REGISTRY" not in arguments


def test_a_proxy_is_passed_on() -> None:
    arguments = read_site({"https_proxy": "http://proxy.example:3128"}, _no_apt).arguments

    assert arguments["https_proxy"] == "http://proxy.example:3128"


def test_mirrors_of_the_same_debian_are_passed_on_and_no_foreign_sources() -> None:
    targets = (
        "Debian|bookworm|deb http://mirror.example/debian bookworm main\n"
        "Debian|bookworm|deb http://mirror.example/debian bookworm main\n"
        "Debian|bookworm-security|deb http://security.example/debian-security bookworm-security main\n"
        "Node|nodistro|deb https://node.example nodistro main\n"
    )

    assert mirrors(targets).decode().splitlines() == [
        "deb http://mirror.example/debian bookworm main",
        "deb http://security.example/debian-security bookworm-security main",
    ]


@pytest.mark.parametrize(
    "targets",
    [
        "",
        "Debian|trixie|deb http://mirror.example/debian trixie main\n",
        "Ubuntu|noble|deb http://mirror.example/ubuntu noble main\n",
    ],
)
def test_other_systems_change_nothing(targets: str) -> None:
    assert mirrors(targets) == b""
