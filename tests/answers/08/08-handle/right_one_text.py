STYLE = "The same eight letters as one text."

answer = "ckbhdfng"
