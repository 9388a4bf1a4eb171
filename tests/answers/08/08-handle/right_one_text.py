answer = "ckbhdfng"
