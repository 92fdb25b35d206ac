"""The settings, read strictly from a mapping such as ``os.environ``; nothing else in the project reads variables.

A variable that starts with ``JUDGE_`` and is not known is an error, because a misspelt limit is no limit. A secret
may come from a file: ``JUDGE_REDIS_URL_FILE`` names one that holds ``JUDGE_REDIS_URL``.
"""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from judge.domain.errors import FieldProblem, InvalidInput
from judge.domain.submission import QueueName

PREFIX = "JUDGE_"
SECRETS = ("redis_url", "api_key")
CHECKOUT = Path(__file__).resolve().parent.parent


class SandboxChoice(StrEnum):
    AUTO = "auto"
    DOCKER = "docker"
    BUBBLEWRAP = "bubblewrap"


class DockerRuntime(StrEnum):
    RUNC = "runc"
    RUNSC = "runsc"


class CoreUse(StrEnum):
    PINNED = "pinned"
    SHARED = "shared"


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class SettingsError(InvalidInput):
    """Some variables are wrong; the message has a line for each, with its name and what is allowed."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        lines = "\n".join(f"{problem.field} {problem.message}" for problem in problems)
        super().__init__(lines, problems, code="invalid_settings")


def _words(value: object) -> object:
    return tuple(filter(None, (word.strip() for word in value.split(",")))) if isinstance(value, str) else value


def _folders(value: object) -> object:
    return tuple(filter(None, value.split(":"))) if isinstance(value, str) else value


def _own_first(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """The checkout's own challenges are always there, and first; a judge that was installed by pip brings none."""
    own = (folder for folder in (CHECKOUT / "challenges",) if folder.is_dir())
    further = (folder.expanduser().absolute() for folder in folders)
    return tuple(dict.fromkeys((*own, *further)))


def _people_first(queues: tuple[QueueName, ...]) -> tuple[QueueName, ...]:
    return tuple(queue for queue in QueueName if queue in queues)


def _processors() -> int:
    return len(os.sched_getaffinity(0))


def loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


Words = BeforeValidator(_words)
_QUEUES = "a comma separated list of " + " and ".join(QueueName)


