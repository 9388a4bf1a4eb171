MISCONCEPTION = "analytics knows everything"
FAILS = "c1, c2, d2: days, looks and pictures"
SAYS = "A model cannot show what nobody published"

answer = {"c2": "analytics"}
