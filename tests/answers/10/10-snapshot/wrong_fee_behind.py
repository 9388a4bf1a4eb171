MISCONCEPTION = "the fee stands behind the snapshot"
FAILS = "the balance with the snapshot is not the balance without"
SAYS = "It must be inside"


answer = ["deposit", "deposit", "fee"]
