"""The composition root of the API: the one place where its objects are made and put together."""

from collections.abc import Callable
from typing import TypeVar, cast
from urllib.parse import urlsplit

import gevent
import structlog
from flask import Flask

from judge.api.app import AppOptions, create_app, host_name
from judge.config import Settings, loopback
from judge.domain.errors import Unavailable
from judge.hooks import webhook_parts
from judge.queue import open_dispatch
from judge.receipts.sign import FileNotary
from judge.runtimes import load_catalogue
from judge.service.cases import Cases
from judge.service.files import FileLimits
from judge.service.parts import Parts
from judge.service.receipts import ReceiptParts
from judge.store.rates import RedisRates
from judge.store.store import open_store

_log = structlog.get_logger(__name__)
_KIB = 1024
T = TypeVar("T")
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


def build_api(settings: Settings, *, stopping: Callable[[], bool] = lambda: False) -> Flask:
    """The Flask app with everything behind it; registers the challenge packages if Redis answers."""
    store = open_store(settings, in_a_thread)
    notary = FileNotary(settings.receipt_key_file)
    _make_key(notary)
    parts = Parts(
        submissions=store.submissions,
        events=store.events,
        packages=store.packages,
        workers=store.workers,
        dispatch=open_dispatch(settings),
        keys=store.keys,
        rejudges=store.rejudges,
        rejudge_entries=store.rejudge_entries,
        comparisons=store.comparisons,
        assessments=store.assessments,
        invitations=store.invitations,
        uses=store.uses,
        audit=store.audit,
        versions=store.versions,
        rates=RedisRates(settings.redis_url),
        webhooks=webhook_parts(settings, store),
        receipts=ReceiptParts(sources=store.submissions, notary=notary, url=settings.url),
        quota_factor=settings.quota_factor,
        organisation_mib_per_day=settings.organisation_mib_per_day,
        runtimes=load_catalogue(),
        folders=settings.challenges,
        limits=FileLimits(
            files=settings.max_files,
            file_bytes=settings.max_file_kib * _KIB,
            total_bytes=settings.max_total_kib * _KIB,
        ),
        max_package_bytes=settings.max_package_kib * _KIB,
        stopping=stopping,
        aside=in_a_thread,
        url=settings.url,
    )
    cases = Cases(parts)
    cases.registration.try_once()
    return create_app(cases, api_options(settings))


def in_a_thread(work: Callable[[], T]) -> T:
    """Beside all that gevent serves in this process, which would wait as long. What is raised comes back as a value:
    gevent would print it."""

    def caught() -> tuple[T | None, Exception | None]:
        try:
            return work(), None
        except Exception as error:
            return None, error

    value, error = gevent.get_hub().threadpool.apply(caught)
    if error is not None:
        raise error
    return cast("T", value)


def _make_key(notary: FileNotary) -> None:
    """The key of the receipts, on the first start. Without one all the rest is served."""
    try:
        notary.ring()
    except Unavailable as error:
        _log.warning("no_receipts", error=str(error))


def api_options(settings: Settings) -> AppOptions:
    """On loopback only loopback's names are answered, and a proxy's: no web page reaches in under a name of its own."""
    proxy = urlsplit(settings.url).netloc.rpartition("@")[2]
    hosts = () if not loopback(settings.host) else (*LOOPBACK_NAMES, settings.host, host_name(proxy))
    return AppOptions(max_body_bytes=settings.max_body_kib * _KIB, hosts=tuple(filter(None, hosts)))
