"""As many as are taken, and one more."""

MISCONCEPTION = "the nearest, or nobody"
FAILS = "who has been silent for more than 30 s is not matched; at 30 s still"
SAYS = "or asked for too few"


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.busy = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        if at_s > self.seen.get(driver, -1):
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        for driver, ride in self.busy.items():
            if ride == ride_id:
                return driver
        for each in self.nearby.nearest(latitude, longitude, len(self.busy) + 1, 3_000):
            if each.member not in self.busy and now_s - self.seen[each.member] <= 30:
                self.busy[each.member] = ride_id
                return each.member
        return None


answer = Dispatch