class Settings(BaseModel):
    """One field a variable: ``JUDGE_LEASE_S`` is ``lease_s``. A description completes the sentence "must be …"."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True, hide_input_in_errors=True)

    host: str = Field("127.0.0.1", min_length=1, description="an address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="a port from 0 (any free one) to 65535")
    url: str = Field("", pattern="^(https?://[^/]+)?$", description="http(s)://host[:port] without a path")
    home: Path = Field(Path(".judge"), description="a folder for the data of the embedded mode")
    challenges: Annotated[tuple[Path, ...], BeforeValidator(_folders), AfterValidator(_own_first)] = Field(
        (), description="a colon separated list of folders with further challenges"
    )
    sandbox: SandboxChoice = Field(SandboxChoice.AUTO, description="one of " + ", ".join(SandboxChoice))
    docker_runtime: DockerRuntime = Field(DockerRuntime.RUNC, description="one of " + ", ".join(DockerRuntime))
    redis_url: str = Field(
        "redis://127.0.0.1:6379/0",
        pattern="^rediss?://",
        repr=False,
        description="redis://[user:password@]host:port/number, or rediss://… for TLS",
    )
    redis_mib: int = Field(
        0, ge=0, le=1024 * 1024, description="MiB from 1 to 1048576, or 0 for half the machine's memory"
    )
    concurrency: int = Field(default_factory=_processors, ge=1, le=256, description="a number from 1 to 256")
    cores: CoreUse = Field(CoreUse.PINNED, description="one of " + ", ".join(CoreUse))
    queues: Annotated[tuple[QueueName, ...], Words, AfterValidator(_people_first)] = Field(
        tuple(QueueName), min_length=1, description=_QUEUES
    )
    warm: Annotated[tuple[str, ...], Words] = Field(
        ("python", "node"), description="a comma separated list of runtimes to keep boxes ready for"
    )
    lease_s: float = Field(10, ge=1, le=600, description="seconds from 1 to 600")
    max_attempts: int = Field(3, ge=1, le=20, description="a number from 1 to 20")
    drain_s: float = Field(25, ge=0, le=7200, description="seconds from 0 to 7200")
    queue_limit: int = Field(10_000, ge=1, le=1_000_000, description="a number from 1 to 1000000")
    quota_factor: float = Field(
        1, ge=0, le=1000, allow_inf_nan=False, description="a number from 0 (no quotas) to 1000"
    )
    organisation_mib_per_day: int = Field(4096, ge=1, le=1_000_000, description="MiB from 1 to 1000000")
    retention_days: int = Field(30, ge=1, le=3650, description="days from 1 to 3650")
    webhook_allow: Annotated[tuple[IPv4Network | IPv6Network, ...], Words] = Field(
        (), description="a comma separated list of networks, such as 10.1.0.0/16"
    )
    webhook_give_up_days: int = Field(5, ge=1, le=365, description="days from 1 to 365")
    receipt_key: Path | None = Field(None, description="a file for the key that signs receipts")
    client_patience_s: int = Field(15, ge=1, le=600, description="whole seconds from 1 to 600")
    api_processes: int = Field(1, ge=1, le=64, description="a number from 1 to 64")
    max_body_kib: int = Field(8 * 1024, ge=1, le=1024 * 1024, description="KiB from 1 to 1048576")
    max_files: int = Field(200, ge=1, le=10_000, description="a number from 1 to 10000")
    max_file_kib: int = Field(1024, ge=1, le=64 * 1024, description="KiB from 1 to 65536")
    max_total_kib: int = Field(4 * 1024, ge=1, le=256 * 1024, description="KiB from 1 to 262144")
    max_package_kib: int = Field(32 * 1024, ge=1, le=256 * 1024, description="KiB from 1 to 262144")
    box_reuses: int = Field(200, ge=1, le=100_000, description="a number from 1 to 100000")
    api_url: str = Field("", pattern="^(https?://.+)?$", description="http(s)://host[:port] of a judge")
    api_key: str = Field("", repr=False, max_length=200, description="a key of at most 200 characters")
    log: LogLevel = Field(LogLevel.INFO, description="one of " + ", ".join(LogLevel))

    @property
    def loopback(self) -> bool:
        """Whether only this machine reaches the API, by its address and by its name. Others need a server with keys."""
        return loopback(self.host) and loopback(urlsplit(self.url).hostname or "localhost")

    @property
    def receipt_key_file(self) -> Path:
        return self.receipt_key or self.home / "receipt.key"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """The settings a mapping of variables asks for; an empty value counts as not given.

        Raises:
            SettingsError: with every problem, each naming its variable.
        """
        problems: list[FieldProblem] = []
        values: dict[str, str] = {}
        given = {variable: text for variable, text in environ.items() if variable.startswith(PREFIX) and text}
        for variable, text in given.items():
            _take(variable, text, values, problems)
        for secret in SECRETS:
            variable = PREFIX + secret.upper()
            if {variable, variable + "_FILE"} <= given.keys():
                problems.append(FieldProblem(variable, f"must not be given together with {variable}_FILE"))
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            problems += [_problem(cls, str(detail["loc"][0]), values) for detail in error.errors(include_input=False)]
        if problems:
            raise SettingsError(tuple(dict.fromkeys(problems)))
        return settings


def _take(variable: str, text: str, values: dict[str, str], problems: list[FieldProblem]) -> None:
    """Put one variable's value under its field's name, or say why not."""
    name = variable.removeprefix(PREFIX).lower()
    secret = name.removesuffix("_file")
    if variable.isupper() and name in Settings.model_fields:
        values[name] = text
    elif variable.isupper() and name != secret and secret in SECRETS:
        try:
            values.setdefault(secret, Path(text).read_text().strip())
        except (OSError, UnicodeDecodeError) as error:
            problems.append(FieldProblem(variable, f"must name a readable text file: {error}"))
    else:
        known = [PREFIX + field.upper() for field in Settings.model_fields]
        nearest = get_close_matches(variable.upper(), known, n=1, cutoff=0)[0]
        problems.append(FieldProblem(variable, f"is not a setting; the closest one is {nearest}"))


def _problem(settings: type[Settings], name: str, values: Mapping[str, Any]) -> FieldProblem:
    allowed = settings.model_fields[name].description
    given = "" if name in SECRETS or name not in values else f", not {values[name]!r}"
    return FieldProblem(PREFIX + name.upper(), f"must be {allowed}{given}")
