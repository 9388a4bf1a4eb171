STYLE = "One of each: the snapshot says 5.00, and all events together 4.90."

answer = ["deposit", "fee"]
