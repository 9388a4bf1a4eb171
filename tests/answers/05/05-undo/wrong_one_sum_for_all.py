"""What is held and paid is one sum for everybody."""

MISCONCEPTION = "as if nobody else had come"
FAILS = "others order meanwhile, and keep what they have"
SAYS = "took back what Grace did, too"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.held = self.paid = 0

    def reserve(self, order, pieces):
        self.held += pieces
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += self.held
        self.held = 0

    def charge(self, order, pieces):
        self.paid += pieces * self.price
        self.till += pieces * self.price

    def refund(self, order, pieces):
        self.till -= self.paid
        self.paid = 0


answer = Desk
