MISCONCEPTION = ""
FAILS = "without a limit in its way, the work is least"
SAYS = "from 3 followers on"


def best(authors, loads, limit_s):
    def work(place):
        pushed, pulled = authors[:place], authors[place:]
        return sum(f * p for f, p in pushed) + sum(f * loads for f, p in pulled)

    authors = sorted(authors)
    places = range(len(authors) + 1)
    return min((n for n in places if not n or authors[n - 1][0] <= limit_s * 100_000), key=work)


answer = best
