"""`annotated` shows the lines written below a quoted answer, each with the criterion that runs it.

It shows them only after the learner's own answer to the question was checked.
"""

from companion.classroom import store
from companion.exercises import exam


def annotated(question: int) -> None:
    """Print the lines about the quoted answer to question 1 or 2, and the notes on its margin."""
    id = exam.QUESTIONS[question].id
    if "points" not in store.read().get(id, {}):
        print(f"This opens when your own answer has been checked: {id}.")
        return
    points = exam.earned(question, exam.QUOTED[question])
    for heading, lines in exam.LINES[question]:
        print(heading)
        for line, criterion in lines:
            if line:
                print(f"  {line}")
            print(f"     {_run_by(criterion, points)}")
    print("Notes on its margin, worth nothing")
    for note in exam.notes(question, exam.QUOTED[question]):
        print(f"  {note}")


def _run_by(criterion: str, points: dict[str, int]) -> str:
    if not criterion:
        return "-  no criterion runs it"
    if criterion == "number:":
        return f"{sum(given for name, given in points.items() if name.startswith(criterion))}  five numbers"
    return f"{points[criterion]}  {criterion}"
