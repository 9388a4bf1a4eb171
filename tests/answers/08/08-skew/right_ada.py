answer = [["A1", "B1", "A2", "B2"], {"savings": "ada", "checking": "ada", "grace": "grace"}]
