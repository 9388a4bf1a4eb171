"""The picture, less the pieces of the order: that is no desk on which nothing was taken back."""

MISCONCEPTION = ""
FAILS = "alone: the shelf holds 5 again, the till 0"
SAYS = "Ada orders 2 and is undone: shelf 3, expected 5"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.before, self.paid = {}, {}

    def reserve(self, order, pieces):
        self.before[order] = self.shelf
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf = self.before[order] - pieces

    def charge(self, order, pieces):
        self.paid[order] = pieces * self.price
        self.till += self.paid[order]

    def refund(self, order, pieces):
        self.till -= self.paid[order]


answer = Desk
