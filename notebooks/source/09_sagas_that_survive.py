# %% [markdown] name="title" tags=["slide"]
# # Sagas that survive
#
# 14:02. Payment has charged Ada \$249. The orchestrator's machine dies before it can write that down. At 14:03 it
# starts again, reads its log, sees that nobody has charged Ada yet, and charges her. Every line is correct.
#
# Afterwards you can
# - fold a saga's log into its next move, at every point of a crash,
# - write a service that may be asked twice, late, and in the wrong order,
# - run a saga past timeouts, STUCK and operators, and name what isolation it still lacks.
#
# 35 minutes · 20 points, 3 bonus points

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("09")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# Two questions about lessons 05 and 07, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("09-recall-refused", "b")
recall("09-recall-published", "b")
### END SOLUTION
### STUB recall("09-recall-refused", TODO)
### STUB recall("09-recall-published", TODO)

# %% [markdown] name="dies-words" tags=["slide"]
# ## Killed at every point
#
# order-77 is a coffee machine for \$249, one of five on the shelf: reserve, charge, ship (the pivot), mail. Two
# orchestrators do these steps. One **forgets**: a plain function that begins again at the front. One **logs**: the
# `Saga` of lesson 05.
#
# Their services take no notes: asked twice, they do it twice. `survives` kills the program at every point (07), starts
# it again, and asks: do money, stock and parcel agree? Did nothing happen twice?

# %% name="dies-run" tags=["skip"]
from companion.lab import crash_table
from companion.scenarios.surviving import survives

no_notes = {
    name: {"all well": survives(name, keys=False), "refused": survives(name, keys=False, country="Atlantis")}
    for name in ("forgets", "logs")
}
for world, point in (("all well", "after append CardCharged"), ("refused", "after append CardRefunded")):
    print(f"logs, {world}, killed {point}:\n   ", no_notes["logs"][world].evidence[point, "the books balance"])

# %% name="dies-table" tags=["slide"]
crash_table(
    no_notes,
    title="A log alone does not save you",
    subtitle="Points that break it. Killed where a thing is done and not yet written, it is done again",
    corner="orchestrator",
)

# %% name="keys-predict" tags=["slide"]
### BEGIN SOLUTION
predict("09-keys", "a")
### END SOLUTION
### STUB predict("09-keys", TODO)      # a, b, c or d, in quotes

# %% name="keys-reveal"
def by_what_services_note():
    runs = {"no notes": no_notes["forgets"]["all well"], "request keys": survives("forgets", keys=True)}
    return crash_table(runs, title="The plain function, by what its services note", corner="services note")


reveal("09-keys", by_what_services_note)

# %% name="keys-explain" tags=["skip"]
### BEGIN SOLUTION
explain("09-keys", "b")
### END SOLUTION
### STUB explain("09-keys", TODO)      # why? pick a letter after the demo

# %% [markdown] name="direction-words" tags=["slide"]
# ## Then what is the log for?
#
# Today the carrier has no van and refuses. The saga turns back; in the middle of that it is killed. When it is
# started again, there is a van.
#
# The function without a memory begins at the front: reserve and charge are known keys, so nothing happens there,
# and then it ships.

# %% name="direction-run"
for name in ("forgets", "logs"):
    found = survives(name, keys=True, van_after_restart=True)
    print(f"{name}: {found.title}")
    print(*[f"    {what}" for what in sorted(set(found.evidence.values()))], sep="\n")

# %% [markdown] name="log-words" tags=["slide"]
# ## Two ingredients
#
# **A service that remembers makes it safe to ask again. The log says which way you were going.**
#
# That log is a stream; the expected version is the lock (08). Running and going on after a crash are one loop: fold the
# log, do what is next, append.
#
# An orchestrator that takes over appends `SagaResumed` before it acts. The version moves, so whoever was at work before
# cannot append any more.

# %% name="log-imports" tags=["skip"]
from companion.scenarios.shop_saga import on_the_shelf, order, paid_cents, shipped
from companion.scenarios.slow_bank import SlowBank, charging
from companion.scenarios.surviving import book, five_machines, killed, run_until_it_ends, types


