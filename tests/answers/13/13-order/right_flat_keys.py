"""One row for each version, as a table would have it."""


def in_order(shelf, ride_id, version, event, handle):

    done = shelf.get((ride_id, "done"), 0)
    if version > done:
        shelf[ride_id, version] = event
    while (ride_id, done + 1) in shelf:
        handle(shelf[ride_id, done + 1])
        done += 1
        shelf[ride_id, "done"] = done
        del shelf[ride_id, done]


answer = in_order
