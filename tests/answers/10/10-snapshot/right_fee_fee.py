answer = ["fee", "fee"]