def no_answer(data, key):
    raise ConnectionError("no answer")

# %% name="log-killed"
store = five_machines()
saga = charging(store, after=killed(times=2))      # dies twice, just after the money has moved
print(run_until_it_ends(store, saga, order()))
print(types(store, "saga:shop:order-77"))
print("Payment's book:", book(store))

# %% [markdown] name="doubt-words" tags=["slide"]
# ## Three answers
#
# A service may say *yes*. It may say *no*, **refused**: then nothing happened. Or nobody says anything, **failed**:
# a lost connection, an error in the middle. Then nobody knows.
#
# Twice the orchestrator gets the same ConnectionError. Once Payment was down; once it had charged, and its answer
# was lost.

# %% name="doubt-run"
logs = []
for when in ("before", "after"):
    store = five_machines()
    charging(store, **{when: no_answer}).run(store, "order-77", order())
    logs.append(types(store, "saga:shop:order-77"))
    print(when, "the money moved; Payment's book:", book(store))
print(logs[0])
print("equal logs:", logs[0] == logs[1])

# %% [markdown] name="next-task" tags=["slide"]
# ## Your turn: the next move
#
# The two logs are equal, the two worlds are not (`CardRefunded 0`: there was nothing to give back). So what failed is
# undone too: only then it is sure.
#
# `next_move(steps, pivot, log)`: an orchestrator has just started. What must it do?
#
# - `steps`: names in order, such as `["reserve", "charge", "ship", "mail"]`; each can be undone. `pivot`: one of them.
# - `log`: pairs `(what, step)`, oldest first. `what` is `"succeeded"`, `"refused"` (it did nothing), `"failed"` (it may
#   have happened) or `"undone"`.
# - Before the pivot has succeeded: refused or failed, the saga undoes, newest first, and never goes forward again.
# - Once the pivot has succeeded there is no way back: what failed is done again, what was refused is `"stuck"`.
#
# Return `"do charge"`, `"undo charge"`, or at the end `"completed"`, `"compensated"` or `"stuck"`.

# %% [markdown] name="next-examples" tags=["skip"]
# Two logs of the check, solved. The pivot is ship:
#
# | `log` | next move | why |
# |---|---|---|
# | `[("succeeded", "reserve"), ("failed", "charge")]` | `"undo charge"` | it may have happened, and is the newest |
# | reserve and charge succeeded, ship refused, charge undone | `"undo reserve"` | ship did nothing, charge is undone |
#
# Begin with the way forward (`[]` gives `"do reserve"`): that is a point. Then two questions: which way is it going?
# What may have happened, and is not undone?

# %% name="next"
def next_move(steps, pivot, log):
    ### BEGIN SOLUTION
    done = [step for what, step in log if what == "succeeded"]
    undone = [step for what, step in log if what == "undone"]
    failed = [step for what, step in log if what == "failed"]
    refused = [step for what, step in log if what == "refused"]
    if pivot in done and refused:
        return "stuck"
    if pivot in done or not (failed or refused):
        left = [step for step in steps if step not in done]
        return f"do {left[0]}" if left else "completed"
    left = [step for step in done + failed if step not in undone]
    return f"undo {left[-1]}" if left else "compensated"
    ### END SOLUTION
    ### STUB done = [step for what, step in log if what == "succeeded"]
    ### STUB return TODO


# %% name="next-check"
check("09-next", next_move)      # stuck? hint("09-next")

# %% name="next-run" tags=["skip"]
# Your function reads the log of a real saga: the answer of the charge was lost.
from companion.scenarios.next_moves import beside

store = five_machines()
saga = charging(store, after=no_answer)
saga.run(store, "order-77", order())
print(beside(next_move, saga, store, "order-77"))

# %% [markdown] name="late-words" tags=["slide"]
# ## The answer comes later
#
# Some services take minutes. The action then returns PENDING, the saga is WAITING, and no program runs for it. Later
# `saga.answer` brings the result; `timeout_s=600` says how long to wait.
#
# **A timeout ends your waiting. It does not end the request.**
#
# And no alarm rings: the time is up when somebody *looks*, by running the saga again.

