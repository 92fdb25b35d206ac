"""Each runtime's smoke program, built and run by the runtime's own commands in its image, walled in as in a box."""

import json
import subprocess
from pathlib import Path

import pytest

from judge.runtimes import CATALOGUE, Runtime, load_catalogue
from worker.images import image_ref
from worker.sandbox import docker_seccomp

pytestmark = pytest.mark.docker

RUNTIMES = load_catalogue()


def _smoke(runtime: Runtime, profile: Path) -> tuple[str, dict[str, str]]:
    """First and second line of the smoke program's output, given ``2 3``."""
    folder = CATALOGUE / runtime.name / "smoke"
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    # The program runs before anything is mounted into the box's tmpfs, so the shell writes the files first.
    script = "\n".join(
        [
            "set -e; umask 022; mkdir -p /box/work /box/tmp; cd /box/work",
            *(f"cat > {name} <<'END_OF_FILE'\n{path.read_text()}END_OF_FILE" for name, path in files.items()),
            *(_quoted(command) for command in runtime.build_commands(files, runtime.main, 256)),
            f"echo 2 3 | {_quoted(runtime.run_command(files, runtime.main, 256))}",
        ]
    )
    environment = {"HOME": "/box/tmp", "TMPDIR": "/box/tmp", **runtime.env}
    command = ["docker", "run", "--rm", "--interactive", "--network=none", "--read-only"]
    command += ["--cap-drop=ALL", "--security-opt=no-new-privileges", f"--security-opt=seccomp={profile}"]
    command += [
        "--tmpfs=/box:exec,size=256m",
        f"--memory={256 + runtime.memory_extra_mib + 256}m",
        "--entrypoint=/bin/sh",
    ]
    command += [f"--env={key}={value}" for key, value in environment.items()]
    done = subprocess.run(
        [*command, image_ref(runtime.name)], input=script, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    first, second = done.stdout.splitlines()[-2:]
    return first, json.loads(second)


def _quoted(argv: tuple[str, ...]) -> str:
    return " ".join("'" + word.replace("'", "'\\''") + "'" for word in argv)


@pytest.mark.parametrize("runtime", RUNTIMES.values(), ids=list(RUNTIMES))
def test_the_smoke_program_builds_runs_and_finds_the_versions_that_the_runtime_promises(
    runtime: Runtime, tmp_path: Path
) -> None:
    profile = tmp_path / "profile.json"
    profile.write_text(docker_seccomp.profile())
    answer, versions = _smoke(runtime, profile)

    assert answer == "5"
    assert versions.items() <= {**runtime.versions}.items()


def test_starting_python_pays_for_no_path_files() -> None:
    command = ["docker", "run", "--rm", "--network=none", "--entrypoint=/usr/bin/find", image_ref("python")]

    found = subprocess.run([*command, "/", "-xdev", "-name", "*.pth"], capture_output=True, text=True, check=True)

    assert found.stdout == ""
