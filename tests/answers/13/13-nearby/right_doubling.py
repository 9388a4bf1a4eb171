"""Ask for one, two, four … until one will do."""

STYLE = "Looks at few where most are free. Who is silent is off the map until the next report."


class Dispatch:
    def __init__(self, nearby):
        self.nearby, self.seen, self.driver_of = nearby, {}, {}

    def report(self, driver, at_s, latitude, longitude):
        if at_s > self.seen.get(driver, -1):
            self.seen[driver] = at_s
            self.nearby.move(driver, latitude, longitude)

    def match(self, ride_id, now_s, latitude, longitude):
        if ride_id in self.driver_of:
            return self.driver_of[ride_id]
        for driver in [name for name, at_s in self.seen.items() if now_s - at_s > 30]:
            self.nearby.remove(driver)
        count = 1
        while True:
            near = self.nearby.nearest(latitude, longitude, count, 3_000)
            free = [each.member for each in near if each.member not in self.driver_of.values()]
            if free:
                self.driver_of[ride_id] = free[0]
                return free[0]
            if len(near) < count:
                return None
            count *= 2


answer = Dispatch
