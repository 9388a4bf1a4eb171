"""Lists for tuples, and the other way round."""

answer = {
    "FeedBuilder": ["one", ("feed",)],
    "SearchIndexer": ["two", ("search",)],
    "Analytics": ["three", ("analytics",)],
    "CDN": ["four", ("media",)],
}
