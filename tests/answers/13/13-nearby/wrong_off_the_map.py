"""Who is matched is taken off the map."""

MISCONCEPTION = "a report makes free"
FAILS = "the nearest who is free, within 3,000 m, however many are taken"
SAYS = "where no report of his takes it away"


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.rides = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        if at_s > self.seen.get(driver, -1):
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        if ride_id in self.rides:
            return self.rides[ride_id]
        for each in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000):
            if now_s - self.seen[each.member] <= 30:
                self.nearby.remove(each.member)
                self.rides[ride_id] = each.member
                return each.member
        return None


answer = Dispatch
