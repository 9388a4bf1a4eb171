answer = [0, 3]
