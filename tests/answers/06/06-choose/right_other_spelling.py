"""The protections as people write them elsewhere: capitals, hyphens, underscores."""

answer = {
    "paid ids": "nothing",
    "till": "Inbox",
    "light switch": "inbox",
    "address": "version",
    "told twice": "request_key",
    "mail": "Request-Key",
}