# %% name="late-clock" tags=["skip"]
def at_a_slow_bank(bank):
    store = five_machines()
    return store, charging(store, bank.ask, bank.undo, timeout_s=600)


store, saga = at_a_slow_bank(SlowBank())
for wait_s in (0, 599, 1):
    store.clock.sleep(wait_s)
    print(f"{store.clock.elapsed_s:>6g} s", saga.run(store, "order-77", order()))
store, saga = at_a_slow_bank(SlowBank())
saga.run(store, "order-77", order())
store.clock.sleep(86_400)
print(f"{store.clock.elapsed_s:>6g} s, and nobody looked:", saga.status(store, "order-77").outcome)

# %% name="late-predict" tags=["slide"]
### BEGIN SOLUTION
predict("09-late", "b")
### END SOLUTION
### STUB predict("09-late", TODO)      # a, b, c or d, in quotes

# %% name="late-reveal"
def late(bank):
    store, saga = at_a_slow_bank(bank)
    saga.run(store, "order-77", order())
    store.clock.sleep(600)
    saga.run(store, "order-77")
    store.clock.sleep(300)
    bank.work()      # minute 15
    run = saga.answer(store, "order-77", "charge")
    statement = " ".join(f"{cents / 100:.2f}" for cents in bank.statement) or "empty"
    print(f"{run.outcome} · parcel: {shipped(store)} · Ada's statement: {statement}")


reveal("09-late", lambda: late(SlowBank()))

# %% name="late-explain" tags=["skip"]
### BEGIN SOLUTION
explain("09-late", "b")
### END SOLUTION
### STUB explain("09-late", TODO)      # why? pick a letter after the demo

# %% [markdown] name="key-words" tags=["slide"]
# ## What a service must know
#
# The **request key** (06) of a step is saga, id, step: `shop:order-77/charge`, in every attempt and after every crash.
# Its undo's key is `shop:order-77/charge/undo`. Never the amount, never a new random number.
#
# Key and effect are saved together or not at all (06). An undo that finds nothing to undo leaves a note, too: a
# tombstone (06). You just saw a bank without that note: it took the money after the undo.

# %% [markdown] name="bank-task" tags=["slide"]
# ## Bug hunt: the bank
#
# This is Payment, asked by sagas that die, wait and overtake each other. Repair both functions.
#
# - `charge` gets a key such as `"shop:order-77/charge"`, `"shop:order-77/charge-wrap"` (gift wrap, a payment of its own)
#   or `"shop:order-42/charge-card"`; `refund` gets the undo's key, and the same `cents`.
# - Requests come twice, late, and in the wrong order. Each key takes effect once; a charge that is asked again returns
#   the same receipt. What was undone stays undone, also where the undo comes first.
# - A request with nothing to do is no error.
# - `bank.take(cents)` takes, and returns a receipt; `bank.give(cents)` gives back. `bank.notes`, an empty dict, is yours:
#   it is saved together with the money, and nothing else is.

# %% name="bank"
### BEGIN SOLUTION
def charge(bank, key, cents):
    if key + "/undo" in bank.notes:
        return None
    if key not in bank.notes:
        bank.notes[key] = bank.take(cents)
    return bank.notes[key]


def refund(bank, key, cents):
    if key not in bank.notes and key.removesuffix("/undo") in bank.notes:
        bank.give(cents)
    bank.notes[key] = True      # also where there was nothing to give: a tombstone (06)
### END SOLUTION
### STUB def charge(bank, key, cents):
### STUB     return bank.take(cents)
### STUB
### STUB
### STUB def refund(bank, key, cents):
### STUB     bank.give(cents)


# %% name="bank-check"
check("09-bank", (charge, refund))      # stuck? hint("09-bank")

# %% name="bank-run" tags=["skip"]
# Your bank is late, as before; then the shop that pays there is killed at every point.
late(SlowBank(charge, refund))
for country in ("NL", "Atlantis"):
    print(f"to {country}:", survives("logs", country=country, bank=(charge, refund)).title)

