"""Drives an event store with commands from standard input; the statement describes them."""

import json
import sys

from event_store import Conflict, EventStore, Projection


def deposited(balances, event):
    balances[event.stream] = balances.get(event.stream, 0) + event.data["amount"]
    return balances


def withdrawn(balances, event):
    balances[event.stream] = balances.get(event.stream, 0) - event.data["amount"]
    return balances


class Session:
    def __init__(self):
        self.store = EventStore()
        self.balances = Projection(self.store, {}, {"deposited": deposited, "withdrawn": withdrawn})

    def run(self, do, **arguments):
        return getattr(self, f"do_{do}")(**arguments)

    def do_append(self, stream, events, expected=None, command=None):
        try:
            version = self.store.append(stream, map(tuple, events), expected=expected, command_id=command)
        except Conflict as conflict:
            return {"conflict": [conflict.expected, conflict.actual]}
        return {"version": version}

    def do_read(self, stream, after=0, limit=None):
        events = self.store.read(stream, after=after, limit=limit)
        return [[event.position, event.version, event.type, event.data] for event in events]

    def do_all(self, after=0, limit=None, types=None):
        events = self.store.read_all(after=after, limit=limit, types=types)
        return [[event.position, event.stream, event.version, event.type, event.data] for event in events]

    def do_balance(self, account):
        handled = self.balances.catch_up()
        balance = self.balances.state.get(account, 0)
        return {"handled": handled, "position": self.balances.position, "balance": balance}


if __name__ == "__main__":
    session = Session()
    for line in sys.stdin:
        print(json.dumps(session.run(**json.loads(line)), separators=(",", ":")))
