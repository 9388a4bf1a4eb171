# %% [markdown] name="title" tags=["slide"]
# # Two clocks and the law
#
# In January Ada's statement said \$810. In February it turns out that a transfer was written down wrongly. Now there
# are two answers for January, and an auditor at the door.
#
# Afterwards you can
# - query a history on two clocks, corrections included,
# - publish a number before all facts are in, and correct it honestly,
# - keep a log for ever and still forget a person, and say where the name is left.
#
# 35 minutes · 20 points, 3 bonus points
#
# `daily` is for home: 10 minutes more, in the same 20 points.

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("14")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# Two questions about lessons 08 and 12, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("14-recall-day", "b")
recall("14-recall-groups", "b")
### END SOLUTION
### STUB recall("14-recall-day", TODO)
### STUB recall("14-recall-groups", TODO)

# %% [markdown] name="clerk-words" tags=["slide"]
# ## The clerk finds a form
#
# Ada's account is the one of lesson 08. On 10 February a clerk finds the form of 5 January: the transfer was 250 dollars,
# and 200 is what was typed in.
#
# No event is ever changed. So he appends a **correction**: an event that names the wrong one and says why, and with it
# the event that replaces the wrong one.

# %% name="clerk-setup" tags=["skip"]
from datetime import UTC, date, datetime

from companion.events import Event, VirtualClock
from companion.scenarios.bank import *
from companion.scenarios.two_clocks import BOOK, asked_for_1100, curves, drawn, in_rows
from companion.scenarios.two_machines import dollars
from companion.sourcing import Decider, MemoryStore, correct, effective, fold, handle, replay


def noon(year, month, day):
    return datetime(year, month, day, 12, tzinfo=UTC)


def tried(act, *given):
    try:
        return act(*given)
    except Exception as no:
        return type(no).__name__

# %% name="clerk-run"
store = MemoryStore(clock=VirtualClock(start=noon(2024, 2, 10)))
transfer_history(store)
wrong = store.read(TRANSFER)[2]
correct(store, TRANSFER, wrong.id, "the form says 250", [MoneyTransferredOut(amount_cents=25_000)])
for each in store.read(TRANSFER):
    print(each.version, each.time.date(), each.type, getattr(each.event, "amount_cents", ""))

# %% name="today-predict" tags=["slide"]
### BEGIN SOLUTION
predict("14-today", "c")
### END SOLUTION
### STUB predict("14-today", TODO)      # a, b, c or d, in quotes

# %% name="today-reveal"
def by_hand():
    print("folded by hand:", dollars(fold(bank, store.read_events(TRANSFER)).balance_cents))
    print("replay, today: ", dollars(replay(store, TRANSFER, bank).balance_cents))


reveal("14-today", by_hand)

# %% name="today-explain" tags=["skip"]
### BEGIN SOLUTION
explain("14-today", "c")
### END SOLUTION
### STUB explain("14-today", TODO)      # why? pick a letter after the demo

# %% [markdown] name="clocks-words" tags=["slide"]
# ## Two times of one fact
#
# `replay` leaves out what was corrected. A fold by hand does not.
#
# The transfer **happened** on 5 January. That it was 250 dollars was **recorded** on 10 February; databases say *valid
# time* and *transaction time*. So there are two days in each question:
#
# - **as of** 31 January: what was so on that evening,
# - **as known** on 31 January: what we had heard by that evening.
#
# An event's own time is when it was recorded. A replacement happened when the event it replaces happened.

# %% name="grid-run"
def asked(as_of, known, events=store.read(TRANSFER)):
    return fold(bank, effective(events, as_of=as_of, known=known).events).balance_cents


drawn(asked, "Two questions, two clocks")

# %% [markdown] name="sentence" tags=["slide"]
# ## January, twice
#
# The statement said 810, and that was what the bank knew. January was 760, and nobody knew.
#
# | as of 31 January | asked on 31 January | asked on 10 February |
# |---|---|---|
# | the balance | \$810 | \$760 |
#
# **What was, is one question. What we knew, is another. A log with one clock answers only the second.**

