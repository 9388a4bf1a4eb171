STYLE = "A deadline holds whatever a look takes; the question is asked once more, before the page."


def answer(view, position, clock, limit_s):
    until = clock.elapsed_s + limit_s

    def there():
        return position is None or view.checkpoint() >= position

    while not there() and clock.elapsed_s < until:
        clock.sleep(0.1)
    fresh = there()
    return view.newest(), fresh
