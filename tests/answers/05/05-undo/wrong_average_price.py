"""The average of all that was paid: right while all pay the same, also as a float."""

MISCONCEPTION = ""
FAILS = "the price changes meanwhile, and everybody gets back what they paid"
SAYS = "Ada pays 2 at 249, Grace 1 at 199, Ada is undone: till 232.3"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.sold = 0

    def reserve(self, order, pieces):
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += pieces

    def charge(self, order, pieces):
        self.sold += pieces
        self.till += pieces * self.price

    def refund(self, order, pieces):
        self.till -= pieces * self.till / self.sold
        self.sold -= pieces


answer = Desk
