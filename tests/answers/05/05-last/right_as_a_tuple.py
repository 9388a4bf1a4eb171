answer = ("Ada", "Grace")
