STYLE = "Two fees and no deposit: the snapshot knows of neither."

answer = ["fee", "fee"]
