STYLE = "The stream is named after the person. It serves until somebody has two contracts."

answer = [["A1", "B1", "A2", "B2"], {"savings": "ada", "checking": "ada", "grace": "grace"}]
