import asyncio
from dataclasses import dataclass

import httpx

from headers import passed_on
from refusal import Refusal

ATTEMPT_S = 1.2
BEFORE_RETRIES_S = (0.05, 0.1)


@dataclass
class Answer:
    status: int
    headers: list
    body: bytes

    def header(self, name):
        return next((value.decode("latin-1") for other, value in self.headers if other == name), None)


class Upstream:
    def __init__(self, url, circuit):
        self._url = url
        self._circuit = circuit
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self._client = httpx.AsyncClient(timeout=None, limits=limits, trust_env=False)

    async def close(self):
        await self._client.aclose()

    async def post(self, target, headers, body):
        with self._circuit.request() as done:
            return await self._attempt("POST", target, headers, body, done)

    async def get(self, target, headers, body):
        with self._circuit.request() as done:
            for pause_s in BEFORE_RETRIES_S:
                try:
                    answer = await self._attempt("GET", target, headers, body, done)
                    if answer.status < 500:
                        return answer
                except Refusal as refusal:
                    if refusal.code == "upstream_timeout":
                        raise
                await asyncio.sleep(pause_s)
            return await self._attempt("GET", target, headers, body, done)

    async def _attempt(self, method, target, headers, body, done):
        length = [(b"content-length", str(len(body)).encode())] if body or method == "POST" else []
        request = httpx.Request(method, self._url + target, headers=[*headers, *length], content=body or None)
        done(True)
        try:
            async with asyncio.timeout(ATTEMPT_S):
                response = await self._client.send(request, stream=True)
                try:
                    # Raw: what is compressed stays so.
                    got = b"".join([chunk async for chunk in response.aiter_raw()])
                finally:
                    await response.aclose()
        except TimeoutError:
            raise Refusal(504, "upstream_timeout") from None
        except httpx.TransportError:
            raise Refusal(502, "upstream_unreachable") from None
        done(response.status_code >= 500)
        headers = passed_on(response.headers.raw, but={b"content-length"})
        return Answer(response.status_code, headers, got)
