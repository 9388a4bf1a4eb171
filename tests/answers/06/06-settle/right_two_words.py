answer = {"D": "reject and continue", "F": "acknowledge"}
