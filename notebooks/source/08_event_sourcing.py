# %% [markdown] name="title" tags=["slide"]
# # Event sourcing
#
# Two cash machines pay the same money, and the database looks fine. You make the missing money visible, then prevent
# it, then ask the account for its balance on any day.
#
# Afterwards you can
# - write `evolve`, repair `decide`, and say which of the two may say no,
# - guard a decision with an expected version, and name two things that this does not guard,
# - replay a stream to a version, a moment or a day, and say which day is meant.
#
# 35 minutes · 20 points, 3 bonus points

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("08")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# Two questions about lessons 06 and 02, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("08-recall-id", "c")
recall("08-recall-wrong", "c")
### END SOLUTION
### STUB recall("08-recall-id", TODO)
### STUB recall("08-recall-wrong", TODO)

# %% [markdown] name="machines-words" tags=["slide"]
# ## Two cash machines, one account
#
# There are 500 dollars in Ada's account. She asks one machine for 400. Grace, who has a card for the same account, asks
# another for 400, in the same second.
#
# The account is a row in a database. A machine reads it, checks the balance, pays, and writes the new balance.

# %% name="machines-run"
from companion.scenarios.two_machines import two_machines

two_machines("row")

# %% name="machines-predict" tags=["slide"]
### BEGIN SOLUTION
predict("08-machines", "b")
### END SOLUTION
### STUB predict("08-machines", TODO)      # a, b, c or d, in quotes

# %% name="machines-reveal"
reveal("08-machines", lambda: two_machines("any"))

# %% name="machines-explain" tags=["skip"]
### BEGIN SOLUTION
explain("08-machines", "b")
### END SOLUTION
### STUB explain("08-machines", TODO)      # why? pick a letter after the demo

# %% [markdown] name="row-words" tags=["slide"]
# ## A row keeps the answer, events keep the reasons
#
# | a row | events |
# |---|---|
# | `{id: 123, balance: $500}` | 1 AccountCreated (balance \$0) |
# | | 2 MoneyDeposited (\$1000) |
# | | 3 MoneyWithdrawn (\$300) |
# | | 4 MoneyWithdrawn (\$200) |
#
# **Event sourcing** stores the events, all of them and nothing else. What the row knew is computed. (Our notes give the
# number 123 to two histories. Here they are two accounts of Ada's: `account-500` and `account-123`.)

# %% [markdown] name="words" tags=["slide"]
# ## Stream, fold, decider
#
# A **stream** holds the events of one account. An event's place in it is its **version**: 1, 2, 3 …
#
# - `initial` is the state before the first event.
# - `evolve(state, event)` gives the next state. To do so for all events, one after the other, is a **fold**; to read
#   a stream and fold it is a **replay**.
# - `decide(command, state)` gives the events that follow, or says no.
#
# The three are a **decider**. The picture is a replay of `account-500`: move the cursor.

# %% name="five-setup" tags=["skip"]
from datetime import UTC, date, datetime

from companion.diagrams import timeline
from companion.events import VirtualClock
from companion.scenarios.bank import bank, five_hundred, transfer_history
from companion.scenarios.bank_events import *
from companion.scenarios.bank_later import FeeCharged
from companion.scenarios.two_machines import dollars
from companion.sourcing import Decider, MemoryStore, Refused, fold, handle, replay
from companion.testing import given


def drawn(envelopes, title, decider=bank, **options):
    def balance(events):
        return fold(decider, events).balance_cents / 100

    return timeline(envelopes, balance, title=title, name="balance", says="${:,.2f}", **options)


store = MemoryStore(clock=VirtualClock())
five_hundred(store)
transfer_history(store)
page(fold)

# %% name="five-run"
drawn(store.read("account-500"), "Balance is not stored. It is replayed.")

