MISCONCEPTION = ""
FAILS = "whichever model is away, the three others have the twenty posts"
SAYS = "search is away"

answer = {
    "FeedBuilder": ("words", ["feed", "search", "analytics"]),
    "CDN": ("pictures", ["media"]),
}
