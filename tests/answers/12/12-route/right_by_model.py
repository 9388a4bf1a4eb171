"""By model: what each one is for."""

STYLE = "Shows what each model is for, and which one nobody needs; a question asked twice would not show."

MODELS = {
    "write": ["a2", "b2", "d1"],
    "feed": ["a1"],
    "search": ["b1"],
    "analytics": ["c1"],
    "media": ["d2"],
    "nobody": ["c2"],
}
answer = {question: model for model, several in MODELS.items() for question in several}
