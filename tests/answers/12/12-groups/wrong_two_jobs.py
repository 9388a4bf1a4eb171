MISCONCEPTION = "two jobs in one handler"
FAILS = "then the others are written once for each event, and only its own service gives up"
SAYS = "does the first again whenever the second fails"

answer = {
    "FeedBuilder": ("FeedBuilder", ["feed"]),
    "SearchIndexer": ("SearchIndexer", ["search"]),
    "Analytics": ("Analytics", ["media", "analytics"]),
}