# %% [markdown] name="evolve-task" tags=["slide"]
# ## Your turn: `evolve(account, event)`
#
# Return the next `Account(balance_cents, status)`.
#
# - In: `MoneyDeposited`, `InterestAdded` (written for you). Out: `MoneyWithdrawn`, `MoneyTransferredOut`. Each has
#   `amount_cents`.
# - `AccountOpened` makes the status `"open"`, `AccountClosed` makes it `"closed"`.
# - Any other event changes nothing. Next year somebody adds `HolderMoved`.
# - It never refuses: what it is told has happened.
#
# Our notes say AccountCreated, DepositMade, TransferOut, WithdrawalMade: other names for four of these facts.

# %% name="evolve" tags=["skip"]
def evolve(account, event):
    if isinstance(event, MoneyDeposited | InterestAdded):
        return Account(account.balance_cents + event.amount_cents, account.status)
    ### BEGIN SOLUTION
    if isinstance(event, MoneyWithdrawn | MoneyTransferredOut):
        return Account(account.balance_cents - event.amount_cents, account.status)
    if isinstance(event, AccountOpened):
        return Account(account.balance_cents, "open")
    if isinstance(event, AccountClosed):
        return Account(account.balance_cents, "closed")
    return account
    ### END SOLUTION
    ### STUB return TODO      # instead of this line: the account after any other event


# %% name="evolve-check"
check("08-evolve", evolve)      # stuck? hint("08-evolve")

# %% [markdown] name="witness-words" tags=["slide"]
# ## The only witness
#
# Fold the history that the two machines left. If `evolve` refused to go below zero, nobody could read this account
# any more, least of all whoever looks for the missing money.
#
# `decide` may say no: it is asked *before*. `evolve` may not: it is told *after*.

# %% name="witness-yours" tags=["skip"]
written = isinstance(evolve(Account(), AccountOpened()), Account)
your_bank = Decider(Account(), bank.decide, evolve) if written else bank
print("folded with", "your evolve" if written else "the course's evolve, until yours is written")

# %% name="witness-run"
drawn(two_machines("any").envelopes, "The row said 100. The log says −300.", your_bank)

# %% [markdown] name="day-words" tags=["slide"]
# ## What was it on that day?
#
# Ada's `account-123`, every event at noon, in UTC:
#
# | version | day | event |
# |---|---|---|
# | 1 | 2024-01-01 | AccountOpened |
# | 2 | 2024-01-01 | MoneyDeposited \$1000 |
# | 3 | 2024-01-05 | MoneyTransferredOut \$200 |
# | 4 | 2024-01-31 | InterestAdded \$10 |
# | 5 | 2024-02-01 | MoneyWithdrawn \$300 |

# %% name="day-predict" tags=["slide"]
### BEGIN SOLUTION
predict("08-day", "c")
### END SOLUTION
### STUB predict("08-day", TODO)      # a, b, c or d

# %% name="day-reveal"
def balances():
    for until in (date(2024, 1, 31), date(2024, 1, 30), datetime(2024, 1, 31, tzinfo=UTC), 5):
        account = replay(store, "account-123", bank, until)
        print(f"until {until}: {dollars(account.balance_cents)}")


reveal("08-day", balances)

# %% name="day-explain" tags=["skip"]
### BEGIN SOLUTION
explain("08-day", "c")
### END SOLUTION
### STUB explain("08-day", TODO)      # why? pick a letter after the demo

# %% [markdown] name="point-words" tags=["slide"]
# ## Replay to any point
#
# A version, a moment, or a day: `replay(store, stream, decider, until)`. A version and a moment are points. A day is
# not, until somebody says in which zone it ends: here in UTC. In another `zone` another amount may be right (further).

# %% name="point-run"
drawn(store.read("account-123"), "What was it on 31 January? Move the cursor.", until=date(2024, 1, 31))

# %% [markdown] name="race-words" tags=["slide"]
# ## Append only to what you know
#
# A machine reads the stream up to version 4 and decides. Then it says: append this, *if version 4 is still the last*.
# That is the **expected version**. If somebody was faster, there is a **conflict**: the store refuses, and the machine
# reads again and **decides again**.
#
# Events did not stop the second payment. They made it visible. The version stops it.

# %% name="race-run"
two_machines("version")

