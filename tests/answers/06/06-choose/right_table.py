"""One protection for each effect."""

STYLE = "Nothing costs more than it must; every row has to be argued for."

answer = {
    "paid ids": "nothing",
    "till": "inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "request key",
    "mail": "request key",
}
