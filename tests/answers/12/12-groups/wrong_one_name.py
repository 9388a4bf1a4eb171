MISCONCEPTION = "four colleagues, one pile"
FAILS = "each of the four models has the twenty posts"
SAYS = "Each post reaches one of them"

answer = {
    "FeedBuilder": ("everybody", ["feed"]),
    "SearchIndexer": ("everybody", ["search"]),
    "Analytics": ("everybody", ["analytics"]),
    "CDN": ("everybody", ["media"]),
}
