"""A report counts only if it is ten seconds newer."""

MISCONCEPTION = ""
FAILS = "of each driver the newest report counts"
SAYS = "ride-30 Dan"


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.rides = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        if at_s - self.seen.get(driver, -99) >= 10:
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        if ride_id in self.rides:
            return self.rides[ride_id]
        for each in self.nearby.nearest(latitude, longitude, max(1, len(self.nearby)), 3_000):
            if each.member not in self.rides.values() and now_s - self.seen[each.member] <= 30:
                self.rides[ride_id] = each.member
                return each.member
        return None


answer = Dispatch
