MISCONCEPTION = ""
FAILS = "the nearest who is free, within 3,000 m, however many are taken"
SAYS = "ride-51 Fay, expected nobody"


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.rides = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        if at_s >= self.seen.get(driver, at_s):
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        if ride_id in self.rides:
            return self.rides[ride_id]
        for each in self.nearby.nearest(latitude, longitude, max(1, len(self.nearby)), 5_000):
            if each.member not in self.rides.values() and now_s - self.seen[each.member] <= 30:
                self.rides[ride_id] = each.member
                return each.member
        return None


answer = Dispatch
