"""The last that nearest gives, not the first."""

MISCONCEPTION = ""
FAILS = "of each driver the newest report counts"
SAYS = "ride-32 Dan, expected Eva"


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
        free = [
            n
            for n in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000)
            if n.member not in self.busy and now_s - self.seen[n.member] <= 30
        ]
        if free:
            self.busy[free[-1].member] = ride_id
            return free[-1].member


answer = Dispatch
