MISCONCEPTION = "one service does all four"
FAILS = "whichever model is away, the three others have the twenty posts"
SAYS = "one outage is four"

answer = {
    "FeedBuilder": ("all", ["feed", "search", "analytics", "media"]),
}
