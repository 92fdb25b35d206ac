class Conflict(Exception):
    pass


class EventStore:
    def append(self, stream, expected=None, events):
        return len(events)
