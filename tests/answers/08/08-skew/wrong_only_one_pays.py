MISCONCEPTION = "only one of them pays"
FAILS = "your steps break the contract, and the store refuses nobody"
SAYS = "The contract breaks when both act on it"

answer = [["A1", "B1", "A2"], {"savings": "savings", "checking": "checking", "grace": "grace"}]
