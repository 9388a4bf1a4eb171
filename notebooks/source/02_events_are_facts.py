# %% [markdown] name="title" tags=["slide"]
# # Events are facts
#
# One service "only read" an order, and another packs a gold bar. You make that impossible.
#
# Afterwards you can
# - make an event that nobody can change, and correct it all the same,
# - tell event, command, document and query apart, and name them,
# - smell an event that says nothing.
#
# 35 minutes · 20 points, 3 bonus points

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("02")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# Two questions about lesson 01, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("02-recall-broker", "b")
recall("02-recall-wait", "b")
### END SOLUTION
### STUB recall("02-recall-broker", TODO)
### STUB recall("02-recall-wait", TODO)

# %% [markdown] name="gold" tags=["slide"]
# ## The frozen event that changed
#
# Ada orders a coffee and a bagel. Two services hear of it, one after the other: Loyalty counts points, Shipping
# packs. The event is **frozen**: nobody can assign to its fields. (`msgspec` is the library this course writes its
# events with; its `Struct` is much like a dataclass.)

# %% name="gold-run"
import msgspec


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: list[str]


def loyalty(event):
    basket = event.items          # "I only read it"
    basket.append("gold bar")     # what would a gift earn?


def shipping(event):
    print("Shipping packs:", event.items)


lunch = ["coffee", "bagel"]
order = LunchOrdered(order_id="order-42", items=lunch)
try:
    order.order_id = "order-43"
except AttributeError as error:
    print("Refused:       ", error)
loyalty(order)
shipping(order)

# %% [markdown] name="gold-words" tags=["slide"]
# ## Nobody assigned anything
#
# The label was refused. The list behind it was not: frozen is one level deep. Shipping did nothing wrong, and
# nothing in its code tells you where the gold bar came from.
#
# Somebody proposes: write `items: tuple[str, ...]`. A tuple cannot be appended to. The caller still passes a
# list. What does the event hold?

# %% name="tuple-predict"
### BEGIN SOLUTION
predict("02-tuple", "c")
### END SOLUTION
### STUB predict("02-tuple", TODO)      # a, b or c, in quotes

# %% name="tuple-reveal"
def annotated():
    class Annotated(msgspec.Struct, frozen=True):
        items: tuple[str, ...]

    basket = ["coffee", "bagel"]
    event = Annotated(items=basket)
    basket.append("gold bar")
    print("built by a caller:  ", event.items)
    sent = b'{"items": ["coffee", "bagel"]}'
    print("decoded from bytes: ", msgspec.json.decode(sent, type=Annotated).items)


reveal("02-tuple", annotated)

# %% name="tuple-explain" tags=["skip"]
### BEGIN SOLUTION
explain("02-tuple", "a")
### END SOLUTION
### STUB explain("02-tuple", TODO)      # why? pick a letter after the demo

# %% [markdown] name="why" tags=["slide"]
# ## What happened, happened
#
# An event is a **fact**: it tells what has already happened. So
# - it is in the **past tense**, and nobody can refuse it any more,
# - it is **immutable**: everyone who hears it, today or in a year, must hear the same,
# - a mistake is corrected by a **new event**. The old one stays: that it was said is a fact, too.

# %% [markdown] name="frozen-task" tags=["slide"]
# ## Bug hunt: `LunchOrdered`
#
# Items are structs now. Change the *event*, not the handlers, so that no handler and no caller can change an
# order: not its list, not the list it was made from, not an item in it. Written to JSON and read again it must be equal,
# and it must be hashable. Then make `corrected(event, items)` return a new order and leave the old one as it was.
#
# `__post_init__` runs right after construction. `force_setattr` is the one way past frozen. `replace` copies a
# struct with a difference.

# %% name="frozen" tags=["skip"]
from msgspec.structs import force_setattr, replace

### BEGIN SOLUTION
class Item(msgspec.Struct, frozen=True):
    sku: str
    quantity: int = 1


class LunchOrdered(msgspec.Struct, frozen=True):
    order_id: str
    items: tuple[Item, ...]

    def __post_init__(self):
        force_setattr(self, "items", tuple(self.items))


def corrected(event, items):
    return replace(event, items=items)
### END SOLUTION
### STUB class Item(msgspec.Struct):
### STUB     sku: str
### STUB     quantity: int = 1
### STUB
### STUB
### STUB class LunchOrdered(msgspec.Struct, frozen=True):
### STUB     order_id: str
### STUB     items: list[Item]
### STUB
### STUB     def __post_init__(self):
### STUB         force_setattr(self, "items", self.items)
### STUB
### STUB
### STUB def corrected(event, items):
### STUB     event.items[:] = items
### STUB     return event

