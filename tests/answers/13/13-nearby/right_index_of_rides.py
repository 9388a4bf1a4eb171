"""Positions with their second; rides by driver and drivers by ride."""


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.busy = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        if driver not in self.seen or self.seen[driver] <= at_s:
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        taken = {ride: driver for driver, ride in self.busy.items()}
        if ride_id in taken:
            return taken[ride_id]
        near = self.nearby.nearest(latitude, longitude, 1_000_000, 3_000)
        good = [n.member for n in near if n.member not in self.busy and self.seen[n.member] >= now_s - 30]
        if not good:
            return None
        self.busy[good[0]] = ride_id
        return good[0]


answer = Dispatch
