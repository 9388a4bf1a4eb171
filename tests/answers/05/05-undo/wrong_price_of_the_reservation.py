MISCONCEPTION = ""
FAILS = "the price changes meanwhile, and everybody gets back what they paid"
SAYS = "pays at 199, then Ada is undone: till -100"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.prices = {}

    def reserve(self, order, pieces):
        self.shelf -= pieces
        self.prices[order] = self.price

    def release(self, order, pieces):
        self.shelf += pieces

    def charge(self, order, pieces):
        self.till += pieces * self.price

    def refund(self, order, pieces):
        self.till -= pieces * self.prices[order]


answer = Desk