# %% name="frozen-check"
check("02-frozen", [Item, LunchOrdered, corrected, loyalty])      # stuck? hint("02-frozen")

# %% [markdown] name="refuses" tags=["skip"]
# ## What `companion` does about it
#
# From here on events derive from `Event`. It is frozen, and it refuses both of today's bugs: a field that could
# change, when the class is defined; a list in a tuple's place, before anything is published.

# %% name="refuses-run" tags=["skip"]
from companion.bus import Bus
from companion.events import CompanionError, Event, VirtualClock
from companion.scenarios import orders

try:
    class BasketFilled(Event):
        items: list[str]
except CompanionError as refused:
    print(refused)
try:
    Bus().publish(orders.OrderPlaced(order_id="order-42", items=["coffee", "bagel"]))
except CompanionError as refused:
    print(refused)

# %% [markdown] name="naming" tags=["slide"]
# ## A name says what happened
#
# | name | |
# |---|---|
# | `OrderPlaced` `PaymentProcessed` `UserRegistered` `DriverAssigned` | events: facts |
# | `PlaceOrder` `RegisterUser` | commands: somebody wants something |
# | `ProcessingPayment` | present tense: not over yet |
#
# The thing first, then what happened to it. `lint` is this course's linter for names.

# %% name="naming-run" tags=["skip"]
from companion.naming import lint

for name in "OrderSentToKitchen PlaceOrder ProcessingPayment TransferOut AccountCreated AccountOpened".split():
    verdict = lint(name)
    print(f"{name:20}{verdict.kind:11}{verdict.reason}")

# %% [markdown] name="grammar" tags=["subslide"]
# ## Grammar is not meaning
#
# `TransferOut` stands in the history of a bank that you will meet in lesson 08, and breaks the rule: request or
# fact? Only its author knows.
#
# The same bank says `AccountCreated` here and `AccountOpened` there. Both are well-formed, both tell the same fact,
# and half the readers will listen for the other one. No linter sees that. Agree on one word for one thing.

# %% [markdown] name="vote" tags=["slide"]
# ## Vote: "an event is a word ending in -ed"
#
# Everybody has heard this rule. Forty names will measure it, beside four other rules; fewer than half of
# the names are events. Which rule is wrong most often?

# %% name="ed-predict"
### BEGIN SOLUTION
predict("02-ed", "b")
### END SOLUTION
### STUB predict("02-ed", TODO)      # a, b, c or d, in quotes

# %% name="ed-code" tags=["skip"]
from companion.diagrams import bars
from companion.exercises.lesson_02_names import RULES, share_right


def measured():
    right = {name: share_right(rule) for name, rule in RULES.items()}
    return bars(right, unit="% right", title="How often five rules are right")


# %% name="ed-reveal"
reveal("02-ed", measured)

# %% name="ed-explain" tags=["skip"]
### BEGIN SOLUTION
explain("02-ed", "a")
### END SOLUTION
### STUB explain("02-ed", TODO)      # why? pick a letter after the demo

# %% [markdown] name="kinds" tags=["slide"]
# ## Four kinds of message
#
# | | says | may be refused | heard by | example |
# |---|---|---|---|---|
# | **event** | what happened | no, it is over | whoever cares, also nobody | `InventoryReleased` |
# | **command** | what should happen | yes | one receiver | `ReleaseInventory` |
# | **query** | what its sender wants to know | yes | one receiver, who answers | `GetUnpaidOrders` |
# | **document** | how things are | nothing to refuse | whoever needs it | `PriceList` |

# %% [markdown] name="release" tags=["slide"]
# ## "A compensating event to release inventory"
#
# You will read of such an event, sent when a payment fails. But an event does not *ask*: "release" is a request, so
# that message is a command. Or nobody asks, as in this run of order-77, a coffee machine: Payment states its own fact,
# and Inventory knows what to do about it.

# %% name="release-run"
from companion.diagrams import flow
from companion.scenarios import shop

bus = Bus(VirtualClock())
shop.wire_corrected(bus, declined=["order-77"])
shop.place_order(bus)
flow(bus.trace, title="Nobody said 'release': Inventory heard of the card")

