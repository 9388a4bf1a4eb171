"""The age against the newest report of all, not against now."""

MISCONCEPTION = ""
FAILS = "who has been silent for more than 30 s is not matched; at 30 s still"
SAYS = "silent for 31 s, nobody else"


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.busy = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        if at_s >= self.seen.get(driver, 0):
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        for d, r in self.busy.items():
            if r == ride_id:
                return d
        latest = max(self.seen.values(), default=0)
        for n in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000):
            if n.member not in self.busy and latest - self.seen[n.member] <= 30:
                self.busy[n.member] = ride_id
                return n.member


answer = Dispatch