# %% [markdown] name="counter-words" tags=["slide"]
# ## The bookkeeper's way
#
# "Ignore that one" is an order to every reader. The fold by hand had not heard of it, and said 260.
# So a bookkeeper writes a **counter-entry**, and then the right entry:
#
# | recorded | entry | balance |
# |---|---|---|
# | 1 February | | \$510 |
# | 10 February | the counter-entry, 200 dollars back | \$710 |
# | 10 February | the right entry, 250 out | \$460 |
#
# Whoever adds up is right; `evolve` needs one line for it. Its price: both are dated 10 February. That they concern
# 5 January must stand in the entries.

# %% [markdown] name="known-task" tags=["slide"]
# ## Your turn: `balance(rows, as_of, known)`
#
# The balance in cents on the evening of `as_of`, as known on the evening of `known`. Both days are included. The rows are
# dicts, in the order in which they were recorded:
#
# `{"id": "form", "recorded": date(2024, 2, 10), "happened": date(2024, 1, 5), "cents": -25_000, "corrects": "transfer"}`
#
# - `corrects` is the id of the row that this one replaces, or None. It does so from the day on which it was
#   *recorded*; until then the old row counts.
# - The new row may have another day and other cents; 0 cents take the old row back.
# - A row that corrects can be corrected itself, each row at most once.

# %% name="known-rows" tags=["skip"]
for row in (list(BOOK[0]), *(row.values() for row in BOOK)):
    print(*(f"{each!s:<11}" for each in row))

# %% name="known" tags=["skip"]
def balance(rows, as_of, known):
    ### BEGIN SOLUTION
    heard = [row for row in rows if row["recorded"] <= known]
    gone = [row["corrects"] for row in heard]
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] <= as_of)
    ### END SOLUTION
    ### STUB heard = [row for row in rows if row["recorded"] <= known]
    ### STUB return TODO      # what of `heard` counts, and what does it add up to?

# %% name="known-check"
check("14-known", balance)      # stuck? hint("14-known")

# %% name="known-run" tags=["skip"]
rows = in_rows(store.read(TRANSFER))
if balance(rows, date.max, date.max) is TODO:
    print("Your balance is still TODO. Then it draws the grid once more.")
else:
    display(drawn(lambda *days: balance(rows, *days), "The same, by your balance"))

# %% [markdown] name="flights-words" tags=["slide"]
# ## Facts that come late
#
# Real data: the 842 flights that were to leave New York's three airports (Newark is one) on 1 January 2013.
#
# A plane counts in the hour for which it was *planned*, its **event time**. The log hears of it when it leaves: the
# **processing time**.
#
# MQ 3944 was planned for 18:35. By the file's clock it left at 08:48. Ten hours early?

# %% name="plane-run"
from companion.scenarios.flights import complete, departures, flights, hourly

[plane] = [each for each in flights() if each.name == "MQ 3944"]
print(f"the file's clock: {plane.clock}; it left on {plane.left.day} January at {plane.left:%H:%M}")
print(len(flights()), "planned,", len(departures()), "left")

# %% [markdown] name="window-words" tags=["slide"]
# ## A window, and when it closes
#
# MQ 3944 left the next morning: the file keeps a clock and no day.
#
# A **window** is an hour of the plan. It closes at its end, or some minutes later: your patience, called its **lateness**.
# Late is a plane that leaves when its window has closed.
#
# 239 planes left in another hour than planned. They count where they were planned.

# %% name="wait-predict" tags=["slide"]
### BEGIN SOLUTION
predict("14-wait", "d")
### END SOLUTION
### STUB predict("14-wait", TODO)      # a, b, c or d

# %% name="wait-reveal"
reveal("14-wait", complete)

