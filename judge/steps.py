"""The conductor's composition root: the steps it takes in every round, over one store."""

from judge.config import Settings
from judge.hooks import courier, fan_out
from judge.queue import CeleryDispatch
from judge.runtimes import load_catalogue
from judge.service.catalogue import Catalogue
from judge.service.conductor import Conductor, Step
from judge.service.gate import Gate, GateParts
from judge.store.store import Store


def build_conductor(settings: Settings, store: Store, dispatch: CeleryDispatch, holder: str) -> Conductor:
    """``holder`` is who takes the turn: the worker's name."""
    return Conductor(store.turns, holder, build_steps(settings, store, dispatch, holder))


def build_steps(settings: Settings, store: Store, dispatch: CeleryDispatch, holder: str) -> dict[str, Step]:
    return {
        "gate": _gate(store, dispatch),
        "news": fan_out(settings, store),
        "webhooks": courier(settings, store, holder),
    }


def _gate(store: Store, dispatch: CeleryDispatch) -> Gate:
    catalogue = Catalogue(store.packages, load_catalogue())
    return Gate(
        GateParts(
            versions=store.versions,
            packages=store.packages,
            submissions=store.submissions,
            dispatch=dispatch,
            content=catalogue.content,
        )
    )