# %% [markdown] name="sort-task" tags=["subslide"]
# ## Sort: twenty messages
#
# Found in one code base, each with what its sender wrote about it. Believe the sentence, not the name.
#
# Give each its kind: event, command, query or document (the first letter will do). Four senders state a fact
# under a bad name: give those a better one in `better`.

# %% name="sort" tags=["skip"]
kinds = {
    ### BEGIN SOLUTION
    "OrderPlaced":               "event",     # Ada has ordered.
    "RegisterUser":              "command",   # Open an account for Ben, unless his address is taken.
    "StockLow":                  "event",     # At 9:14 the shelf fell below five machines.
    "GetUnpaidOrders":           "query",     # Which orders has nobody paid?
    "PaymentProcessed":          "event",     # Her card was charged.
    "CustomerSnapshot":          "document",  # All we know about Ada, as of now.
    "PlaceOrder":                "event",     # Ada placed order-43 a second ago.
    "UserRegistered":            "event",     # Ben has an account since a minute ago.
    "ShipParcel":                "command",   # Send order-42 today, if the van is not full.
    "OrderSentToKitchen":        "event",     # The ticket hangs in the kitchen.
    "PriceList":                 "document",  # What everything costs this week.
    "ProcessingPayment":         "event",     # The card was charged. It took two seconds.
    "DriverAssigned":            "event",     # Driver 7 brings order-42. It is decided.
    "InventoryShouldBeReleased": "command",   # Payment failed: put the items back on the shelf.
    "IsSeatFree":                "query",     # Can I still have 12A?
    "StockRanOut":               "event",     # We sold the last coffee machine.
    "TransferOut":               "event",     # $200 left account 123 on January 5.
    "PasswordReset":             "command",   # Give Ben a new password, if his link is still valid.
    "Invoice":                   "document",  # order-42, line by line.
    "ScheduleDelivery":          "command",   # Find a free hour tomorrow and book it.
    ### END SOLUTION
    ### STUB "OrderPlaced":               TODO,      # Ada has ordered.
    ### STUB "RegisterUser":              TODO,      # Open an account for Ben, unless his address is taken.
    ### STUB "StockLow":                  TODO,      # At 9:14 the shelf fell below five machines.
    ### STUB "GetUnpaidOrders":           TODO,      # Which orders has nobody paid?
    ### STUB "PaymentProcessed":          TODO,      # Her card was charged.
    ### STUB "CustomerSnapshot":          TODO,      # All we know about Ada, as of now.
    ### STUB "PlaceOrder":                TODO,      # Ada placed order-43 a second ago.
    ### STUB "UserRegistered":            TODO,      # Ben has an account since a minute ago.
    ### STUB "ShipParcel":                TODO,      # Send order-42 today, if the van is not full.
    ### STUB "OrderSentToKitchen":        TODO,      # The ticket hangs in the kitchen.
    ### STUB "PriceList":                 TODO,      # What everything costs this week.
    ### STUB "ProcessingPayment":         TODO,      # The card was charged. It took two seconds.
    ### STUB "DriverAssigned":            TODO,      # Driver 7 brings order-42. It is decided.
    ### STUB "InventoryShouldBeReleased": TODO,      # Payment failed: put the items back on the shelf.
    ### STUB "IsSeatFree":                TODO,      # Can I still have 12A?
    ### STUB "StockRanOut":               TODO,      # We sold the last coffee machine.
    ### STUB "TransferOut":               TODO,      # $200 left account 123 on January 5.
    ### STUB "PasswordReset":             TODO,      # Give Ben a new password, if his link is still valid.
    ### STUB "Invoice":                   TODO,      # order-42, line by line.
    ### STUB "ScheduleDelivery":          TODO,      # Find a free hour tomorrow and book it.
}
better = {
    ### BEGIN SOLUTION
    "PlaceOrder": "OrderPlaced",
    "ProcessingPayment": "PaymentProcessed",
    "TransferOut": "MoneyTransferred",
    "StockLow": "StockFellBelowMinimum",
    ### END SOLUTION
    ### STUB # "BadName": "BetterName",
}

# %% name="sort-check"
check("02-sort", [kinds, better])      # stuck? hint("02-sort")

# %% [markdown] name="envelope" tags=["slide"]
# ## The envelope
#
# The event says what happened. The **envelope** around it says which fact this is (`id`), when, who said it, to
# which story it belongs (`correlation_id`) and because of what (`causation_id`). The bus writes it.
#
# `e1` is short for an id of 36 characters. Envelopes of different makers do not fit each other; **CloudEvents** is
# the form on which many agreed. Signatures and tenants, which real ones carry too, are left out here.