# %% name="wait-explain" tags=["skip"]
### BEGIN SOLUTION
explain("14-wait", "d")
### END SOLUTION
### STUB explain("14-wait", TODO)      # why? pick a letter after the demo

# %% [markdown] name="bars-words" tags=["slide"]
# ## What patience buys
#
# A cancelled plane is silent (lesson 04): whoever waits for all waits for ever. So a window closes some time, and then
# planes come that are late for it. How many, by the minutes that you wait?

# %% name="bars-run"
from companion.diagrams import bars

late = {}
for wait in (0, 15, 30, 60, 120, 360, 840):
    counted = sum(line.planes for line in hourly(wait, "drop").lines)
    late[f"{wait} minutes"] = len(departures()) - counted
bars(late, title="More patience, fewer late planes", unit="late")

# %% [markdown] name="patience-task" tags=["slide"]
# ## Your turn: three readers of one count
#
# Give each reader a lateness, `0`, `60`, `840` minutes or `"until all"` planes have left, and say what a late plane
# does: `"drop"`, nobody counts it; `"correct"`, one more line tells the hour's new number.
#
# - **board**, in the hall: an hour's number is there when the hour ends; a plane that leaves later is counted, too.
# - **statistic**: by 09:00 on 2 January each of the 19 hours has a number. In the end the numbers add up to all 838
#   planes that left. At most 100 lines, corrections included.
# - **invoice**, to the airlines: each hour is invoiced once, and no plane is missing.
#
# Your choice is played over the real day. `hourly(60, "drop")` plays one.

# %% name="patience" tags=["skip"]
### BEGIN SOLUTION
patience = {"board": (0, "correct"), "statistic": (60, "correct"), "invoice": (840, "drop")}
### END SOLUTION
### STUB patience = {"board": (TODO, TODO), "statistic": (TODO, TODO), "invoice": (TODO, TODO)}

hourly(60, "drop")

# %% name="patience-check"
check("14-patience", patience)      # stuck? hint("14-patience")

# %% name="patience-run" tags=["skip"]
for reader, choice in patience.items():
    print(f"{reader}: {'TODO' if TODO in choice else hourly(*choice)}")

# %% [markdown] name="patience-after" tags=["skip"]
# 840 minutes are enough for this day, and nobody knew that before it was over. For a plane that is later still, the
# invoice needs a second document, such as a credit note: waiting never makes it sure.

# %% [markdown] name="forever" tags=["slide"]
# ## Three wishes for one record
#
# - Events are stored for ever, say our notes.
# - A complete audit trail is kept for **seven years**. That is what this course's bank is told.
# - A person wants to be forgotten.
#
# All three can be kept, each on its own date. Ada closes her account on 29 February 2024 and wants to be
# forgotten at once.

# %% name="retain-run"
from companion.sourcing import MemoryVault

clock = VirtualClock(start=noon(2024, 2, 29))
bank_store, vault = MemoryStore(clock=clock), MemoryVault(clock=clock)
open_account(bank_store, vault, "account-7", "p-1", "Ada Lovelace")
handle(bank_store, "account-7", bank, CloseAccount())
print("closed, forgotten:", forget_holder(bank_store, vault, "p-1") or "not yet")
print("her wish is noted, her name is kept until", vault.entry("p-1").retain_until)

# %% [markdown] name="shred-words" tags=["slide"]
# ## Crypto-shredding
#
# Her name never stood in the event. It was **sealed**, with an **encryption key** of her own, which lies in a vault.
# Destroy every copy of that key, and nobody can read her name in any copy of the log: **crypto-shredding**.
#
# Delete the event instead? The versions would have a gap, and lesson 08's file would not open any more.

# %% name="shred-run"
for day in (noon(2031, 2, 28), noon(2031, 3, 1)):
    print(day.date(), "shredded:", *vault.shred_due(day))
