from companion.scenarios.faults import Fault

MISCONCEPTION = "publishes twice"
FAILS = "one order is paid twice, and no dead letter tells of it"
SAYS = "That is two orders, order-42 and order-43"

answer = Fault("checkout", "order published", 1)
