# %% [markdown] name="title" tags=["slide"]
# # The dual write
#
# Ben posts "hello". The page says *posted*. Nobody ever sees it. Between two correct lines there is a gap, and his
# post is in it for ever.
#
# Afterwards you can
# - find the crash point of any "write here, then tell there",
# - write an outbox and a relay that lose nothing and keep order,
# - say why row numbers do not give the order of commits, and name two ways around it.
#
# 35 minutes · 20 points, 3 bonus points

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("07")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# Two questions about lessons 05 and 03, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("07-recall-pivot", "b")
recall("07-recall-died", "a")
### END SOLUTION
### STUB recall("07-recall-pivot", TODO)
### STUB recall("07-recall-died", TODO)

# %% [markdown] name="ben-words" tags=["slide"]
# ## Save to PostgreSQL, publish PostCreated
#
# Two lines, in nearly every design. The first tells the database, the second tells the broker, which is another
# machine. One intent, two writes, and no transaction around both: a **dual write**.
#
# Ben's process was redeployed between the two lines. Which crashes lose a post? `crash_points` tries them all: it runs
# the code once and notes each *point* it passes. Then it runs it once for each point: it kills the process there,
# starts it again, and asks three questions. The broker is not harmed, and Ben's request comes only once.

# %% name="ben-run" tags=["skip"]
from companion.lab import crash_points
from companion.scenarios import posting
from companion.scenarios.posting import publish, save


def save_publish(disk):
    save(disk)         # post 101, a row of the database
    publish(disk)      # PostCreated, a message on the broker


def strike(code, **how):
    return crash_points(posting.process(code, **how), posting.PROMISES, disk=posting.fresh)


# %% name="ben-picture" tags=["slide"]
strike(save_publish)

# %% name="swap-predict" tags=["slide"]
### BEGIN SOLUTION
predict("07-swap", "b")
### END SOLUTION
### STUB predict("07-swap", TODO)      # a, b, c or d, in quotes

# %% name="swap-reveal"
def publish_save(disk):
    publish(disk)
    save(disk)


reveal("07-swap", lambda: strike(publish_save))

# %% name="swap-explain" tags=["skip"]
### BEGIN SOLUTION
explain("07-swap", "b")
### END SOLUTION
### STUB explain("07-swap", TODO)      # why? pick a letter after the demo

# %% [markdown] name="again-words" tags=["slide"]
# ## "Then the user will press again"
#
# He will. And the code is ready for it: a post that is there already is not made a second time. That is
# *idempotent* (06), and every review asks for it.
#
# So let the request come again after each crash.

# %% name="again-run"
def press_again(disk):
    if save(disk):      # True only for a new row
        publish(disk)


again = strike(press_again, again=True)
print(again.title)
for (point, _), sentence in again.evidence.items():
    print(f"crash {point}: {sentence}")

# %% [markdown] name="again-said"
# The same three points. The second press finds the row, says "done", and publishes nothing. Without the check it would
# announce the post, sometimes twice. With it, no press ever will. **Idempotence made the loss permanent.**

# %% [markdown] name="cures-task" tags=["slide"]
# ## Break it: four cures
#
# Four colleagues repair Ben's two lines. Here are their code and its points. With `reconcile` the request is `save`
# alone, and the code you see runs at each start of a process.
#
# For each, give a crash point after which a post is not announced, or an announced post is missing. If there is no such
# point, give `"none"`. Announced twice does not count.

# %% name="cures-run" tags=["skip"]
def show(cure, *request):
    page(cure)
    points = crash_points(posting.process(*request, cure), {}, disk=posting.fresh).points
    print("points:", ", ".join(points))


# %% name="cures-sorry" tags=["slide"]
show(posting.sorry)

# %% name="cures-retry" tags=["slide"]
show(posting.retry)

# %% name="cures-inside" tags=["slide"]
show(posting.inside)

# %% name="cures-reconcile" tags=["slide"]
show(posting.reconcile, save)

# %% name="cures" tags=["skip"]
cures = {
    ### BEGIN SOLUTION
    "sorry": "after save",
    "retry": "before publish posts",
    "inside": "before commit",
    "reconcile": "none",
    ### END SOLUTION
    ### STUB "sorry": TODO,      # a point such as "at the end", or "none"
    ### STUB "retry": TODO,
    ### STUB "inside": TODO,
    ### STUB "reconcile": TODO,
}

