"""Why a service did not start, and why one is no more: raw facts in, verdict and cause out. Pure functions."""

import signal

from judge.domain.verdict import Verdict
from worker.graders.classify import Outcome, misses_dependency, signal_name
from worker.graders.evidence import shown_end
from worker.sandbox.interface import EndedBy, Seen, ServiceFacts, Started

_WORDS_BYTES = 1500


def start_failure(started: Started, within_s: float, *, first: bool = True) -> Outcome | None:
    """None if it is ready. What it printed is told of its ``first`` start: no test has spoken to it yet, and of a later
    one it may quote what a hidden test said before."""
    if started.ready:
        return None
    facts = started.facts
    if not facts.alive:
        outcome = _ended(facts, "exited_at_start")
        return _with_words(outcome, facts) if first else outcome
    if started.seen is Seen.REFUSED:
        outcome = Outcome(Verdict.RUNTIME_ERROR, "never_listened", f"It had {within_s:g} s.")
    else:
        detail = f"It had {within_s:g} s."
        if started.answer:
            detail += f" Its last answer was {started.answer!r}, and only 2xx counts."
        outcome = Outcome(Verdict.TIME_LIMIT_EXCEEDED, "listened_but_never_answered", detail)
    return _with_words(outcome, facts) if first else outcome


def death(facts: ServiceFacts) -> Outcome | None:
    """Why a service that should be running is not, or cannot go on for want of something; None if it can."""
    if not facts.alive:
        return _ended(facts, "died_during_test")
    if facts.oom_kills:
        return Outcome(Verdict.MEMORY_LIMIT_EXCEEDED, "out_of_memory")
    if facts.disk_full:
        return Outcome(Verdict.RUNTIME_ERROR, "disk_full")
    return Outcome(Verdict.RUNTIME_ERROR, "too_many_processes") if facts.processes_full else None


def how_it_ended(facts: ServiceFacts) -> str:
    """For the report: empty while it runs, or where the judge ended it."""
    if facts.ended_by in (EndedBy.RUNNING, EndedBy.STOP, EndedBy.KILL, EndedBy.NEVER_STARTED):
        return ""
    if facts.signal >= 0:
        return signal_name(facts.signal)
    return f"exit status {facts.exit_code}"


def _ended(facts: ServiceFacts, otherwise: str) -> Outcome:
    if facts.oom_kills or facts.ended_by is EndedBy.MEMORY:
        return Outcome(Verdict.MEMORY_LIMIT_EXCEEDED, "out_of_memory")
    if facts.ended_by is EndedBy.CPU or facts.signal == signal.SIGXCPU:
        return Outcome(Verdict.TIME_LIMIT_EXCEEDED, "cpu_time")
    if facts.ended_by is EndedBy.PROCESSES:
        return Outcome(Verdict.RUNTIME_ERROR, "too_many_processes")
    if misses_dependency(facts.output):
        return Outcome(Verdict.RUNTIME_ERROR, "missing_dependency")
    if facts.disk_full or facts.signal == signal.SIGXFSZ:
        return Outcome(Verdict.RUNTIME_ERROR, "disk_full")
    return Outcome(Verdict.RUNTIME_ERROR, otherwise, f"It ended with {how_it_ended(facts)}.")


def _with_words(outcome: Outcome, facts: ServiceFacts) -> Outcome:
    words = shown_end(facts.output, _WORDS_BYTES).strip()
    said = f"Its last output:\n{words}" if words else "It printed nothing."
    return Outcome(outcome.verdict, outcome.cause, f"{outcome.detail} {said}".strip())
