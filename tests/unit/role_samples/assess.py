"""Samples of the calls about assessments and invitations."""

from dataclasses import replace
from typing import Any

from judge.domain.access import Caller, Reach, Role, Scope
from judge.domain.assessment import Assessment
from judge.service.assessments import NewAssessment
from judge.service.invitations import Guest, InvitationView
from tests.fakes.world import World
from tests.unit.role_samples.asks import V1, Asks, Owner, plain


def made(world: World, owner: Owner) -> Assessment:
    new = NewAssessment(organisation=owner.organisation, title="Exam", challenges=("adder",), duration_s=600)
    return world.cases.assessments.create(new, manager(owner)).assessment


def invited(world: World, owner: Owner) -> InvitationView:
    assessment = made(world, owner)
    return world.cases.invitations.invite(assessment.id, [Guest(name=owner.subject)], manager(owner))[0]


def manager(owner: Owner) -> Scope:
    return Scope(Caller(role=Role.MANAGER, organisation=owner.organisation), Reach.ORGANISATION)


def assessment(tail: str = "", **options: Any) -> Asks:
    return lambda world, owner: (f"{V1}/assessments/{made(world, owner).id}{tail}", options)


def invitation(tail: str = "", **options: Any) -> Asks:
    return lambda world, owner: (f"{V1}/invitations/{invited(world, owner).invitation.id}{tail}", options)


def mine(world: World, owner: Owner) -> tuple[str, dict[str, Any]]:
    """The owner's keys become ones that an invitation's link became: another one has no assessment."""
    view = invited(world, owner)
    for key in world.store.keys.everything():
        if key.subject == owner.subject:
            world.store.keys.update(key.id, lambda key: replace(key, invitation=view.invitation.id))
            world.store.invitations.update(view.invitation.id, lambda each, key=key: replace(each, key=key.id))
    return f"{V1}/assessment", {}


def page(world: World, owner: Owner) -> tuple[str, dict[str, Any]]:
    return f"/join/{invited(world, owner).token}", {}


def join(world: World, owner: Owner) -> tuple[str, dict[str, Any]]:
    return f"{V1}/join", {"json": {"token": invited(world, owner).token}}


SAMPLES: dict[str, Asks] = {
    "POST /api/v1/assessments": plain(
        f"{V1}/assessments", json={"title": "Exam", "challenges": ["adder"], "organisation": "acme"}
    ),
    "GET /api/v1/assessments": plain(f"{V1}/assessments"),
    "GET /api/v1/assessments/{assessment_id}": assessment(),
    "PATCH /api/v1/assessments/{assessment_id}": assessment(json={"duration_s": 60}),
    "POST /api/v1/assessments/{assessment_id}/invitations": assessment(
        "/invitations", json={"invitations": [{"name": "Ann"}]}
    ),
    "GET /api/v1/assessments/{assessment_id}/invitations": assessment("/invitations"),
    "GET /api/v1/invitations/{invitation_id}": invitation(),
    "POST /api/v1/invitations/{invitation_id}/withdraw": invitation("/withdraw"),
    "POST /api/v1/invitations/{invitation_id}/extra-time": invitation("/extra-time", json={"extra_time_s": 60}),
    "POST /api/v1/invitations/{invitation_id}/renew": invitation("/renew"),
    "GET /api/v1/assessment": mine,
    "POST /api/v1/join": join,
    "GET /join/{token}": page,
    "POST /join/{token}": page,
}
