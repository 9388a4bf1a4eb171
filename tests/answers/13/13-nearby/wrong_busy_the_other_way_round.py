"""Noted by driver, and looked for by ride."""

MISCONCEPTION = "everybody is free"
FAILS = "the nearest who is free, within 3,000 m, however many are taken"
SAYS = "did not find her taken"


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.busy = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        if at_s > self.seen.get(driver, -1):
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        if ride_id in self.busy:
            return self.busy[ride_id]
        for each in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000):
            if each.member not in self.busy.values() and now_s - self.seen[each.member] <= 30:
                self.busy[each.member] = ride_id
                return each.member
        return None


answer = Dispatch
