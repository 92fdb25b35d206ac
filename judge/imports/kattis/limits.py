"""Limits: from seconds and MiB of the format to ours, within what a challenge may ask for."""

import configparser
from collections.abc import Mapping, Sequence
from typing import Any

from judge.domain.limits import MAXIMUM, MINIMUM
from judge.imports.imported import ImpliedTime, Notes
from judge.imports.kattis.metadata import FILE, Metadata
from judge.imports.kattis.tree import TestCase
from judge.imports.values import mapping, number

ASSUMED_CPU_S = 2.0
_MEMORY_MIB = 2048
_OUTPUT_MIB = 8
_STEP_S = 1.0
_FACTOR = {True: 5.0, False: 2.0}
_READ = {"memory", "output", "time_limit", "time_multiplier", "time_multipliers", "time_safety_margin"}
_READ |= {"time_resolution"}


def limits(metadata: Metadata, time_s: float, cases: Sequence[TestCase], notes: Notes) -> dict[str, Any]:
    """``limits`` of challenge.yaml. What the format leaves to the system is its typical default."""
    for key in metadata.limits:
        if key not in _READ:
            notes.add(f"{FILE}: limits.{key}", "was not carried over: this judge has a limit of its own")
    cpu_s = _bounded("time limit", time_s, MINIMUM.cpu_s, MAXIMUM.cpu_s, notes)
    memory = _bounded("memory", metadata.limit("memory") or _MEMORY_MIB, MINIMUM.memory_mib, MAXIMUM.memory_mib, notes)
    largest = max((len(case.answer) for case in cases), default=0)
    wanted_kib = max((metadata.limit("output") or _OUTPUT_MIB) * 1024, -(-largest // 1024))
    output = _bounded("output", wanted_kib, MINIMUM.output_kib, MAXIMUM.output_kib, notes)
    return {"cpu_s": cpu_s, "memory_mib": int(memory), "output_kib": int(output)}


def time_limit(files: Mapping[str, bytes], metadata: Metadata, measured_s: float | None) -> float | ImpliedTime:
    """In seconds, or how the format would have it found out; ``measured_s`` counts where the package says none."""
    if given := metadata.limit("time_limit") or _beside(files) or measured_s:
        return given
    multiplier = _FACTOR[metadata.legacy]
    key = "time_multiplier" if metadata.legacy else "ac_to_time_limit"
    place = metadata.limits if metadata.legacy else mapping(metadata.limits.get("time_multipliers"))
    if (own := number(place.get(key))) and own > 0:
        multiplier = own
    step = None if metadata.legacy else metadata.limit("time_resolution")
    return ImpliedTime(multiplier, step or _STEP_S)


def assumed(implied: ImpliedTime, notes: Notes) -> float:
    """What is taken where nobody measures."""
    notes.add(
        f"{FILE}: limits",
        f"says no time limit; {ASSUMED_CPU_S:g} s were assumed. The format has {implied.multiplier:g} times the "
        "slowest accepted submission: import it with --measure, or set limits.cpu_s",
    )
    return ASSUMED_CPU_S


def _beside(files: Mapping[str, bytes]) -> float | None:
    """Where systems that read the format keep a time limit of their own."""
    for path in (".timelimit", "domjudge-problem.ini"):
        if path in files:
            told = files[path].decode("utf-8", "replace")
            value = number(told.strip()) if path == ".timelimit" else _of_ini(told)
            if value and value > 0:
                return value
    return None


def _of_ini(told: str) -> float | None:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string("[problem]\n" + told)
    except configparser.Error:
        return None
    return number(parser.get("problem", "timelimit", fallback="").strip("'\" "))


def _bounded(what: str, value: float, least: float, most: float, notes: Notes) -> float:
    kept = min(max(value, least), most)
    if kept != value:
        notes.add(f"{FILE}: limits", f"the {what} of {value:g} was changed to {kept:g}, the nearest that is possible")
    return kept