# %% [markdown] name="handle-task" tags=["slide"]
# ## Your turn: `handle`, line by line
#
# `handle`: read, fold, decide, append; if somebody was faster, from the beginning. Give the letters of its lines in
# order. Leave out four of them; the spaces in front of a line
# count. `ANY`: whatever came in between.
#
# ```
# a          return store.append(stream, new, expected=ANY)
# b      state = fold(decider, events)
# c  while True:
# d      try:
# e  events = store.read_events(stream)
# f          return store.append(stream, new, expected=len(events))
# g          continue
# h      new = decider.decide(command, state)
# i          raise
# k      events = store.read_events(stream)
# m          return store.append(stream, new, expected=store.version(stream))
# n      except ConcurrencyError:
# ```

# %% name="handle" tags=["skip"]
### BEGIN SOLUTION
order = list("ckbhdfng")
### END SOLUTION
### STUB order = TODO      # such as list("abc")

# %% name="handle-check"
check("08-handle", order)      # stuck? hint("08-handle")

# %% name="handle-run" tags=["skip"]
from companion.scenarios.handle_lines import yours

whose, machine = yours(order)
if whose == "your lines":
    page(handle)      # the course's own, to compare
print("Machine B comes in right after machine A has read. Played with", whose)
two_machines(machine)

# %% [markdown] name="audit-words" tags=["slide"]
# ## Somebody opens the file
#
# "Complete audit trail", "never lose data": so say our notes. The store has no method that changes an event. But it keeps
# them in a file, and a clerk with access to the disk opens that file with another program.
#
# He changes the 200 dollars that left `account-123` to 100. Or he deletes that event, or the last one. Who complains?

# %% name="audit-file" tags=["skip"]
import sqlite3, tempfile
from contextlib import closing

from companion.sourcing import SQLiteStore, StoreDamaged


def opened_after(sql):
    path = tempfile.mkdtemp() + "/bank.db"
    with closing(SQLiteStore(path, clock=VirtualClock())) as bank_file:
        transfer_history(bank_file)
    with closing(sqlite3.connect(path, isolation_level=None)) as clerk:
        clerk.execute(sql)
    with closing(SQLiteStore(path)) as bank_file:
        try:
            return "$510.00 is now " + dollars(replay(bank_file, "account-123", bank).balance_cents)
        except StoreDamaged as error:
            return f"StoreDamaged: {error.problem}"


# %% name="audit-run"
print(opened_after("UPDATE events SET data = replace(data, '20000', '10000') WHERE version = 3"))
print(opened_after("DELETE FROM events WHERE version = 3"))
print(opened_after("DELETE FROM events WHERE version = 5"))

# %% [markdown] name="fee-task" tags=["slide"]
# ## Bug hunt: tonight the fee rises
#
# Each withdrawal costs a fee: 1 dollar, 2 from tonight on. `bank_with(fee_cents)` gives a day's decider; its state
# is the balance in cents. As it stands, tonight's fee changes yesterday's balance. Repair it.
#
# - What was charged stays: the history holds a `FeeCharged(amount_cents=…)`.
# - The withdrawal still says what Ada asked for.
# - The account must hold amount and fee, to the last cent.

# %% name="fee"
### BEGIN SOLUTION
def bank_with(fee_cents):
    def decide(command, balance_cents):
        cents = command.amount_cents
        if isinstance(command, Deposit):
            return [MoneyDeposited(amount_cents=cents)]
        if cents + fee_cents > balance_cents:
            raise Refused("not enough money")
        return [MoneyWithdrawn(amount_cents=cents), FeeCharged(amount_cents=fee_cents)]

    def evolve(balance_cents, event):
        if isinstance(event, MoneyDeposited):
            return balance_cents + event.amount_cents
        return balance_cents - event.amount_cents

    return Decider(0, decide, evolve)
### END SOLUTION
### STUB def bank_with(fee_cents):
### STUB     def decide(command, balance_cents):
### STUB         cents = command.amount_cents
### STUB         if isinstance(command, Deposit):
### STUB             return [MoneyDeposited(amount_cents=cents)]
### STUB         if cents + fee_cents > balance_cents:
### STUB             raise Refused("not enough money")
### STUB         return [MoneyWithdrawn(amount_cents=cents)]
### STUB
### STUB     def evolve(balance_cents, event):
### STUB         if isinstance(event, MoneyDeposited):
### STUB             return balance_cents + event.amount_cents
### STUB         return balance_cents - event.amount_cents - fee_cents
### STUB
### STUB     return Decider(0, decide, evolve)


