STYLE = "Nothing is ever changed, only added: the sum says what is left. Lesson 08 makes a store of that."


class Desk:
    def __init__(self):
        self.shelf, self.till, self.price = 5, 0, 249
        self.facts = []

    def reserve(self, order, pieces):
        self.facts.append(("held", order, pieces))
        self.shelf -= pieces

    def release(self, order, pieces):
        self.shelf += self.left("held", order)

    def charge(self, order, pieces):
        self.facts.append(("paid", order, pieces * self.price))
        self.till += pieces * self.price

    def refund(self, order, pieces):
        self.till -= self.left("paid", order)

    def left(self, what, order):
        amount = sum(n for w, o, n in self.facts if (w, o) == (what, order))
        self.facts.append((what, order, -amount))
        return amount


answer = Desk
