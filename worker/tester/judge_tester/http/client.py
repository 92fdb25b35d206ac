"""Clients for tests: no proxies, no settings from the environment, no redirects unless asked for, no compression."""

import httpx

from .exchange import Recorder
from .network_async import Gate
from .transport import AsyncTransport, ClientLimits, Transport

_HEADERS = {"accept-encoding": "identity"}


def new_client(base_url: str, limits: ClientLimits, recorder: Recorder) -> httpx.Client:
    return httpx.Client(
        base_url=base_url,
        transport=Transport(limits, recorder),
        timeout=limits.request_timeout_s,
        headers=_HEADERS,
        trust_env=False,
    )


def new_async_client(
    base_url: str, limits: ClientLimits, recorder: Recorder, gate: Gate | None = None
) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=base_url,
        transport=AsyncTransport(limits, recorder, gate),
        timeout=limits.request_timeout_s,
        headers=_HEADERS,
        trust_env=False,
    )
