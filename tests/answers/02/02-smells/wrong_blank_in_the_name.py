MISCONCEPTION = ""
FAILS = "every name is an event and says what happened"
SAYS = "'OrderPicked Up' has a blank in it, expected one word, such as OrderCancelled"


def facts(before, after):
    found = []
    if before["status"] != after["status"]:
        found.append("Order" + after["status"].title())
    if before["address"] != after["address"]:
        found.append("AddressCorrected")
    return found


answer = facts
