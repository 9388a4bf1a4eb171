"""Says None in quotes."""

MISCONCEPTION = ""
FAILS = "who has been silent for more than 30 s is not matched; at 30 s still"
SAYS = "ride-35 'None', expected nobody"


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
        for n in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000):
            if n.member not in self.busy and now_s - self.seen[n.member] <= 30:
                self.busy[n.member] = ride_id
                return n.member
        return "None"


answer = Dispatch
