import asyncio

import httpx

FIRST_WAIT_S = 0.02
LONGEST_WAIT_S = 0.16
CALL_S = 1.0
CALLS_AT_ONCE = 64


class Ledger:
    """One task for every event that is not booked yet."""

    def __init__(self, url, store):
        self.url = url
        self.store = store
        self.tasks = set()
        self.room = asyncio.Semaphore(CALLS_AT_ONCE)
        limits = httpx.Limits(max_connections=CALLS_AT_ONCE, max_keepalive_connections=8)
        self.client = httpx.AsyncClient(limits=limits, timeout=None, trust_env=False)

    def send(self, event):
        task = asyncio.get_running_loop().create_task(self.until_booked(event))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def until_booked(self, event):
        wait_s = FIRST_WAIT_S
        while not await self.call(event):
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
        self.store.book(event["id"])

    async def call(self, event):
        async with self.room:
            try:
                async with asyncio.timeout(CALL_S):
                    answer = await self.client.put(f"{self.url}/entries/{event['id']}", json=event)
            except (httpx.HTTPError, TimeoutError):
                return False
            return answer.is_success

    async def close(self):
        for task in self.tasks:
            task.cancel()
        await self.client.aclose()
