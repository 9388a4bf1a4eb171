from companion.bus import PermanentError


def deliver_to(handler, event, attempts, clock, dead_letters):
    def attempt(n):
        try:
            handler(event)
        except PermanentError as error:
            dead_letters.append([event.order_id, repr(error), n])
        except Exception as error:
            if n == attempts:
                dead_letters.append([event.order_id, repr(error), n])
            else:
                clock.sleep(2 ** (n - 1))
                attempt(n + 1)

    attempt(1)


answer = deliver_to