# %% name="cures-check"
check("07-cures", cures)      # stuck? hint("07-cures")

# %% [markdown] name="outbox-words" tags=["slide"]
# ## One write: the outbox
#
# A broker takes part in no transaction of your database. XA is a protocol for one transaction over several systems:
# both must support it, and both wait for the slower. Kafka's own transactions are not XA, SQS has none.
#
# **There is no right order of two writes. There is only one write.** So the message becomes a row, beside the post, in the same transaction: together or not at all, as in 06. That table is the **outbox**.
#
# | number | topic | key | data |
# |---|---|---|---|
# | 1 | posts | 101 | PostCreated "hello" |
# | 2 | posts | 102 | PostCreated "good day" |
#
# A **relay** publishes the rows later, oldest first, and deletes what the broker has. (`reconcile` was
# a relay: its waiting rows were posts without a mark.)

# %% [markdown] name="outbox-task" tags=["slide"]
# ## Your turn: `create_post`
#
# Store the row in `posts(post_id, content)`, and see to it that the event `post` is published to the topic "posts". Its
# key, by which the broker keeps order, is the post's id as text.
#
# - A post that is there already, also when two requests come at once: nothing changes, nothing is announced, no error.
# - What the database refuses (here: more than ten characters) is not announced, and its error comes out.
#
# `tx.execute(sql, *values)` returns rows; `outbox.add(tx, topic, key, event)` puts a message into the outbox.

# %% name="outbox"
INSERT = "INSERT INTO posts VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING post_id"


def create_post(store, outbox, post):
    with store.transaction() as tx:
        ### BEGIN SOLUTION
        if tx.execute(INSERT, post.post_id, post.content):
            outbox.add(tx, "posts", str(post.post_id), post)
        ### END SOLUTION
        ### STUB tx.execute(INSERT, post.post_id, post.content)


# %% name="outbox-check"
earned = check("07-outbox", create_post)      # stuck? hint("07-outbox")
earned

# %% [markdown] name="grid-words" tags=["slide"]
# ## Four ways to write it
#
# The same crashes, once for each way to write the request: at how many points does it break? The last way is an
# outbox with the relay of this course behind it. Its `create_post` is yours once it has 6 of 6.

# %% name="grid-run" tags=["skip"]
from companion.lab import crash_table

mine = create_post if earned == 6 else posting.create_post
outboxed = crash_points(posting.outboxed(mine), posting.PROMISES, disk=posting.fresh)
ways = {"save, publish": strike(save_publish), "publish, save": strike(publish_save)}
ways |= {"inside": strike(posting.inside), "outbox, relay": outboxed}
print("create_post is", "yours" if mine is create_post else "the course's")

# %% name="grid-picture"
crash_table(ways, title="Two writes: a crash finds the gap in any order")

# %% [markdown] name="twice-words" tags=["slide"]
# ## The relay is a dual write, too
#
# It tells the broker, and it deletes the row, its *mark*: two writes, on two machines. There is a gap in any order,
# but one gap is harmless. If it marks *after* sending, a crash repeats a message. If it marks before, a crash loses
# one. A repeat can be made harmless: you did that in 06.

# %% name="twice-run"
for (point, _), sentence in outboxed.evidence.items():
    print(f"crash {point}: {sentence}")

# %% [markdown] name="relay-words" tags=["skip"]
# ## What else happens to a relay
#
# - The broker is away: `BrokerUnavailable`. It will be back.
# - The broker refuses one message for good, such as one that is too large: `MessageRefused`.
#
# Two errors that call for two answers. The order of a key must survive an absent broker: who reads the edit of a post
# before the post has nothing to edit.

# %% [markdown] name="relay-task" tags=["slide"]
# ## Bug hunt: `relay`
#
# `relay(outbox, broker)` publishes what waits. It is called again and again. This one loses posts. Repair it:
#
# - nothing is lost when it dies at any point,
# - while the broker is away nothing is lost or set aside; the relay returns without an error and goes on next time,
# - messages of one key leave in order,
# - what is refused is set aside with `outbox.park(tx, row, reason)`; the reason is any text. Rows behind it still go
#   out, even those of the same key: a person must close that gap.
#
# `outbox.waiting()`, called outside of a transaction, is oldest first; `outbox.published(tx, [row])` is the mark: it
# deletes the row.

# %% name="relay"
from companion.delivery import BrokerUnavailable, Message, MessageRefused


