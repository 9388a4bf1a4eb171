"""Each request is a ride."""

MISCONCEPTION = "asked twice, two cars"
FAILS = "a ride that asks again has its driver"
SAYS = "the rider has two cars"


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.busy = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        if at_s > self.seen.get(driver, -1):
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        for each in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000):
            if each.member not in self.busy and now_s - self.seen[each.member] <= 30:
                self.busy[each.member] = ride_id
                return each.member
        return None


answer = Dispatch