# %% name="envelope-run" tags=["skip"]
letters = bus.trace.published()
short = bus.trace.short
for letter in letters:
    cause = short(letter.causation_id) if letter.causation_id else "-"
    print(f"{short(letter.id)}  {letter.type:20}{letter.service:12}{letter.correlation_id:10}because of {cause}")

# %% name="cloud-run" tags=["skip"]
from companion.events import encode_event
from companion.interop.cloudevents import dumps, to_cloudevent

cloud = to_cloudevent(letters[-1])
ids = {letter.id: short(letter.id) for letter in letters}
for name, value in cloud.items():
    print(f"{name:16}{ids.get(value, value) if isinstance(value, str) else value}")
print(len(encode_event(letters[-1].event)), "bytes of event,", len(dumps(cloud)), "bytes with its envelope")

# %% [markdown] name="smells" tags=["slide"]
# ## What can go wrong: events that smell
#
# | smell | such as | what its receiver must do |
# |---|---|---|
# | CRUD event | `OrderUpdated(before, after)` | compare, and guess |
# | property sourcing | `StatusChanged` | know your columns |
# | clickbait | `OrderPlaced(id)` and nothing else | call you back for the rest |
# | passive-aggressive command | `DriverShouldBeNotified` | obey, without being asked |
#
# All but the last pass the linter. An id alone is no clickbait where nobody needs more: `OrderDelivered(order_id)`. Next
# you see the first one at work: four services, five changes.

# %% name="smells-code" tags=["skip"]
from companion.diagrams import service_map
from companion.scenarios import legacy

updated, told = legacy.updated(), legacy.facts()
smelly = "OrderUpdated StatusChanged OrderPlaced DriverShouldBeNotified".split()
print("pass the linter:", *[name for name in smelly if lint(name).kind == "event"])

# %% name="smells-run"
print("handlers woken by OrderUpdated:", legacy.woken(updated))
print("handlers woken by facts:       ", legacy.woken(told))
display(service_map(updated, title="OrderUpdated wakes everybody"))
display(service_map(told, title="A fact wakes those who care"))

# %% [markdown] name="smells-task" tags=["subslide"]
# ## Your turn: `facts`
#
# The legacy system stays. Between it and the others you put a translator, as people do who replace an old system piece
# by piece (a *strangler*): `facts(before, after)` returns the *names* of what happened, as a list.
#
# An order is a dict: `{"order_id": …, "status": …, "address": …}`. A status goes from `"placed"` to `"accepted"`,
# `"picked up"`, `"delivered"`, one step at a time; or to `"cancelled"`, from the first two. The address may change at any
# time.
#
# Each status step is a fact of its own. Two changes are two facts, always in the same order; no change, no fact. Each
# name is one word, passes the linter, and says what happened.

# %% name="facts"
def facts(before, after):
    ### BEGIN SOLUTION
    names = {
        "accepted": "OrderAccepted",
        "picked up": "OrderPickedUp",
        "delivered": "OrderDelivered",
        "cancelled": "OrderCancelled",
    }
    found = []
    if before["status"] != after["status"]:
        found.append(names[after["status"]])
    if before["address"] != after["address"]:
        found.append("DeliveryRedirected")
    return found
    ### END SOLUTION
    ### STUB return TODO      # such as ["OrderCancelled"]


# %% name="facts-check"
check("02-smells", facts)      # stuck? hint("02-smells")

# %% [markdown] name="tradeoff" tags=["slide"]
# ## When is this worth it, and when not?
#
# | | buys | costs | not for | seen in |
# |---|---|---|---|---|
# | immutable events | Shipping packs what Ada ordered | a copy for each correction | a value that never leaves its function | The frozen event that changed |
# | facts, not `OrderUpdated` | 10 handlers woken, not 20 | four types to name and keep | a copy of a table: send a document | Events that smell |
# | past tense | you know whether it is over | one word for one thing, agreed | what you want done: a command | A name says what happened |
# | an envelope | a story can be followed | more bytes than the event | a plain function call | The envelope |

# %% [markdown] name="real" tags=["slide"]
# ## Do others follow this?
#
# Not all. These names are sent when something *has* happened. Where the linter complains, documentation must
# explain that `orders/create` means: it was created.

# %% name="real-run"
sent = {
    "charge.refunded": "Stripe", "orders/create": "Shopify",
    "FailedScheduling": "Kubernetes", "push": "GitHub",
    "Order Completed": "Segment", "add_to_cart": "Google",
}
for name, system in sent.items():
    print(f"{name:19}{system:13}{lint(name).kind}")