### BEGIN SOLUTION
def relay(outbox, broker):
    for row in outbox.waiting():
        try:
            broker.send(row.topic, [Message(row.key, row.data)])
        except BrokerUnavailable:
            return
        except MessageRefused as refused:
            with outbox.store.transaction() as tx:
                outbox.park(tx, row, str(refused))
            continue
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
### END SOLUTION
### STUB def relay(outbox, broker):
### STUB     for row in outbox.waiting():
### STUB         with outbox.store.transaction() as tx:
### STUB             outbox.published(tx, [row])
### STUB         try:
### STUB             broker.send(row.topic, [Message(row.key, row.data)])
### STUB         except Exception:
### STUB             continue


# %% name="relay-check"
carried = check("07-relay", relay)      # stuck? hint("07-relay")
carried

# %% [markdown] name="whole-words" tags=["slide"]
# ## Outbox here, inbox there
#
# The whole way: Ben's request, the relay, the broker, and a worker that writes the feed. First the worker adds a row
# for each message it gets. Then it does so with an inbox (06).
#
# Each is crashed at every point, on both sides of the broker. `relay` is yours once it has 6 of 6.

# %% name="whole-run" tags=["skip"]
my_relay = relay if carried == 6 else posting.package_relay


def whole(inbox):
    code = posting.outboxed(mine, my_relay, lambda disk: posting.read_on(disk, inbox=inbox))
    return crash_points(code, posting.IN_THE_FEED, disk=posting.fresh)


feeds = {"no inbox": whole(False), "inbox": whole(True)}
print("relay is", "yours" if my_relay is relay else "the course's")

# %% name="whole-picture"
crash_table(feeds, title="With an inbox behind it nothing is shown twice")

# %% [markdown] name="numbers-words" tags=["slide"]
# ## Read on from the highest number?
#
# Many relays delete nothing. They ask again and again, they *poll*, for the rows above the highest number they have
# published, a **high-water mark**. The number comes from a *sequence*: PostgreSQL gives it out at INSERT, in turn, and
# never takes it back.

# %% name="numbers-predict" tags=["slide"]
### BEGIN SOLUTION
predict("07-numbers", "c")
### END SOLUTION
### STUB predict("07-numbers", TODO)      # a, b, c or d

# %% name="numbers-code" tags=["skip"]
from companion.diagrams import swimlanes
from companion.scenarios.numbered_table import NumberedTable


def two_at_once():
    table = NumberedTable()
    a, _ = table.begin("A"), table.clock.sleep(1)
    b, _ = table.begin("B"), table.clock.sleep(1)
    table.commit(b)
    highest = table.visible(after=0)[-1]
    table.clock.sleep(1)
    table.commit(a)
    table.visible(after=highest)
    title = "Number 1 commits after number 2 was read"
    return swimlanes(table.trace, title=title, unit="s")


# %% name="numbers-reveal"
reveal("07-numbers", two_at_once)

# %% name="numbers-explain" tags=["skip"]
### BEGIN SOLUTION
explain("07-numbers", "c")
### END SOLUTION
### STUB explain("07-numbers", TODO)      # why? pick a letter after the demo

# %% [markdown] name="gap-words" tags=["slide"]
# ## The sequence gap, and two ways around it
#
# A number that is missing is a **sequence gap**: its transaction is open, or was rolled back. You cannot see which.
#
# - *Remember the rows that are left, not the highest number.* `Relay` keeps no number: it deletes what it has published.
#   (`Outbox.add` lets writers of one key take turns, or two edits of a post could leave in the wrong order.)
# - *Stop below the oldest open transaction.* This course's PostgreSQL store reads so (`pg_snapshot_xmin`). Its price:
#   one long writing transaction, anywhere on the server, holds all readers back.
#
# SQLite and memory have one writer at a time, and no gap. If you store *events*, you need no outbox: their log is
# one (08).

# %% [markdown] name="cdc-words" tags=["slide"]
# ## Read the database's own log
#
# **Change data capture** (CDC) reads the log that the database writes for itself, in the order of commits: no polling,
# no gap. It needs a *slot*, a mark of how far you read, and the server keeps its log from there on: a reader that
# stopped fills the disk, or loses its slot where a limit is set.
#
# It sees rows. In an outbox table each row is a whole message. Captured from your *own* tables, each column becomes a
# promise: rename one, and every listener fails, as in 01.

