STYLE = "A tuple, which nobody can append to by mistake."

answer = ("Ada", "Grace")
