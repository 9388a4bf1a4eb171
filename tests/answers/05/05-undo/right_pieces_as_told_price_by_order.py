class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.prices = {}

    def reserve(self, order, pieces):
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += pieces

    def charge(self, order, pieces):
        self.prices[order] = self.price
        self.till += pieces * self.price

    def refund(self, order, pieces):
        self.till -= pieces * self.prices[order]


answer = Desk