# %% [markdown] name="tradeoff" tags=["slide"]
# ## What is worth it, and when not?
#
# | | gives | costs, and *when not* | seen in |
# |---|---|---|---|
# | save, publish | two lines | **lost**: only where somebody finds out anyway | 3 of 7 |
# | outbox, polling relay | both or neither | a relay, a delay; **not** if you store events | four ways |
# | outbox, CDC | order of commits | a slot that fills the disk; **not** for one small service | further |
# | CDC of your tables | no code | public columns; **not** for another team | lesson 01 |
# | XA | one transaction | both speak it and wait; **not** across teams | not run here |
# | reconcile | cures an old table | a mark, repeats; **not** without an inbox | your cures |
#
# **No outbox** where reader and writer share a database (one transaction, a view), nor for a metric.

# %% [markdown] name="real" tags=["skip"]
# ## Outside of a classroom
#
# Debezium, which does CDC for PostgreSQL and others, ships an *outbox event router*: made for such a table.
#
# A relative of this bug: on 21 October 2018 the link between GitHub's East Coast network hub and its main data centre
# there was away for 43 seconds. The databases failed over to the West Coast, and each coast had writes the other
# lacked. The service was degraded for 24 hours and 11 minutes (GitHub, *October 21 post-incident analysis*, 30 October
# 2018). Two places that each hold a part of the truth are not merged by waiting.

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# Ada's coffee and bagel, 450 cents, with what this lesson added. The order's row and its OrderPlaced are one
# transaction. The relay dies after it has sent and before its mark; the next one sends again; Payment has an inbox.

# %% name="order-42-run"
from companion.scenarios.outbox_order import outbox_order

order_42 = outbox_order()
print(order_42)
swimlanes(order_42.trace, title="order-42: stored once, published twice, charged once", unit="s")

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - Two writes have a gap in any order. `except` and retry die with the process.
# - Outbox: the message is a row of the same transaction. Relay: send, then mark. Inbox: behind it.
# - Numbers are taken in turn and committed in any order. Remember what is left.
#
# A row keeps its last state only. What if every change were a row? Lesson 08 (Event sourcing).

# %% [markdown] name="links" tags=["skip"]
# **Read on:** [Pattern: Saga](https://microservices.io/patterns/data/saga.html) by Chris Richardson. It asks how to
# update the database and publish atomically; this lesson was the answer, and
# [Transactional outbox](https://microservices.io/patterns/data/transactional-outbox.html) is its own page there.
#
# **Next:** `08_event_sourcing.ipynb`. An account whose balance is stored nowhere.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** recall and Ben 4 · swap 2 · press again 1 · cures 5 · outbox 6 · four ways 1 · relay 8 · whole way 1 ·
# numbers 4 · CDC, table 2 · order-42, recap 1.
#
# **Discuss:** Where in your own code does a line write here and the next line tell there? Who would notice a message
# that was never sent, and when? What does your relay do with a message the broker refuses?
#
# **Commonest wrong answers:** `except` as a cure for a crash; the message in a second transaction; every error of the
# broker treated alike, so that either everything stops or the order is lost; a high-water mark.
#
# **Short of time?** Leave out change data capture; give `relay` as homework.

# %% [markdown] name="gap-task" tags=["further"]
# ## Further: read on, whatever commits when (3 bonus points)
#
# Another team polls a table of numbered rows. `take(table, memory)` returns a list of the numbers to publish: over
# all calls each committed number once, and on an ordinary day in ascending order. A number may wait for older
# transactions to end, but not for all to end. `memory` is a dict that is kept between calls.
#
# - `table.visible(after)`: the committed numbers above `after`, ascending; `table.delete(numbers)` is allowed.
# - `table.oldest_open()`: the smallest number an open transaction holds, or None.
#
# Numbers of transactions that were rolled back never come. Anybody may commit *between two of your calls*.

# %% name="gap" tags=["further"]
### BEGIN SOLUTION
def take(table, memory):
    end = table.oldest_open()
    rows = [number for number in table.visible(memory.get("last", 0)) if end is None or number < end]
    if rows:
        memory["last"] = rows[-1]
    return rows
### END SOLUTION
### STUB def take(table, memory):
### STUB     rows = table.visible(memory.get("last", 0))
### STUB     if rows:
### STUB         memory["last"] = rows[-1]
### STUB     return rows


# %% name="gap-check" tags=["further"]
check("07-gap", take)      # stuck? hint("07-gap")

