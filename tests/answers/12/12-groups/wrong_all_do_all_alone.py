MISCONCEPTION = "everybody does everything, each alone"
FAILS = "whichever model is away, the three others have the twenty posts"
SAYS = "each of them writes all four models"

answer = {
    "FeedBuilder": ("FeedBuilder", ["feed", "search", "analytics", "media"]),
    "SearchIndexer": ("SearchIndexer", ["feed", "search", "analytics", "media"]),
    "Analytics": ("Analytics", ["feed", "search", "analytics", "media"]),
    "CDN": ("CDN", ["feed", "search", "analytics", "media"]),
}
