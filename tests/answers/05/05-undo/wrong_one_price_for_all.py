MISCONCEPTION = "one price for all"
FAILS = "the price changes meanwhile, and everybody gets back what they paid"
SAYS = "What was paid belongs to each order"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.held, self.paid = {}, {}

    def reserve(self, order, pieces):
        self.held[order] = pieces
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += self.held.pop(order, 0)

    def charge(self, order, pieces):
        self.was = self.price
        self.till += pieces * self.price

    def refund(self, order, pieces):
        self.till -= pieces * self.was


answer = Desk
