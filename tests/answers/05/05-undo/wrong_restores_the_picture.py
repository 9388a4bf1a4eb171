MISCONCEPTION = "restores the picture"
FAILS = "others order meanwhile, and keep what they have"
SAYS = "Grace's machine is for sale again"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price, self.before = 5, 0, 249, {}
        self.paid = {}

    def reserve(self, order, pieces):
        self.before[order] = self.shelf
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf = self.before[order]

    def charge(self, order, pieces):
        self.paid[order] = pieces * self.price
        self.till += self.paid[order]

    def refund(self, order, pieces):
        self.till -= self.paid.pop(order, 0)


answer = Desk
