MISCONCEPTION = "the till as it was"
FAILS = "others order meanwhile, and keep what they have"
SAYS = "Grace's payment is not in it"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.held, self.paid = {}, {}
        self.was = {}

    def reserve(self, order, pieces):
        self.held[order] = pieces
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += self.held.pop(order, 0)

    def charge(self, order, pieces):
        self.was[order] = self.till
        self.till += pieces * self.price

    def refund(self, order, pieces):
        self.till = self.was[order]


answer = Desk
