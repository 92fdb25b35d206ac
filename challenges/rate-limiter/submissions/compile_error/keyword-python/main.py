import sys


class Limiter:
    def allow(self, from, cost):
        return cost <= from


print(Limiter())
