MISCONCEPTION = "only the weak one apart"
FAILS = "whichever model is away, the three others have the twenty posts"
SAYS = "the next outage is one of theirs"

answer = {
    "FeedBuilder": ("rest", ["feed", "analytics", "media"]),
    "SearchIndexer": ("search", ["search"]),
}
