answer = ("fee", "deposit")