# %% [markdown] name="stuck-words" tags=["slide"]
# ## When the undo fails
#
# Ada has closed her account: the refund is refused. Nobody may skip it, it is her money. Nobody may go forward
# either. So there is a state with a person in it: **STUCK**.
#
# An **operator**, Olga, has two buttons. `retry`: the cause is mended, try again. `resolve`: I have done it by hand;
# this is how.

# %% name="stuck-run" tags=["skip"]
from companion.sourcing import Refused


def account_closed(data, key):
    raise Refused("account closed")


shop = five_machines()
saga = charging(shop, undo=account_closed)
print(saga.run(shop, "order-77", order(country="Atlantis")), "· shelf", on_the_shelf(shop))
print("retry:  ", saga.retry(shop, "order-77", by="Olga"))
run = saga.resolve(shop, "order-77", "paid out by bank transfer 17", by="Olga")
print("resolve:", run.outcome, "· shelf", on_the_shelf(shop))
print("Payment's own book still says:", paid_cents(shop), "cents paid")

# %% name="stuck-picture" tags=["slide"]
from companion.diagrams import saga_flow

saga_flow(shop.trace, title="Olga ends the refund by hand; only then is the machine released")

# %% [markdown] name="sweep-task" tags=["slide"]
# ## Design: the sweep
#
# A **sweep** looks once a minute at every saga of a store. `run` finishes what was interrupted, and looks at the clock
# of what waits. "call Olga" puts it on the list she sees; each sweep begins a new list. What should this sweep do?
#
# | id | its log says | also known |
# |---|---|---|
# | order-80 | WAITING, time is up | account closed: refunds are refused |
# | order-81 | WAITING, time is up | |
# | order-82 | WAITING, 4 minutes left | |
# | order-83 | RUNNING, for 50 minutes | its machine died |
# | order-84 | STUCK, since yesterday | account closed: refunds are refused |
# | order-85 | RUNNING, for 50 minutes | today's program has other steps |
# | order-86 | COMPLETED | |
# | trip-7 | RUNNING, for 50 minutes | another kind of saga; its machine died |

# %% name="sweep"
# Each is one of: "run it", "retry it", "leave it", "call Olga", "run it, then call Olga".
### BEGIN SOLUTION
plan = {
    "order-80": "run it, then call Olga",
    "order-81": "run it",
    "order-82": "leave it",
    "order-83": "run it",
    "order-84": "call Olga",
    "order-85": "call Olga",
    "order-86": "leave it",
    "trip-7": "run it",
}
### END SOLUTION
### STUB plan = {
### STUB     "order-80": TODO,
### STUB     "order-81": TODO,
### STUB     "order-82": TODO,
### STUB     "order-83": TODO,
### STUB     "order-84": TODO,
### STUB     "order-85": TODO,
### STUB     "order-86": TODO,
### STUB     "trip-7": TODO,
### STUB }

# %% name="sweep-check"
check("09-sweep", plan)      # stuck? hint("09-sweep")

# %% [markdown] name="isolation-words" tags=["slide"]
# ## What a saga never has: isolation
#
# Between the first step and the last, everybody sees a half-done order, and may change it.
#
# **Dirty read**: Loyalty gives points when the card is charged, and the charge is undone. Cure: read only what cannot
# be undone any more.

# %% name="isolation-points"
from companion.scenarios.shop_saga import place_order

for heard in ("CardCharged", "SagaCompleted"):
    store = five_machines()
    place_order(store, "order-77", country="Atlantis")
    points = sum(249 for event in store.read_all() if event.type == heard)
    print(f"Loyalty hears {heard}: Ada paid {paid_cents(store)}, points {points}")

# %% [markdown] name="isolation-lost" tags=["slide"]
# ### And a lost update
#
# **Lost update**: Ada cancels while the saga works, and the saga overwrites that. Cure: a **semantic lock**, a state
# such as APPROVAL_PENDING, which says *wait*.

# %% name="isolation-cancel"
for state in ("NEW", "APPROVAL_PENDING"):
    store, status = five_machines(), [state]

    def button(data, key):      # Ada's, meanwhile
        if status[0] != "APPROVAL_PENDING":
            status[0] = "CANCELLED"
        print("Ada reads", status[0], end=", then ")

    charging(store, before=button).run(store, "order-77", order())
    status[0] = "APPROVED"      # the saga, at its end
    print(status[0], "· parcel:", shipped(store))

