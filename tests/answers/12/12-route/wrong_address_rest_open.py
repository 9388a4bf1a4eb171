MISCONCEPTION = "the address is the picture"
FAILS = "c1, c2, d2: days, looks and pictures"
SAYS = "Auckland is far from there"

answer = {"d2": "write"}
