answer = (20, 3, 0)