# %% [markdown] name="tradeoff" tags=["slide"]
# ## What each ingredient is for, and when not
#
# | ingredient | without it | seen in | not when |
# |---|---|---|---|
# | keys in services | 15 of 17 points break | first run | twice is harmless: a read |
# | a log | a parcel, \$0.00 paid | the van | steps only repeat and never turn back |
# | the undo's note | \$249 kept, COMPENSATED | second prediction | nothing comes late: one queue, in order |
# | a sweep | WAITING, a day later | slow bank | the caller asks again until it ends |
# | a person | still STUCK, shelf 4 | Olga | more attempts until tomorrow will do |
# | keys that live long | Ada has \$249 too much | further | no case outlives its key |
# | a semantic lock | cancelled, and shipped | Ada's button | both rows in one database: a transaction |

# %% [markdown] name="real" tags=["skip"]
# ## Outside of a classroom
#
# Stripe's API (v1) answers a known idempotency key as it did first, errors included. It may drop a key that is 24 hours
# old: then the request is new. How long can your saga be STUCK?
#
# AWS Step Functions can *redrive* a Standard execution that failed, was aborted or timed out, for 14 days; what
# succeeded is not repeated. Neither makes *your* service keep keys.

# %% [markdown] name="order-42" tags=["skip"]
# ## order-42
#
# Ada's coffee and bagel, \$4.50, seen from inside: that evening the orchestrator was killed twice, each time just
# after the charge.

# %% name="order-42-run" tags=["skip"]
evening = five_machines()
coffee = order("order-42", price_cents=450)
print(run_until_it_ends(evening, charging(evening, after=killed(times=2)), coffee))
print("Payment's book:", book(evening, "order-42"), "· parcel:", shipped(evening, "order-42"))

# %% name="order-42-picture" tags=["slide"]
saga_flow(evening.trace, title="order-42: taken over twice, charged once")

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - Keys in the services make it safe to ask again. The log says which way you were going.
# - Refused: nothing happened. Failed or late: nobody knows, so undo it; behind the pivot, repeat it.
# - An undo of nothing leaves a note. A timeout ends the waiting, not the request.
# - What no machine can end is STUCK.
# - A saga gives no isolation.

# %% [markdown] name="links" tags=["skip"]
# **Read on:** [Saga](https://microservices.io/patterns/data/saga.html) by Chris Richardson; his book *Microservices
# Patterns*, chapter 4, names the countermeasures against missing isolation.
# [AWS Step Functions](https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html): how it
# handles errors.
#
# **Next:** `10_living_with_history.ipynb`. The events are for ever, your program is not.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** set-up, recall 2 · killed at every point, prediction, the van 4 · log, three answers 2 · next move 8 ·
# late, prediction 4 · the bank 6 · STUCK and the sweep 5 · isolation 2 · trade-off, world, order-42, recap 2.
#
# **Discuss:** How long does your payment provider remember a key, and how long can one of your cases hang? Who is
# your Olga, and what does she see?
#
# **Commonest wrong answers:** the failed step is not undone itself; a `pop` in `refund`, so that a slow charge looks
# new; "leave it" for what is RUNNING, because somebody seems to be at work.
#
# **Short of time?** Leave out Loyalty and the button; give the bank as homework, its last two points first.
#
# **If somebody asks:** `saga.run(store, "order-24")`, a typing error, starts nothing: without data it only goes on.

# %% [markdown] name="further" tags=["further"]
# ## Further: three bonus points
#
# A colleague's Payment keeps the keys of its charges and not those of its refunds. The carrier refuses order-77.
# Below are the 31 points at which the program can be killed.
#
# Name one `point` at which a single crash makes the shop refund Ada twice, and the event that was `missing`: had it
# stood in the saga's log, nobody would have asked for her refund again.

# %% name="crash-run" tags=["further"]
from companion.scenarios.surviving import refunded_twice

print(*refunded_twice().points, sep="\n")

