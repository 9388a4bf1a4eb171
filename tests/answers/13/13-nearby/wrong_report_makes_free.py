"""A report makes its driver free."""

MISCONCEPTION = "a report makes free"
FAILS = "the nearest who is free, within 3,000 m, however many are taken"
SAYS = "where no report of his takes it away"


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.busy = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        if at_s > self.seen.get(driver, -1):
            self.seen[driver] = at_s
            self.busy.pop(driver, None)
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        for driver, ride in self.busy.items():
            if ride == ride_id:
                return driver
        for each in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000):
            if each.member not in self.busy and now_s - self.seen[each.member] <= 30:
                self.busy[each.member] = ride_id
                return each.member
        return None


answer = Dispatch
