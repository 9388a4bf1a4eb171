MISCONCEPTION = ""
FAILS = "others order meanwhile, and keep what they have"
SAYS = "Grace 1, Ada is undone: till 498"


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.paid = []

    def reserve(self, order, pieces):
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += pieces

    def charge(self, order, pieces):
        self.paid.append(pieces * self.price)
        self.till += self.paid[-1]

    def refund(self, order, pieces):
        self.till -= self.paid.pop()


answer = Desk