# %% name="fee-run" tags=["skip"]
evening = MemoryStore(clock=VirtualClock())
for command in (Deposit(50_000), Withdraw(20_000)):
    handle(evening, "account-500", bank_with(fee_cents=100), command)
for day, fee_cents in (("yesterday", 100), ("tonight", 200)):
    balance_cents = replay(evening, "account-500", bank_with(fee_cents))
    print(f"{day}: {balance_cents} cents")

# %% name="fee-check"
check("08-fee", bank_with)      # stuck? hint("08-fee")

# %% [markdown] name="guard-words" tags=["slide"]
# ## What an expected version does not guard
#
# **The same command twice.** Ada taps once, her telephone sends it twice. The second command reads everything, and
# there is enough. Lesson 06 has the cure: an id, stored with the effect.
#
# **The file.** Append-only is a promise of the store's methods, not of the disk.
#
# **A rule over two streams.** That is your next task.

# %% name="guard-run"
taps = MemoryStore(clock=VirtualClock())
five_hundred(taps)
for tap in ("Ada taps", "her telephone sends it again"):
    handle(taps, "account-500", bank, Withdraw(10_000))
    print(tap, dollars(replay(taps, "account-500", bank).balance_cents), sep=": ")

# %% [markdown] name="skew-task" tags=["slide"]
# ## Your turn: a rule over two accounts
#
# Savings and checking hold 300 dollars each. Ada's contract: *together* never below 0; one alone may be. Machine A is
# asked for 500 of savings, B for 500 of checking. `A1`, `B1`: it reads both and decides. `A2`, `B2`: it appends to its
# account's stream, expecting the version it read there.
#
# 1. `steps`: all four, in an order that breaks the contract.
# 2. `streams`: each account's stream, so that no order breaks it. Grace's own account is not in the contract: her machine
#    must not be refused because of Ada.

# %% name="skew" tags=["skip"]
from companion.scenarios.contract import play

### BEGIN SOLUTION
steps = ["A1", "B1", "A2", "B2"]
streams = {"savings": "ada", "checking": "ada", "grace": "grace"}
### END SOLUTION
### STUB steps = TODO      # such as ["A1", "A2", "B1", "B2"]
### STUB streams = {"savings": "savings", "checking": "checking", "grace": "grace"}

play(["A1", "A2", "B1", "B2"])      # play(steps, streams) plays yours

# %% name="skew-check"
check("08-skew", [steps, streams])      # stuck? hint("08-skew")

# %% [markdown] name="tradeoff" tags=["slide"]
# ## When is it worth it, and when not?
#
# | | a row | events | seen in |
# |---|---|---|---|
# | why is it $500? | not known | four facts | first picture |
# | two writers | silent loss, without a version | seen, or refused | two machines |
# | 31 January | a backup, perhaps | replay | 810, or 800 |
# | a new rule | old rows stay | **old balances must stay** | the fee |
# | a rule over two | one transaction | **one stream** or a saga | the contract |
# | an edited file | silence | **silence** | 610 |
# | all accounts | one SELECT | **needs a read model** (11) | not run here |
#
# Events on a bus are another thing: 03's bus forgets, `account-500` has no bus. **No events** for a settings page, nor where
# nobody asks for the past.

