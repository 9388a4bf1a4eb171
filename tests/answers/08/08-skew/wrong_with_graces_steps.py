MISCONCEPTION = ""
FAILS = "your steps break the contract, and the store refuses nobody"
SAYS = "G1 is none of the four steps A1, A2, B1, B2"

answer = [
    ["A1", "B1", "G1", "A2", "B2", "G2"],
    {"savings": "ada", "checking": "ada", "grace": "grace"},
]