sealed = bank_store.read("account-7")[0].event.holder
print("her name:", tried(vault.open, sealed))
print("the account:", replay(bank_store, "account-7", bank))

# %% [markdown] name="screen-words" tags=["slide"]
# ## What shredding does not reach
#
# The clerk has a screen with a list of accounts and names. It was made from the events while the names could be read,
# and keeps them as text. So does each backup of such a list, and each mail.
#
# At home you write the nightly job that forgets Ada on that screen, too.

# %% [markdown] name="tradeoff" tags=["slide"]
# ## What for what, and when not?
#
# | | good for | *when not* | seen in |
# |---|---|---|---|
# | one clock | what only the present needs | corrections, back-dating | 810, never 760 |
# | correction | any event; the reason is kept | **where others fold by hand** | 260 |
# | counter-entry | money: whoever adds it is right | what has no opposite, such as an address | further |
# | waiting | fewer corrections | **to be complete: never** | 132, 33, 0 |
# | publish, correct | numbers now | readers who cannot take a second one | the invoice |
# | crypto-shredding | names in an eternal log | **as the only measure** | the screen |
# | a number in the event, the name elsewhere | the simplest erasure | a history that must say all itself | not run here |

# %% [markdown] name="real" tags=["skip"]
# ## Outside of a classroom
#
# **Seven years**: 17 CFR 210.2-06 (SEC, under the Sarbanes-Oxley Act) makes accountants keep the records of an *audit*
# for seven years. Which of your records, for how long: ask a lawyer.
#
# **Erasure**: by GDPR Art. 17(3)(b) the right to it does not apply as far as the data are needed for an obligation
# under the law of the Union or of a member state. The French CNIL (*Blockchain and the GDPR*, 2018): to make data
# unreachable comes nearer to the effects of erasure, and is not full erasure.
#
# The flights are from the US Bureau of Transportation Statistics.

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# For coffee and bagel Ada paid 4.50 dollars on 31 January. The till's book says 5.40: two digits were swapped. On 10
# February that is corrected; the correction names its cause, and so carries `order-42` on.

# %% name="order-42-run"
till = MemoryStore(clock=VirtualClock(start=noon(2024, 1, 31)))
[paid] = till.append("till", [MoneyDeposited(amount_cents=540)], expected=0, correlation_id="order-42")
till.clock.advance(10 * 86_400)
said = correct(till, "till", paid.id, "two digits swapped", [MoneyDeposited(amount_cents=450)], cause=paid)
print("the correction is of", said[0].correlation_id)

days = [date(2024, 1, 31), date(2024, 2, 10)]
drawn(lambda *pair: asked(*pair, till.read("till")), "order-42 on two clocks", as_of=days[:1], known=days)

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - A fact has two times. Say as of which day, and as known on which.
# - A correction is a new fact, and every reader must hear of it.
# - Whoever waits for all waits for ever. Publish and correct, or wait a stated time.
# - Each wish has its own date. Destroy the key, and look for the other copies of the name.
#
# **Read on:** [Event Sourcing](https://martinfowler.com/eaaDev/EventSourcing.html) by Martin Fowler, on temporal query.
# **Next:** `15_practice_exam.ipynb`, where all of it comes together.

# %% [markdown] name="screen-run-words" tags=["skip"]
# ## For home: the clerk's screen
#
# A dict stands for the list on the screen. It was made when the name could be read.

# %% name="screen-run" tags=["skip"]
names = {"account-7": "Ada Lovelace"}      # as a projection made it in 2024
print("on the screen:", names["account-7"])
print("a late message with her name:", tried(vault.seal, "p-1", "Ada Lovelace"))

