MISCONCEPTION = "one piece each"
FAILS = "alone: the shelf holds 5 again, the till 0"
SAYS = "Ada ordered 2 and got 1 back"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.held, self.paid = {}, {}

    def reserve(self, order, pieces):
        self.held[order] = pieces
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += 1

    def charge(self, order, pieces):
        self.paid[order] = pieces * self.price
        self.till += self.paid[order]

    def refund(self, order, pieces):
        self.till -= self.paid.pop(order, 0)


answer = Desk