# %% name="crash" tags=["further"]
### BEGIN SOLUTION
point, missing = "after append CardRefunded", "StepCompensated"
### END SOLUTION
### STUB point, missing = TODO, TODO      # such as "before action ship", "StepSucceeded"

# %% name="crash-check" tags=["further"]
check("09-crash", (point, missing))      # stuck? hint("09-crash")

# %% [markdown] name="weekend-words" tags=["further"]
# ## Further: the weekend
#
# The refund worked, and its answers were lost three times: STUCK on Friday evening. The bank forgets a key after
# 24 hours. On Monday, 60 hours later, Olga sees that the bank answers again and presses `retry`.

# %% name="weekend-run" tags=["further"]
from companion.scenarios.slow_bank import ForgetfulBank

for keeps_h in (24, 24 * 365):
    store = five_machines()
    bank = ForgetfulBank(store.clock, keeps_h)
    saga = charging(store, bank.ask, bank.undo)
    friday = saga.run(store, "order-77", order(country="Atlantis")).outcome
    store.clock.sleep(60 * 3600)
    monday = saga.retry(store, "order-77", by="Olga", note="the bank answers again").outcome
    print(f"keys kept {keeps_h} h: {friday}, then {monday}; Ada has paid {bank.paid_cents / 100:.2f}")

# %% [markdown] name="forgets-words" tags=["further"]
# ## Further: the function that forgets

# %% name="forgets-page" tags=["further"]
from companion.scenarios.surviving import forgets

page(forgets)

# %% [markdown] name="after-words" tags=["further"]
# ## Further: the package's own next move
#
# `_after` writes the events instead of naming the move; what your function recomputes from the log, its `progress`
# keeps by folding event after event. `settle` records an answer only while the saga still stands at that step. (Two
# good answers to `next_move` itself: `answers("09-next")`, when yours is green.)

# %% name="after-page" tags=["further"]
from companion.sagas.saga import Orchestrator

page(Orchestrator._after)

# %% name="settle-page" tags=["further"]
page(Orchestrator.settle)

# %% [markdown] name="netflix" tags=["further"]
# ## Further: one saga, two engines
#
# Netflix, as in lesson 05: upload, 4K, 1080p, 720p. If a format is refused, those before it are deleted, newest first;
# the upload stays. `export` writes this saga in States Language, and an interpreter of 30 lines runs what it wrote.
#
# AWS Step Functions runs that file. Its execution history is our log, its *redrive* our `retry`. What neither brings:
# the keys in your services.

# %% name="netflix-run" tags=["further"]
from companion.events import VirtualClock
from companion.interop.states_language import export, functions, interpret
from companion.scenarios.video import video_saga
from companion.sourcing import MemoryStore


def deeds(store):      # what the services did, in order
    return [(e.type, e.event) for e in store.read_all() if not e.stream.startswith("saga:")]


for bad in ([], ["720p"], ["1080p"], ["4K"]):
    ours, theirs = MemoryStore(clock=VirtualClock()), MemoryStore(clock=VirtualClock())
    video = {"video_id": "video-7", "unreadable_at": bad}
    run = video_saga(ours).run(ours, "video-7", video)
    saga = video_saga(theirs)
    done = interpret(export(saga), functions(saga), video, "video-7")
    print(f"refused {bad}: {run.outcome}, {done.status} · the same deeds: {deeds(ours) == deeds(theirs)}")
    print("   ", *done.states)

# %% [markdown] name="interpret-words" tags=["further"]
# ## Further: the interpreter of States Language
#
# A state is a Task, or the end. An error goes to the first `Catch` rule that fits; in `_tried`, above that, `Retry`
# rules come first.

# %% name="interpret-page" tags=["further"]
page(interpret)

# %% [markdown] name="sweep-words" tags=["further"]
# ## Further: the sweep as a program
#
# The same decisions for any number of runs. Nothing in it knows about clocks or crashes: `run` does.

# %% name="sweep-code" tags=["further"]
from companion.scenarios import eight_runs

page(eight_runs.sweep)
world = eight_runs.eight_runs()
print("for Olga:", eight_runs.sweep(world.sagas, world.store))
for id in eight_runs.STORIES:
    print(world.saga(id).status(world.store, id))

