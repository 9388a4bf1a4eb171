STYLE = "The stream is named after the contract: one rule, one stream."

answer = (["B1", "A1", "B2", "A2"], {"savings": "contract-7", "checking": "contract-7", "grace": "account-8"})
