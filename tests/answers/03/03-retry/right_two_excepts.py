from companion.bus import PermanentError

STYLE = "Each kind of failure has a branch of its own, easy to change alone; what they share stands twice."


def deliver_to(handler, event, attempts, clock, dead_letters):
    wait_s = 1
    tries = 0
    while True:
        tries += 1
        try:
            handler(event)
            return
        except PermanentError as error:
            why = error
            break
        except Exception as error:
            why = error
            if tries >= attempts:
                break
        clock.advance(wait_s)
        wait_s *= 2
    dead_letters.append({"event": event, "error": str(why), "tries": tries})


answer = deliver_to