# %% [markdown] name="real" tags=["skip"]
# ## Outside of a classroom
#
# **Banking**: a ledger is corrected by another entry, not by an eraser. Double entry was first printed in 1494, by
# Pacioli. Securities dealers in the United States must keep records so that they cannot be rewritten or,
# since SEC Rule 17a-4 was amended in October 2022, with an audit trail of every change.
#
# Our notes name banking as a use, and strong consistency as a reason against events. One stream *is* strongly
# consistent, as the race shows. Two streams, each with its own version, are not.
#
# **Trading**: LMAX kept its state in memory, rebuilt it from a journal of its input, and took 6 million orders a
# second in one thread (M. Fowler, *The LMAX Architecture*, 2011).
#
# **Git** keeps every version as a snapshot and computes the differences. It is like this lesson in that its history
# stays, and unlike it in what is stored.

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# Ada's coffee and bagel, \$4.50, paid from `account-500`. Version 4 says 500.00, version 5 says 495.50, and the event
# carries `order-42` as its correlation: the account knows what it was for.

# %% name="order-42-run"
ada = MemoryStore(clock=VirtualClock())
five_hundred(ada)
paid = handle(ada, "account-500", bank, Withdraw(450), correlation_id="order-42", service="Payment")
print("version", paid[0].version, "for", paid[0].correlation_id)
drawn(ada.read("account-500"), "order-42 is version 5 of Ada's account", your_bank)

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - Events are kept, the state is computed. `decide` may say no; `evolve` may not.
# - Expect the version you decided on. Refused: read again, decide again.
# - It guards one stream. Not guarded: a repeated command, a rule over two streams, the file.
# - What depends on today goes into an event. A day ends somewhere: say in which zone.
#
# **Read on:** [Event Sourcing](https://martinfowler.com/eaaDev/EventSourcing.html) by Martin Fowler. **Next:**
# `09_sagas_that_survive.ipynb`, where the state of a saga is a stream, and its lock an expected version.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** recall and the machines 4 · row, stream, fold 2 · evolve and the only witness 5 · the day 2 ·
# the race and handle 6 · 610 1 · fee 7 · what a version does not guard, two accounts 5 · table and recap 3.
# Together 35.
#
# **Points:** evolve 5, handle 5, fee 5, two accounts 3, the first prediction 2. The second one is not scored.
#
# **Discuss:** Which row of yours answers *what* and can never say *why*? Where in your code does somebody read, think,
# and write, without a version?
#
# **Commonest wrong answers:** `evolve` refuses to go below zero; the version is asked for when appending, not when
# deciding; the fee is taken out of `evolve` and written down nowhere; one stream for the whole bank.
#
# **Two good `evolve`s:** a table of signs (`page(bank.evolve)`) is short while all events do the same thing; `match`
# has a line for each fact, is longer, and gives the next fact an obvious place.
#
# **Say at the picture of 610:** append-only is a promise of the interface, not of the disk. A chain of hashes would
# show it (further).
#
# **Short of time?** `fee` as homework; leave out the repeated tap.

# %% [markdown] name="specify-task" tags=["further"]
# ## Further: given, when, then (3 bonus points)
#
# *Given* these events, *when* this command comes, *then* those events follow, or a refusal, or nothing. No store, no
# clock, no mock: two pure functions. A specification that fails prints all of it.

# %% name="spec-run" tags=["further"]
opened = given(bank, AccountOpened(), MoneyDeposited(amount_cents=500))
opened.when(Withdraw(501)).then_refused(Overdrawn)
try:
    opened.when(Withdraw(501)).then_nothing()
except AssertionError as failed:
    print(failed)

# %% [markdown] name="specify-words" tags=["further"]
# Five colleagues rebuilt the bank, and each made one mistake. Write `specification(bank)`: lines of
# `given(bank, …).when(…)` with `.then(…)`, `.then_refused(Overdrawn)` or `.then_nothing()`. All of it holds for our
# bank, and for each colleague's some line fails.
#
# The rules: an open account pays out up to the last cent; more is `Overdrawn`. Deposits and interest come in,
# transfers go out. Nothing goes into a closed account (`ClosedAccount`), and only an empty one is closed (`NotEmpty`, by
# `CloseAccount()`).