# %% [markdown] name="erase-task" tags=["skip"]
# ## For home, a bug hunt: forgotten, and still on the screen
#
# `daily(store, vault, names)` runs every night, in each of our banks. It forgets everybody who asked and whose date
# has come. The job as it stands destroys keys and leaves the names on the clerk's screen. Repair it.
#
# - `names` is a dict, account to name, and the screen reads this very dict. The account of a forgotten person stays in
#   it, as `"(forgotten)"`; all other names stay. Events stay.
# - A person may have several accounts, and two persons may have the same name.
# - Last night's run may have died halfway: the key was gone, and the name still there.
#
# Each account's stream begins with `AccountOpened`, with a sealed `holder`; `holder.person` is such as `"p-1"`.
# `vault.shred_due()` returns the persons shredded just now, `vault.open(sealed, default="…")` a name or the default,
# `store.read_all()` all envelopes: `each.stream`, `each.type`, `each.event`.

# %% name="daily" tags=["skip"]
def daily(store, vault, names):
    ### BEGIN SOLUTION
    vault.shred_due()
    for each in store.read_all():
        if each.type == "AccountOpened":
            names[each.stream] = vault.open(each.event.holder, default="(forgotten)")
    ### END SOLUTION
    ### STUB vault.shred_due()

# %% name="erase-check" tags=["skip"]
check("14-erase", daily)      # stuck? hint("14-erase")

# %% name="erase-run" tags=["skip"]
daily(bank_store, vault, names)
print("on the screen, after your daily:", names["account-7"])

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** recall and the clerk 7 · two clocks, counter-entry 2 · balance 9 · the plane, windows 5 · patience 7 ·
# seven years, shredding 3 · table, outside, recap 2. Together 35.
#
# **Discuss:** Which of your reports is read again a year later, and on which clock does it run? Where, besides the
# database, is a name that was to be forgotten?
#
# **Commonest wrong answers:** the day is asked before it is clear which rows are in force; "until all" for the invoice;
# the job follows what was shredded tonight and not what must be so.
#
# **Two good `balance`s:** three filters over all rows are short and need all of them; a dict in the order of recording
# is what a read model would keep.
#
# **Say at the invoice:** 840 minutes are enough on this day, by hindsight. For the plane that is later still an invoice
# needs a counter-entry, a credit note. No number is complete by waiting.
#
# **Short of time?** Leave out the counter-entry. **Homework:** `daily`, 10 minutes; its 5 points are among the 20.

# %% [markdown] name="curves-words" tags=["further"]
# ## Further: the account, known on two days
#
# The same events as two curves: what the bank knew on 9 February, and what it knows now.

# %% name="curves-run" tags=["further"]
curves(store.read(TRANSFER), known=date(2024, 2, 9))

# %% [markdown] name="danger-said" tags=["further"]
# ## Further: one reader has not heard of it
#
# Somebody typed 1,000 dollars for a deposit of 100, and it has been corrected. `handle` hears of corrections. The old
# cash machine was written before there were any, and folds by hand. Ada asks each of them for 1,100.

# %% name="danger-run" tags=["further"]
def old_machine(store, stream, decider, command):
    events = store.read_events(stream)
    new = decider.decide(command, fold(decider, events))
    return store.append(stream, new, expected=len(events))


for machine in (handle, old_machine):
    print(f"{machine.__name__}: {asked_for_1100(machine)}")

# %% [markdown] name="counter-said" tags=["further"]
# ## Further: the counter-entry, folded by hand
#
# `evolve` gets its one line. Then a fold by hand says 460 today, and what the statement said on 31 January.

# %% name="counter-run" tags=["further"]
class TransferReversed(Event):
    amount_cents: int


def evolve(account, event):
    if isinstance(event, TransferReversed):
        return Account(account.balance_cents + event.amount_cents, account.status)
    return bank.evolve(account, event)


book = MemoryStore(clock=VirtualClock(start=noon(2024, 2, 10)))
transfer_history(book)
new = [TransferReversed(amount_cents=20_000), MoneyTransferredOut(amount_cents=25_000)]
book.append(TRANSFER, new, expected=5)
for until in (date(2024, 1, 31), None):
    account = fold(Decider(Account(), bank.decide, evolve), book.read_events(TRANSFER, until=until))
    print(until or "today", "folded by hand:", dollars(account.balance_cents))

