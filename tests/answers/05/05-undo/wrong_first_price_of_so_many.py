"""What the first paid for so many pieces is paid back to all who have as many."""

MISCONCEPTION = ""
FAILS = "the price changes meanwhile, and everybody gets back what they paid"
SAYS = "Ada pays 2 at 249, Bob 2 at 199, Bob is undone: till 398, expected 498"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.paid = {}

    def reserve(self, order, pieces):
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += pieces

    def charge(self, order, pieces):
        self.paid.setdefault(pieces, pieces * self.price)
        self.till += pieces * self.price

    def refund(self, order, pieces):
        self.till -= self.paid[pieces]


answer = Desk
