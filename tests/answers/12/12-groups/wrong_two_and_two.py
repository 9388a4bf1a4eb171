"""Two pairs, each in a group."""

MISCONCEPTION = "two may share"
FAILS = "each of the four models has the twenty posts"
SAYS = "not judged: posts are missing already while no model is away"


plan = {
    "FeedBuilder": ("a", ["feed"]),
    "SearchIndexer": ("a", ["search"]),
    "Analytics": ("b", ["analytics"]),
    "CDN": ("b", ["media"]),
}


answer = plan
