MISCONCEPTION = "remembers one order"
FAILS = "others order meanwhile, and keep what they have"
SAYS = "Keep it by order"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.held, self.paid = {}, {}

    def reserve(self, order, pieces):
        self.last = pieces
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += self.last

    def charge(self, order, pieces):
        self.paid[order] = pieces * self.price
        self.till += self.paid[order]

    def refund(self, order, pieces):
        self.till -= self.paid.pop(order, 0)


answer = Desk
