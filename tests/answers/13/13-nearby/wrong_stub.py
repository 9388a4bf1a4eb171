"""The stub."""

MISCONCEPTION = "a late report is news"
FAILS = "of each driver the newest report counts"
SAYS = "The newest report decides"


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.busy = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        self.seen[driver] = at_s
        self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        near = self.nearby.nearest(latitude, longitude, 1, 3_000)
        if near and near[0].member not in self.busy:
            self.busy[near[0].member] = ride_id
            return near[0].member
        return None


answer = Dispatch
