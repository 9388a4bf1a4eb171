MISCONCEPTION = ""
FAILS = "it holds for our bank, and expects something of it"
SAYS = "your code raised AssertionError"


def specification(bank):
    assert bank.initial == 0


answer = specification