# %% name="specify" tags=["further"]
def specification(bank):
    ### BEGIN SOLUTION
    opened = (AccountOpened(), MoneyDeposited(amount_cents=500))
    given(bank, *opened).when(Withdraw(500)).then(MoneyWithdrawn(amount_cents=500))
    given(bank, *opened).when(Withdraw(501)).then_refused(Overdrawn)
    given(bank, *opened, MoneyTransferredOut(amount_cents=200)).when(Withdraw(301)).then_refused(Overdrawn)
    given(bank, *opened).when(CloseAccount()).then_refused(NotEmpty)
    given(bank, AccountOpened(), AccountClosed()).when(Deposit(1)).then_refused(ClosedAccount)
    ### END SOLUTION
    ### STUB return TODO      # such as: given(bank, AccountOpened()).when(Withdraw(1)).then_refused(Overdrawn)


# %% name="specify-check" tags=["further"]
check("08-specify", specification)      # stuck? hint("08-specify")

# %% [markdown] name="zone-words" tags=["further"]
# ## Further: where a day ends
#
# When 31 January was over in Auckland it was 11:00 in UTC, and the interest came at noon. Whoever prints the
# statement says whose midnight it is.

# %% name="zone-run" tags=["further"]
from datetime import timedelta, timezone

for place, hours in (("Auckland", 13), ("London", 0), ("New York", -5)):
    zone = timezone(timedelta(hours=hours))
    account = replay(store, "account-123", bank, date(2024, 1, 31), zone=zone)
    print(f"31 January in {place}: {dollars(account.balance_cents)}")

# %% [markdown] name="crash-words" tags=["further"]
# ## Further: the crash after the append
#
# A machine dies right after its append, is started again, and is asked again: the repeated command once more. Crash
# points try it at every step.

# %% name="crash-run" tags=["further"]
from companion.lab import crash_points


def withdraw(disk):
    if not disk.store.version("account-500"):
        five_hundred(disk.store)
    handle(disk.store, "account-500", bank, Withdraw(20_000))


def once(disk):
    left = replay(disk.store, "account-500", bank).balance_cents
    return None if left == 30_000 else f"${left / 100:,.2f} are left of $500.00"


crash_points(withdraw, {"$200 are paid once": once})

# %% [markdown] name="chain-words" tags=["further"]
# ## Further: a chain of hashes
#
# Each hash is made of an event and of the hash before. Whoever changes version 3 changes the hashes 3, 4 and 5; if
# yesterday's last hash is kept elsewhere, the 610 is found out.

# %% name="chain-run" tags=["further"]
import hashlib

from companion.events import encode
from msgspec.structs import replace


def sealed(envelopes):
    seal = b""
    for envelope in envelopes:
        seal = hashlib.sha256(seal + encode(envelope)).digest()
        yield seal.hex()[:12]


honest = store.read("account-123")
forged = list(honest)
forged[2] = replace(forged[2], event=MoneyTransferredOut(amount_cents=10_000))
for envelope, ours, theirs in zip(honest, sealed(honest), sealed(forged)):
    print(envelope.version, ours, theirs, "" if ours == theirs else "differs")

# %% [markdown] name="git-words" tags=["further"]
# ## Further: what Git names
#
# Git names a file by a hash of its whole content, not of a change: `git hash-object` says the same of a file that holds
# `hello`.

# %% name="git-run" tags=["further"]
print(hashlib.sha1(b"blob 6\0hello\n").hexdigest())

# %% [markdown] name="postgres-words" tags=["further"]
# ## Further: eight machines at once
#
# Eight threads withdraw 200 of 500 dollars. The same function runs on a real PostgreSQL:
# `eight_machines(PostgresStore(postgres(), schema="lesson_08"))`, with `postgres` from `companion.engines`. It takes ten
# seconds, most of them for the server's start, and prints the same. A browser has no threads: there the cell ends in an
# error, and the lesson is whole without it.

# %% name="postgres-run" tags=["further"]
from threading import Thread


def eight_machines(store):
    five_hundred(store)
    said = []

    def machine():
        try:
            handle(store, "account-500", bank, Withdraw(20_000))
            said.append("paid")
        except Overdrawn:
            said.append("Overdrawn")

    threads = [Thread(target=machine) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(*sorted(said), f"· ${replay(store, 'account-500', bank).balance_cents / 100:,.2f}")


eight_machines(MemoryStore())
