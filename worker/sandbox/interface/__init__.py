"""What a sandbox is to the rest of the worker: acquire a box or a pod, put files, build, run, serve, release.

"Could not run it" is :class:`~judge.domain.errors.SandboxUnavailable`; "it ran and failed" is a returned value. There
is no third case.

runs      one box, one program at a time
services  a program that goes on, and a run that speaks with the worker
pods      boxes that share a network
giving_up nobody wants what a box does any more
"""

from worker.sandbox.interface.giving_up import given_up, giving_up
from worker.sandbox.interface.pods import Pod, PodSpec, Sandbox, Served, ServiceOffer, SidecarSpec
from worker.sandbox.interface.runs import BoxSpec, Deadline, RunRequest, RunResult
from worker.sandbox.interface.services import (
    Box,
    Conversation,
    EndedBy,
    Ready,
    Seen,
    ServiceFacts,
    ServiceRequest,
    Started,
    Starting,
)

__all__ = [
    "Box",
    "BoxSpec",
    "Conversation",
    "Deadline",
    "EndedBy",
    "Pod",
    "PodSpec",
    "Ready",
    "RunRequest",
    "RunResult",
    "Sandbox",
    "Seen",
    "Served",
    "ServiceFacts",
    "ServiceOffer",
    "ServiceRequest",
    "SidecarSpec",
    "Started",
    "Starting",
    "given_up",
    "giving_up",
]
