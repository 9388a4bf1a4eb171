MISCONCEPTION = "everybody can do everything"
FAILS = "whichever model is away, the three others have the twenty posts"
SAYS = "handled whole, by whoever takes it"

answer = {
    "FeedBuilder": ("social", ["feed", "search", "analytics", "media"]),
    "SearchIndexer": ("social", ["feed", "search", "analytics", "media"]),
    "Analytics": ("social", ["feed", "search", "analytics", "media"]),
    "CDN": ("social", ["feed", "search", "analytics", "media"]),
}
