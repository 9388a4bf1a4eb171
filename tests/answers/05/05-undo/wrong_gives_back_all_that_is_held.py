MISCONCEPTION = ""
FAILS = "others order meanwhile, and keep what they have"
SAYS = "Ada orders 2, Grace 1, Ada is undone: shelf 5, expected 4"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.held, self.paid = {}, {}

    def reserve(self, order, pieces):
        self.held[order] = pieces
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += sum(self.held.values())

    def charge(self, order, pieces):
        self.paid[order] = pieces * self.price
        self.till += self.paid[order]

    def refund(self, order, pieces):
        self.till -= self.paid.pop(order)


answer = Desk