# %% [markdown] name="pages-words" tags=["further"]
# ## Further: the package's own
#
# `effective` finds what is in force on two clocks; compare it with your `balance`. `retain_until` counts the years: 7
# times 365 days would end on 27 February 2031, two days too soon.

# %% name="pages" tags=["further"]
from companion.sourcing import retain_until

page(effective)
page(retain_until)

# %% [markdown] name="late-task" tags=["further"]
# ## Further: publish and correct (3 bonus points)
#
# Write `report(departures, lateness_min)`. `departures` is a list of `(planned, left)`, aware datetimes, in the order
# in which the planes left. Return a list of lines `(hour, count)`, in any order; `hour` is `planned.replace(minute=0)`.
#
# - An hour closes `lateness_min` minutes after its end. A plane that leaves at that very moment is late.
# - One line for each hour: how many had left when it closed.
# - For each late plane one more line, with the count as it is now. An hour into which none came in time has no other
#   lines: it begins with 1.

# %% name="report" tags=["further"]
from datetime import timedelta


def report(departures, lateness_min):
    ### BEGIN SOLUTION
    wait, by_hour, lines = timedelta(hours=1, minutes=lateness_min), {}, []
    for planned, left in departures:
        by_hour.setdefault(planned.replace(minute=0), []).append(left)
    for hour, lefts in by_hour.items():
        in_time = sum(left < hour + wait for left in lefts)
        lines += [(hour, in_time)] * (in_time > 0)
        lines += [(hour, count) for count in range(in_time + 1, len(lefts) + 1)]
    return lines
    ### END SOLUTION
    ### STUB return TODO      # such as [(planned.replace(minute=0), 1)]

# %% name="late-check" tags=["further"]
check("14-late", report)      # stuck? hint("14-late")

# %% name="late-run" tags=["further"]
for lateness_min in (0, 60, 180, 840):
    lines = report(departures(), lateness_min)
    print(lateness_min, "minutes:", "TODO" if lines is TODO else f"{len(lines)} lines")

# %% [markdown] name="arrive-words" tags=["further"]
# ## Further: two zones in one row
#
# A row has a clock time for the departure, another one for the arrival, and the minutes in the air. By the clocks, how
# many planes landed sooner after they had left than they were in the air? 27 land after midnight; they are given a day.

# %% name="arrive-run" tags=["further"]
from companion.scenarios.data import load


def minutes(clock):
    return clock // 100 * 60 + clock % 100


landed = [row for row in load("flights_2013-01-01") if row["air_time"] is not None]
by_clock = [(minutes(row["arr_time"]) - minutes(row["dep_time"])) % 1440 for row in landed]
odd = [row for row, took in zip(landed, by_clock) if took < row["air_time"]]
print(len(odd), "of", len(landed), "such as", odd[0]["carrier"], odd[0]["flight"], "to", odd[0]["dest"])
print("left", odd[0]["dep_time"], "landed", odd[0]["arr_time"], "in the air for", odd[0]["air_time"], "minutes")

# %% [markdown] name="arrive-said" tags=["further"]
# `arr_time` is the clock of the *other* city. Two zones stand in one row, and no word says so. An aware datetime, such
# as an event's own time, says it.

# %% [markdown] name="sql-words" tags=["further"]
# ## Further: the same question in SQL
#
# Two conditions for two clocks, and one for what is not in force. The rows are those of your `balance`.

# %% name="sql-run" tags=["further"]
import sqlite3

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE book (id TEXT, recorded TEXT, happened TEXT, cents INTEGER, corrects TEXT)")
for row in BOOK:
    days = {"recorded": row["recorded"].isoformat(), "happened": row["happened"].isoformat()}
    db.execute("INSERT INTO book VALUES (:id, :recorded, :happened, :cents, :corrects)", {**row, **days})
