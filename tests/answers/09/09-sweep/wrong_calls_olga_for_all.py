MISCONCEPTION = "everything to Olga"
FAILS = "what a crash left in the middle is finished, and no person is asked"
SAYS = "A person is for what a machine cannot decide"

IDS = ("order-80", "order-81", "order-82", "order-83", "order-84", "order-85", "order-86", "trip-7")

answer = dict.fromkeys(IDS, "call Olga")
