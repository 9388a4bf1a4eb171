"""Groups named like the models, made from a shorter table."""

STYLE = "No row can be wrong alone; a service that is to differ needs another line."

MODELS = {"FeedBuilder": "feed", "SearchIndexer": "search", "Analytics": "analytics", "CDN": "media"}
answer = {service: (f"{model}-group", [model]) for service, model in MODELS.items()}
