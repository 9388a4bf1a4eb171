MISCONCEPTION = "appends before it has read"
FAILS = "your steps break the contract, and the store refuses nobody"
SAYS = "has no version to expect"

answer = [["A2", "A1", "B2", "B1"], {"savings": "savings", "checking": "checking", "grace": "grace"}]