# %% [markdown] name="real-words" tags=["skip"]
# A `charge.refunded` may be a part of the sum; a `FailedScheduling` is the reason inside an event.

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# Ada's coffee and bagel again, as an `Event`. Loyalty still tries its trick. The tea was free, and Ada does not want
# it: that is a second fact, beside the first.

# %% name="order-42-run" tags=["skip"]
class ItemRemovedFromOrder(Event):
    order_id: str
    item: orders.Item


bus, parcel = Bus(VirtualClock()), []
ordering, packing = bus.service("Order"), bus.service("Shipping")
bus.service("Loyalty").on(orders.OrderPlaced)(loyalty)
packing.on(orders.OrderPlaced)(lambda event: parcel.extend(event.items))
packing.on(ItemRemovedFromOrder)(lambda event: parcel.remove(event.item))

items = orders.Item("coffee", 1, 250), orders.Item("bagel", 1, 200), orders.Item("tea", 1, 0)      # a free tea
for fact in (
    orders.OrderPlaced(order_id="order-42", customer="Ada", items=items, total_cents=450),
    ItemRemovedFromOrder(order_id="order-42", item=items[2]),
):
    ordering.publish(fact, correlation_id="order-42")
print("Shipping packs:", [item.sku for item in parcel])

# %% name="order-42-picture"
flow(bus.trace, title="order-42: the gold bar bounced off, the correction stands beside")

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - Frozen is one level deep. Make events immutable all the way down; correct them with new ones.
# - Past tense, thing first. The sender's meaning decides, not the ending.
# - An event tells, a command asks, a query wants to know, a document shows.
# - An event that says only "changed" hands the puzzle to everybody who hears it.

# %% [markdown] name="links" tags=["skip"]
# **Read on:** [What do you mean by "Event-Driven"?](https://martinfowler.com/articles/201701-event-driven.html): it
# names the passive-aggressive command, and the two ways of telling a fact that lesson 04 compares.
# [Event modelling anti-patterns](https://event-driven.io/en/anti-patterns/) by Oskar Dudycz, who describes the
# others; “CRUD event” is our label. [CloudEvents](https://cloudevents.io), the standard.
#
# **Next:** `03_the_event_bus.ipynb`. You have seen the bus deliver, fail and go on. You write one, in ten lines.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** recall, gold bar and prediction 6 · frozen 7 · naming and vote 5 · four kinds and sort 6 · envelope 1 ·
# smells 8 · table and recap 2. Together 35.
#
# **Discuss:** Which of your messages is called like a fact and is a request? Who in your company could still
# change an event after it was published, and would anybody notice?
#
# **Commonest wrong answers:** freezing the event and leaving the items soft; taking `InventoryShouldBeReleased` for
# an event because of its last word; returning `StatusChanged` for every step.
#
# **Short of time?** Leave out the envelope and the real names; do the sorting aloud with the whole class.

# %% [markdown] name="rule-task" tags=["further"]
# ## Further: `is_event` (3 bonus points)
#
# Write a better rule, without asking `lint`: True for an event, else False. `words("OrderSentToKitchen")` gives
# `("order", "sent", "to", "kitchen")`. `IRREGULAR` holds past forms such as sent, paid, taken.
#
# Sixty names that you do not see judge it, in five families. `SHOWN` are forty others, with answers.

# %% name="rule" tags=["further"]
from companion.exercises.lesson_02_names import IRREGULAR, SHOWN, words


def is_event(name):
    ### BEGIN SOLUTION
    first, *rest = words(name)
    if any(word in ("should", "will", "must", "may", "be", "being") for word in rest):
        return False
    return any(word in IRREGULAR or (word.endswith("ed") and not word.endswith("eed")) for word in rest)
    ### END SOLUTION
    ### STUB return TODO      # better than name.endswith("ed")


# %% name="rule-check" tags=["further"]
check("02-rule", is_event)      # stuck? hint("02-rule")

# %% [markdown] name="further" tags=["further"]
# ## Further: a duel with the linter
#
# Type any name. Can you find one that it judges wrongly? Its rules are read from top to bottom, and the first that
# has an opinion decides.

# %% name="further-run" tags=["further"]
from companion.naming import RULES as LINTER

print(lint("OrderHeld"))
print(lint("LunchEaten"))
print(*[rule.__name__.replace("_", " ") for rule in LINTER], sep="\n")
