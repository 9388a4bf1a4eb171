def deliver(event, handlers, failures):
    for handler in handlers:
        try:
            handler(event)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            failures.append(f"{handler.__name__} could not handle {event.order_id}: {error}")


answer = deliver
