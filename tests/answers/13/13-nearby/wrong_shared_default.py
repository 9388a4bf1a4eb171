"""The two dicts are default values: every Dispatch has the same."""

MISCONCEPTION = "one memory for every Dispatch"
FAILS = "of each driver the newest report counts"
SAYS = "or in a default value"


class Dispatch:
    def __init__(self, nearby, seen={}, busy={}):
        self.nearby, self.seen, self.busy = nearby, seen, busy

    def report(self, driver, at_s, latitude, longitude):
        if at_s >= self.seen.get(driver, 0):
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        for d, r in self.busy.items():
            if r == ride_id:
                return d
        for n in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000):
            if n.member not in self.busy and now_s - self.seen[n.member] <= 30:
                self.busy[n.member] = ride_id
                return n.member


answer = Dispatch
