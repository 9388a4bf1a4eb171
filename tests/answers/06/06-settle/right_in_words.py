answer = {"D": "reject, continue", "F": "delivery.acknowledge()"}