QUERY = """
    SELECT sum(cents) FROM book
    WHERE recorded <= :known AND happened <= :as_of
    AND id NOT IN (SELECT corrects FROM book WHERE recorded <= :known AND corrects IS NOT NULL)
"""
for known in ("2024-01-31", "2024-02-03", "2024-02-10", "2024-02-20"):
    [cents] = db.execute(QUERY, {"as_of": "2024-01-31", "known": known}).fetchone()
    print("as of 31 January, known", known, dollars(cents))

# %% [markdown] name="unmask-words" tags=["further"]
# ## Further: an account without a name
#
# Four purchases, by shop and day, single out 90 % of 1.1 million card holders (de Montjoye et al., *Science* 347, 2015;
# disputed there in 2016). Keep a log locked, also without its names.
#
# All names are shredded: of 200 accounts of a street only days and amounts are left. These are made-up data. In Ada's
# coat you find receipts, such as \$5.60 on the 2nd. Which account is hers?

# %% name="unmask-run" tags=["further"]
from random import Random

draw = Random(1).random
PRICES = (320, 450, 480, 560, 650, 720, 890, 990, 1210, 1490, 1990, 2450)
street = [sorted((int(draw() * 28) + 1, PRICES[int(draw() * 12)]) for _ in range(12)) for _ in range(200)]
for receipts in ([(2, 560)], [(2, 560), (5, 650)], [(5, 650), (20, 890)]):
    fit = [n for n, account in enumerate(street) if all(each in account for each in receipts)]
    print(receipts, "fit", len(fit), "accounts", fit if len(fit) == 1 else "")

# %% [markdown] name="unmask-said" tags=["further"]
# Two receipts are enough, and the name is back. A number in the place of a name is a **pseudonym**: it hides who it is
# from those who know nothing else. What is kept for the law has to be kept closed.

# %% [markdown] name="file-words" tags=["further"]
# ## Further: a vault in a file of its own
#
# `SQLiteVault` keeps its keys in a file, and overwrites a destroyed one with zeros. A backup of that file, made before,
# still has the key: it must be kept apart from the events, and not for long.

# %% name="file-run" tags=["further"]
import shutil, tempfile

from companion.sourcing import SQLiteVault

folder = tempfile.mkdtemp()
keys = SQLiteVault(f"{folder}/keys.db", clock=clock)
sealed = keys.seal("p-1", "Ada Lovelace")
shutil.copy(f"{folder}/keys.db", f"{folder}/backup.db")
keys.shred("p-1")
print("the vault:", keys.open(sealed, default="(forgotten)"))
print("its backup:", SQLiteVault(f"{folder}/backup.db", clock=clock).open(sealed))

# %% [markdown] name="postgres-words" tags=["further"]
# ## Further: on a real database, in the bank's zone
#
# `in_zones(store)` asks for 31 January in two zones. On a real PostgreSQL it prints the same: give it
# `PostgresStore(postgres(), schema="lesson_14", clock=VirtualClock(start=noon(2024, 2, 10)))`, with `postgres` from
# `companion.engines`.

# %% name="postgres-run" tags=["further"]
from datetime import timezone


def in_zones(store):
    transfer_history(store)
    wrong = store.read(TRANSFER)[2]
    correct(store, TRANSFER, wrong.id, "the form says 250", [MoneyTransferredOut(amount_cents=25_000)])
    for place, hours in (("London", 0), ("Auckland", 13)):
        zone = timezone(timedelta(hours=hours))
        then = replay(store, TRANSFER, bank, date(2024, 1, 31), zone=zone)
        now = effective(store.read(TRANSFER), as_of=date(2024, 1, 31), zone=zone)
        print(place, "then", dollars(then.balance_cents), "now", dollars(fold(bank, now.events).balance_cents))


in_zones(MemoryStore(clock=VirtualClock(start=noon(2024, 2, 10))))
