answer = {"A": "", "B": "", "C": "", "D": ["reject", "continue"], "E": "", "F": ["acknowledge"]}
