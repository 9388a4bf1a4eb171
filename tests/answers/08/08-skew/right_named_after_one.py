answer = [("A1", "B1", "B2", "A2"), {"grace": "grace", "checking": "savings", "savings": "savings"}]
