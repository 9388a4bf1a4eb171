MISCONCEPTION = ""
FAILS = "the price changes meanwhile, and everybody gets back what they paid"
SAYS = "Ada pays 2 at 249, Bob 2 at 199, Ada is undone: till 498, expected 398"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.paid = {}

    def reserve(self, order, pieces):
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += pieces

    def charge(self, order, pieces):
        self.paid[pieces] = pieces * self.price
        self.till += self.paid[pieces]

    def refund(self, order, pieces):
        self.till -= self.paid[pieces]


answer = Desk
