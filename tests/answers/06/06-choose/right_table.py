answer = {
    "paid ids": "nothing",
    "till": "inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "request key",
    "mail": "request key",
}