# %% [markdown] name="inside-words" tags=["further"]
# ## Further: the wrong line is right here
#
# Publishing *inside* the transaction was wrong at Ben's request. Here is a relay that does just that: it marks, sends,
# and only then commits.
#
# Which crash loses a message?

# %% name="inside-run" tags=["further"]
def mark_inside(outbox, broker):
    for row in outbox.waiting():
        with outbox.store.transaction() as tx:
            outbox.published(tx, [row])
            broker.send(row.topic, [Message(row.key, row.data)])


lab = crash_points(posting.outboxed(relay=mark_inside), posting.PROMISES, disk=posting.fresh)
crash_table({"mark inside": lab}, title="A relay that publishes inside")

# %% [markdown] name="inside-said" tags=["further"]
# None. At the request a rollback takes the *post* away, and the message is out. In the relay a rollback takes only the
# *mark* away, and the message goes out again. The same line keeps another promise. Its price: a transaction that stays
# open while the network answers.

# %% [markdown] name="pages-words" tags=["further"]
# ## Further: the outbox and the relay of this course
#
# `add` refuses what no broker would take, while the post can still be rolled back. `_publish` sends a whole batch;
# if the broker refuses it, it sends row by row and parks only what is refused.

# %% name="pages" tags=["further"]
from companion.delivery import Outbox, Relay

page(Outbox.add)
page(Relay._publish)

# %% [markdown] name="listen-words" tags=["further"]
# ## Further: listen to yourself
#
# Another single write: publish first, and write your own table when you *hear* your event, like everybody else. No
# outbox. But until then your own table does not know what you said.
#
# Two people ask for the name "ada". A1, B1: the service looks whether the name is free; A2, B2: it publishes
# AccountOpened; H: it hears everything published so far and writes its table. In how many of the orders are two
# accounts opened?

# %% name="listen-run" tags=["further"]
from itertools import permutations


def accounts(steps):
    table, published, free = set(), [], {}
    for step in steps:
        if step == "H":
            table.update(published)
        elif step.endswith("1"):
            free[step[0]] = "ada" not in table
        elif free[step[0]]:
            published.append("ada")
    return len(published)


orders = [s for s in permutations(["A1", "A2", "B1", "B2", "H"])
          if s.index("A1") < s.index("A2") and s.index("B1") < s.index("B2")]  # fmt: skip
print(sum(accounts(steps) == 2 for steps in orders), "of", len(orders))

# %% [markdown] name="postgres-words" tags=["further"]
# ## Further: on a real PostgreSQL
#
# Both functions take the address of a server: `from companion.engines import postgres`, then `postgres()` finds or
# starts one in a few seconds. Try `late_commit(postgres())` and `captured(postgres())`; make a new schema name for each
# new try. Nothing runs here by itself, so that this page is the same on every machine.

# %% name="late-commit" tags=["further"]
def late_commit(url):
    """Two connections, one table: what a reader with a high-water mark sees."""
    import psycopg

    slow, quick, reader = (psycopg.connect(url) for _ in range(3))
    reader.autocommit = True
    reader.execute("CREATE TABLE IF NOT EXISTS numbered (number BIGINT GENERATED ALWAYS AS IDENTITY, what TEXT)")
    reader.execute("TRUNCATE numbered RESTART IDENTITY")
    slow.execute("INSERT INTO numbered (what) VALUES ('slow')")
    quick.execute("INSERT INTO numbered (what) VALUES ('quick')")
    quick.commit()
    print("above 0:", reader.execute("SELECT number, what FROM numbered WHERE number > 0").fetchall())
    slow.commit()
    print("above 2:", reader.execute("SELECT number, what FROM numbered WHERE number > 2").fetchall())
    for connection in (slow, quick, reader):
        connection.close()


# %% name="captured" tags=["further"]
def captured(url, schema="posts"):
    """An outbox read from the database's own log."""
    from companion.delivery import MemoryBroker, Outbox
    from companion.engines import CaptureRelay, ChangeCapture, PostgresStore

    store = PostgresStore(url, schema=schema)
    outbox, capture = Outbox(store), ChangeCapture(url, schema=schema, slot=schema)
    capture.create()
    with store.transaction() as tx:
        outbox.add(tx, "posts", "101", posting.POST)
    print("in the log:", [(row.number, row.key) for row in capture.peek()[0]])
    print("published:", CaptureRelay(outbox, capture, MemoryBroker()).run_once())
    capture.drop()
    store.close()
