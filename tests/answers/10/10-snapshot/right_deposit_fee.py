answer = ["deposit", "fee"]
