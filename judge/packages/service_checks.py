"""Checks of a ``service``: what starts it, what stands beside it, what it is told, and how long things may take."""

import json
import keyword
import re

from judge.domain.limits import Limits
from judge.domain.paths import path_problem
from judge.domain.service import GIVEN_VARIABLES, url_variable
from judge.packages.document import Path
from judge.packages.manifest import ANY
from judge.packages.place import Place
from judge.packages.problems import Problems
from judge.packages.service import NOT_A_LINE, ServiceModel
from judge.packages.shapes import text_problem

MAX_WORDS, MAX_WORD_CHARS = 64, 4096
OWN_VARIABLES = (*GIVEN_VARIABLES, "PATH", "HOME")
OWN_FIXTURES = ("service", "request")

_NEIGHBOUR = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
_HTTP_PATH = re.compile(r"/[!-~]{0,199}")


def check_service(service: ServiceModel, place: Place, limits: Limits, problems: Problems) -> None:
    at = (*place.at, "service")
    _check_start(service, place, problems)
    _check_ready(service, at, problems)
    _check_sidecars(service, place, problems)
    _check_neighbours(service, place, problems)
    _check_env(service, place, problems)
    for sidecar in service.arranged(place):
        if sidecar.port == service.port:
            problems.field((*at, "port"), f"{service.port} is the port of {sidecar.name}; choose another")
    _check_times(service, at, limits, problems)


def _check_start(service: ServiceModel, place: Place, problems: Problems) -> None:
    at: Path = (*place.at, "service", "start")
    for name, argv in service.start.items():
        here = at if name == ANY else (*at, name)
        if name not in (ANY, *place.offered) and not problems.touches(("runtimes",)):
            problems.field(
                here, f"{name} is not among the challenge's runtimes; {problems.suggest(name, place.offered)}"
            )
        elif complaint := _argv_problem(argv):
            problems.field(here, complaint)
    without = [name for name, facts in place.offered.items() if not (facts.run or name in service.start)]
    if without and ANY not in service.start:
        problems.field(at, f"has nothing for {', '.join(without)}, which cannot run a file by itself; add it")


def _argv_problem(argv: object) -> str:
    if not isinstance(argv, list):
        return NOT_A_LINE
    if not argv or not argv[0]:
        return "has no program; begin with its name, like [python3, app.py]"
    for word in argv:
        if isinstance(word, list | dict):
            return NOT_A_LINE
        if not isinstance(word, str):
            return f"must have only text in it; put {json.dumps(word)} in quotes"
    if len(argv) > MAX_WORDS or any(len(word) > MAX_WORD_CHARS for word in argv):
        return f"is too long; at most {MAX_WORDS} words of {MAX_WORD_CHARS} characters"
    return text_problem("".join(argv))


def _check_ready(service: ServiceModel, at: Path, problems: Problems) -> None:
    ready = service.ready
    if ready.path and ready.given("tcp") and ready.tcp:
        problems.field((*at, "ready"), "has both path and tcp: true; keep the one that says when the service is ready")
    if ready.path and not _HTTP_PATH.fullmatch(ready.path):
        problems.field(
            (*at, "ready", "path"), "must begin with / and have no spaces, like /healthz; ASCII, at most 200"
        )
    if not ready.path and not ready.tcp:
        problems.field((*at, "ready", "tcp"), "is false, and there is no path; give a path, or write tcp: true")


def _check_sidecars(service: ServiceModel, place: Place, problems: Problems) -> None:
    for name, model in service.sidecars.items():
        here: Path = (*place.at, "service", "sidecars", name)
        facts = place.sidecars.get(model.type)
        if facts is None:
            problems.field(
                (*here, "type"), f"unknown type {model.type}; {problems.suggest(model.type, place.sidecars)}"
            )
        elif model.seed and not facts.seed:
            problems.field((*here, "seed"), f"{model.type} cannot be filled from a file; take it away")
        elif model.seed and not model.seed.endswith(tuple(facts.seed)):
            endings = " or ".join(facts.seed)
            problems.field((*here, "seed"), f"{model.type} is filled from a file that ends in {endings}")
        seed = service.seed_path(name)
        if model.seed and (complaint := path_problem(seed)):
            problems.field((*here, "seed"), complaint)
        elif model.seed and f"{place.folder}/{seed}" not in place.files:
            problems.field((*here, "seed"), f"there is no {place.folder}/{seed}; put it there")


def _check_neighbours(service: ServiceModel, place: Place, problems: Problems) -> None:
    """Names of sidecars and upstreams: each is a fixture of the tests and a variable of the service."""
    at: Path = (*place.at, "service")
    owners: dict[str, str] = {}
    known = {sidecar.name: sidecar.variables for sidecar in service.arranged(place)}
    named = [((*at, "sidecars", name), name) for name in service.sidecars]
    named += [((*at, "upstreams", index), name) for index, name in enumerate(service.upstreams)]
    for here, name in named:
        variables = known.get(name, ()) if "sidecars" in here else ()
        variables = variables or (url_variable(name),)
        taken = next((variable for variable in variables if variable in owners), "")
        if not _NEIGHBOUR.fullmatch(name):
            rule = "lower-case letters, digits, hyphens and underscores, at most 32, beginning with a letter"
            problems.field(here, f"must be named in {rule}")
        elif name in OWN_FIXTURES or keyword.iskeyword(name):
            problems.field(here, f"{name} means something else in a test; choose another name")
        elif taken:
            problems.field(here, f"its address would be in {taken}, as that of {owners[taken]} is; rename one of them")
        owners |= {variable: name for variable in variables if variable not in owners}


def _check_env(service: ServiceModel, place: Place, problems: Problems) -> None:
    at: Path = (*place.at, "service", "env")
    neighbours = {url_variable(name) for name in (*service.sidecars, *service.upstreams)}
    neighbours |= {variable for sidecar in service.arranged(place) for variable in sidecar.variables}
    for name, value in service.env.items():
        if not _VARIABLE.fullmatch(name):
            rule = "must be in capital letters, digits and underscores, at most 64, not beginning with a digit"
            problems.field((*at, name), rule)
        elif name in (*OWN_VARIABLES, *neighbours):
            problems.field((*at, name), "is set by the judge; choose another name")
        elif complaint := text_problem(value):
            problems.field((*at, name), complaint)


def _check_times(service: ServiceModel, at: Path, limits: Limits, problems: Problems) -> None:
    times = {
        ("ready", "within_s"): service.ready.within_s if service.ready.given("within_s") else 0,
        ("request_timeout_s",): service.request_timeout_s if service.given("request_timeout_s") else 0,
        ("test_timeout_s",): service.test_timeout_s if service.given("test_timeout_s") else 0,
    }
    for path, seconds in times.items():
        if seconds > limits.wall_s:
            whole = f"the whole stage may take {limits.wall_s:g} s"
            problems.field((*at, *path), f"is {seconds:g} s, but {whole} (limits.wall_s); make one of them fit")
    request_s, test_s = times[("request_timeout_s",)], times[("test_timeout_s",)]
    if 0 < test_s < request_s:
        told = f"is {request_s:g} s, but a test may only take {test_s:g} s (test_timeout_s); make one of them fit"
        problems.field((*at, "request_timeout_s"), told)
