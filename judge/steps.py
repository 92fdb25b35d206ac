"""The conductor's composition root: the steps it takes in every round, over one store."""

from datetime import timedelta

from judge.config import Settings
from judge.hooks import courier, fan_out
from judge.queue import CeleryDispatch
from judge.runtimes import load_catalogue
from judge.service.catalogue import Catalogue
from judge.service.comparing import Comparing
from judge.service.conductor import Conductor, Step
from judge.service.forgetting import Forgetting
from judge.service.gate import Gate, GateParts
from judge.service.rejudging import Rejudging
from judge.similarity.process import Process
from judge.store.store import Store


def build_conductor(settings: Settings, store: Store, dispatch: CeleryDispatch, holder: str) -> Conductor:
    """``holder`` is who takes the turn: the worker's name."""
    return Conductor(store.turns, holder, build_steps(settings, store, dispatch, holder))


def build_steps(settings: Settings, store: Store, dispatch: CeleryDispatch, holder: str) -> dict[str, Step]:
    runtimes = load_catalogue()
    catalogue = Catalogue(store.packages, runtimes)
    gate = GateParts(
        versions=store.versions,
        packages=store.packages,
        submissions=store.submissions,
        dispatch=dispatch,
        content=catalogue.content,
    )
    return {
        "gate": Gate(gate),
        "rejudges": Rejudging(store, dispatch, catalogue),
        "comparisons": Comparing(store, catalogue, runtimes, start=Process),
        "news": fan_out(settings, store),
        "webhooks": courier(settings, store, holder),
        "old": Forgetting(store, timedelta(days=settings.retention_days)),
    }
