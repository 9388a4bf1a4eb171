answer = {"D": "reject", "E": "acknowledge"}