# %% [markdown] name="two-words" tags=["further"]
# ## Further: two orchestrators at once
#
# The second begins in the middle of the first's charge. In the second run it even finds the bank down and turns
# back; then the first's charge arrives. No leader is elected: the version is the lock, the keys do the rest.

# %% name="two-run" tags=["further"]
for second_finds in ("all well", "the bank down"):
    store, others = five_machines(), []

    def before(data, key):
        if not others:
            others.append(None)
            others.append(saga.run(store, "order-77").outcome)
        elif second_finds == "the bank down":
            raise ConnectionError("down")

    saga = charging(store, before=before)
    first = saga.run(store, "order-77", order())
    print(f"second finds {second_finds}: {others[1]}, first returns {first.outcome}, paid {paid_cents(store)}")
    print("   ", types(store, "saga:shop:order-77"))

# %% [markdown] name="answers-words" tags=["further"]
# ## Further: late answers, and a refund that waits
#
# The whole log of the late answer; a second late answer adds nothing; an answer for a step that was never reached is
# refused. Then a refund service that is down three times and mended before the fourth.

# %% name="answers-run" tags=["further"]
bank = SlowBank(charge, refund)
store, saga = at_a_slow_bank(bank)
saga.run(store, "order-77", order())
try:
    saga.answer(store, "order-77", "ship")
except Exception as error:
    print(type(error).__name__, "·", error)
store.clock.sleep(600)
saga.run(store, "order-77")
for _ in range(2):
    saga.answer(store, "order-77", "charge")
    print(types(store, "saga:shop:order-77"))

# %% name="refund-run" tags=["further"]
tries = []


def refund_down(data, key):
    tries.append(key)
    if len(tries) <= 3:
        raise ConnectionError("Payment is down")


store = five_machines()
saga = charging(store, undo=refund_down, wait_s=60)
print(saga.run(store, "order-77", order(country="Atlantis")), f"after {store.clock.elapsed_s:g} s")
print(saga.retry(store, "order-77", by="Olga", note="Payment is back").outcome, "at try", len(tries))

# %% [markdown] name="fuzzy-words" tags=["further"]
# ## Further: isolation once more, a fuzzy read
#
# The price is quoted in one step and read again in a later one. In between it changed. Cure: what was promised
# travels in the saga's data. (Which undo may overwrite others' work: 05-undo. Which order of steps exposes least:
# 05-last.)

# %% name="fuzzy-run" tags=["further"]
from companion.sagas import Saga, Step


def quoted_then_charged(carried):
    price, charged = [24_900], []

    def quote(data, key):
        quoted, price[0] = price[0], 29_900      # it rises an instant later
        return quoted

    def pay(data, key):
        charged.append(data["quote"] if carried else price[0])

    run = Saga("shop", [Step("quote", quote), Step("charge", pay)]).run(five_machines(), "order-77", {})
    print(f"quoted {run.data['quote']}, charged {charged[0]}")


quoted_then_charged(carried=False)
quoted_then_charged(carried=True)

# %% [markdown] name="twice-words" tags=["further"]
# ## Further: killed twice
#
# Every crash with a second one at each point of the recovery. The grid is long; its title says it.

# %% name="twice-run" tags=["further"]
found = survives("logs", country="Atlantis", crashes=2)
print(found.title, "·", found.subtitle)

# %% [markdown] name="engine-words" tags=["further"]
# ## Further: on a real database
#
# With a PostgreSQL at hand, call `on_postgresql("postgresql://…")`: the failure path, killed at every point, on
# tables of its own. It takes some seconds.

# %% name="engine-run" tags=["further"]
def on_postgresql(url):
    from uuid import uuid4

    from companion.engines import PostgresStore

    def a_new_one():      # each run has a schema of its own
        schema = f"survives_{uuid4().hex[:12]}"
        return lambda clock: PostgresStore(url, schema=schema, clock=clock)

    return survives("logs", country="Atlantis", stores=a_new_one).title


# on_postgresql("postgresql://localhost/test")
