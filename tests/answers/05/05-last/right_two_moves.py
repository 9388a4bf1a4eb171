answer = ["Ada", "Grace"]
