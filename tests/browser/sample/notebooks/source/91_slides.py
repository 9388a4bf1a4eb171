# %% [markdown] name="title" tags=["slide"]
# # Slides that hold much more than a slide can hold, under a title of two lines
#
# A paragraph with `code`, **bold words** and a [link](https://example.org), long enough that it has to go on in a second
# line and, on the narrow canvas of a projector, in a third one too: WWWWW, iiiii, and a Donaudampfschifffahrtsgesellschaft.
#
# - the first of many items
# - the second, which is `code("with", arguments)` for the most part, and long enough to need a second line of its own
#   - one below it
#   - another, **bold and long enough to be wrapped as well, because lists in lists have less room**
# - a last one
#
# 1. numbered
# 2. twice
#
# > Events did not make it faster. They made it not fail, and then they made it late.

# %% [markdown] name="title-notes" tags=["notes"]
# **Two minutes.** Ask who was ever charged twice.
#
# | answer | say |
# |---|---|
# | yes | so was I |

# %% name="setup" tags=["skip"]
from companion.bus import Bus
from companion.classroom import *
from companion.diagrams import event_log, flow, player
from companion.events import Event


class SlideShown(Event):
    number: int


class SlideUnderstood(Event):
    number: int


# %% [markdown] name="table" tags=["slide"]
# ## A table
#
# | when | use | and not, because |
# |---|---|---|
# | somebody waits for the answer | a plain call over HTTP | an event has no reply, and two events are HTTP with a queue in the middle |
# | one database holds both accounts | `BEGIN … COMMIT` | a saga has no isolation |
# | five services must hear of it | **an event** | naming each of them makes you change the sender for every new one |
# | a settings page for one team | create, read, update, delete | there is no fact here that anybody else would want to know about |
# | three services fill one screen | a gateway or a read model | three late answers would have to be joined, by whom? |
# | the warehouse ships hours later | an event | nobody can hold a connection open for hours |
# | a seat is sold once | a transaction | two late sellers both say yes |
# | money goes to another bank | events, with compensation | there is no transaction over two banks |
# | clicks are recorded | events | a lost one does not matter, and there are many |

# %% name="long" tags=["slide"]
def first(number):
    """A function that is too long for a slide together with the one after it."""
    total = 0
    for place in range(number):
        if place % 2:
            total += place
        else:
            total -= place
    return total


def second(number, another_argument="a default value that is long", and_one_more="another long one"):
    """Its signature is wider than a slide, and goes on in the next line."""
    steps = []
    for place in range(number):
        steps.append(place)
        steps.append(-place)
    return sum(steps)


def third(number):
    return number


first(10), second(10), third(10)

# %% [markdown] name="shown" tags=["slide"]
# ## A picture of what ran

# %% name="picture"
bus = Bus()
teacher, class_ = bus.service("Teacher"), bus.service("Class")


@class_.on(SlideShown)
def understand(event):
    class_.publish(SlideUnderstood(number=event.number))


teacher.publish(SlideShown(number=1))
flow(bus.trace, title="A slide was shown, and understood.", subtitle="drawn from the trace")

# %% name="player" tags=["slide"]
player(bus.trace, title="The same, step by step.")

# %% name="log"
event_log(bus.trace)

# %% name="guess" tags=["slide"]
### BEGIN SOLUTION
predict("00-coffee", "c")
### END SOLUTION
### STUB predict("00-coffee", TODO)

# %% name="see"
reveal("00-coffee", lambda: print("the demo's own words"))

# %% name="why"
### BEGIN SOLUTION
explain("00-coffee", "a")
### END SOLUTION
### STUB explain("00-coffee", TODO)

# %% name="write" tags=["slide"]
def double(number):
    ### BEGIN SOLUTION
    return 2 * number
    ### END SOLUTION
    ### STUB return TODO

# %% [markdown] name="bullets"
# And in the end, a paragraph.
