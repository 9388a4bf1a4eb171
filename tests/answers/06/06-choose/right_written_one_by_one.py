answer = dict.fromkeys(["till", "light switch"], "inbox")
answer |= dict.fromkeys(["told twice", "mail"], "request key")
answer["address"] = "version"
answer["paid ids"] = "nothing"
