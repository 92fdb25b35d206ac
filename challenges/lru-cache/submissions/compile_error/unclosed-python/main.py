import sys


class Cache:
    def __init__(self, capacity):
        self.entries = {
        self.capacity = capacity


cache = Cache(int(sys.stdin.readline()))
