# %% [markdown] name="title" tags=["slide"]
# # One write, many reads
#
# At 20:00:00 a footballer with fifty million followers posts. One second later Ada writes to her three friends:
# "Platform 4, train in five minutes." Will they catch it?
#
# Afterwards you can
# - choose the read model that fits a question, and say which question no model can answer,
# - turn users and posts into writes a second, gigabytes and terabytes, without being fooled by an average,
# - draw the line between push and pull, from the work *and* from a deadline.
#
# 35 minutes · 20 points, 3 bonus points
#
# `scale` is for home: 10 minutes more, in the same 20 points.

# %% name="setup" tags=["skip"]
try:
    from companion.classroom import *
    lesson("12")
except ModuleNotFoundError:
    print("Wrong kernel: use the JupyterLab of `python3 -m companion lab`, or the course's .venv.",
          "In the browser edition, reload the page.")

# %% name="recall" tags=["skip"]
# Two questions about lessons 10 and 07, ungraded. Type a letter in quotes in place of TODO.
### BEGIN SOLUTION
recall("12-recall-name", "b")
recall("12-recall-commit", "a")
### END SOLUTION
### STUB recall("12-recall-name", TODO)
### STUB recall("12-recall-commit", TODO)

# %% [markdown] name="train-words" tags=["slide"]
# ## Ada and the footballer
#
# Both posts go into feeds by fan-out: one **Feed Builder** writes a post's id into the feed of each follower, 100,000
# feeds a second. It takes the posts in the order in which they come.
#
# No machine is down tonight.

# %% name="ada-predict" tags=["slide"]
### BEGIN SOLUTION
predict("12-ada", "c")
### END SOLUTION
### STUB predict("12-ada", TODO)      # a, b, c or d, in quotes

# %% name="ada-reveal"
from companion.scenarios import crowd

reveal("12-ada", crowd.tonight)

# %% name="ada-explain" tags=["skip"]
### BEGIN SOLUTION
explain("12-ada", "c")
### END SOLUTION
### STUB explain("12-ada", TODO)      # why? pick a letter after the demo

# %% [markdown] name="insta-words" tags=["slide"]
# ## One write, four reads
#
# Instagram, as our notes have it. Three tables are written, in PostgreSQL: posts, likes, comments.
# `PostCreated` goes out through the outbox (07) to Kafka, and four services hear it:
#
# - **Feed Builder** adds it to the followers' feeds,
# - **Search Indexer** puts its words into an index,
# - **Analytics** logs it,
# - **CDN** (content delivery network) copies its picture near those who will look.
#
# None of them knows of the others.
#
# A star marks the primary key. In `likes` it is a rule: one user likes one post once. With a `like_id` as key, the
# same tap could be stored twice.

# %% name="tables-run"
from companion.scenarios.four_models import Network

network = Network()
columns = "SELECT name, pk FROM pragma_table_info(?)"
for table in ("posts", "likes", "comments"):
    names = [name + "*" * bool(key) for name, key in network.rows(columns, table)]
    print(f"{table}: {', '.join(names)}")

# %% [markdown] name="four-words" tags=["slide"]
# ## One post, and what hears of it
#
# Ada (user 7) writes post 456: "My vacation in Paris #paris #travel", with a picture. Bob (user 123) follows her. He
# likes it and comments. Each service receives every fact, and handles those that it needs.

# %% name="four-run"
from companion.diagrams import flow
from companion.scenarios.social import POST_456

network.posts.follow(123, 7)
network.posts.do(POST_456)
network.posts.like(456, 123)
network.posts.comment(1, 456, 123, "Nice")
network.settle()
flow(network.trace, title="Each fact goes out once, and four services hear it")

# %% name="asked-run"
by_type = "SELECT type, count(*) FROM post_activity GROUP BY 1 ORDER BY 1"
print("feed:  ", *network.feed.newest("123"))
print("paris: ", *network.search.find("paris"), "#travel:", *network.search.find("#travel"))
print("facts: ", dict(network.facts(by_type)))
print("media: ", network.media.copies)
for name, worker in network.consumers.items():
    print(f"{name} handled {worker.counts.handled} of 4")

# %% [markdown] name="shapes-words" tags=["slide"]
# ## A read model is the shape of a question
#
# | question | shape | often built with | here |
# |---|---|---|---|
# | the newest 50 of those I follow | a sorted set for each reader | Redis | `MemoryFeed` |
# | posts about Paris | **inverted index**: from a word to its posts | Elasticsearch | SQLite's FTS5 |
# | posts on each day | **columns**: all days lie together, so counting reads nothing else | ClickHouse | SQLite (rows) |
# | the picture, quickly | a copy near the eye | CDN | a dict |
#
# Facts travel through Kafka there, through `MemoryBroker` here. The same tests run on both (further).

# %% [markdown] name="views-words" tags=["slide"]
# ## How many looked at post 456?
#
# A table `post_views` could count them. It would be filled from events. Which are published until now?

# %% name="views-run"
from collections import Counter

told = Counter(record.envelope.type for record in network.trace if record.kind == "published")
print(dict(told))
print("views of post 456:", told["PostViewed"])

# %% [markdown] name="views-said"
# Bob saw the post, and liked it. The answer is 0: nobody publishes that somebody looked. **A model cannot show what
# nobody published.**
#
# If it were published, keep a row for each view and count when asked. A `view_count` that is raised counts a repeat twice,
# and forgets when.

# %% [markdown] name="route-task" tags=["slide"]
# ## Your turn: which model?
#
# 61 posts were published. Then Bob tapped a heart and Ada deleted post 1059: written, not yet published. Different query
# patterns: choose `"feed"`, `"search"`, `"analytics"`, `"media"`, `"write"` (tables) or `"nobody"`.
#
# - a1: the newest 50 posts of those Bob follows, 57,870 times a second
# - a2: all of Ada's posts, on her profile
# - b1: the posts about Paris
# - b2: is the heart under 456 red, right after Bob tapped it?
# - c1: how many posts were made on each day?
# - c2: how many people looked at post 456?
# - d1: may post 1059 be edited, right after Ada deleted it?
# - d2: the picture of 456, for a friend in Auckland
#
# An answer must be correct; without "right after" it may be seconds old. If two are correct, take the one that reads
# least: no other rows, no sorting, no long way. Indexes: tables by key, posts by user and time.

# %% name="route"
### BEGIN SOLUTION
route = {
    "a1": "feed",
    "a2": "write",
    "b1": "search",
    "b2": "write",
    "c1": "analytics",
    "c2": "nobody",
    "d1": "write",
    "d2": "media",
}
### END SOLUTION
### STUB route = {
### STUB     "a1": TODO,
### STUB     "a2": TODO,
### STUB     "b1": TODO,
### STUB     "b2": TODO,
### STUB     "c1": TODO,
### STUB     "c2": TODO,
### STUB     "d1": TODO,
### STUB     "d2": TODO,
### STUB }

# %% name="route-check"
check("12-route", route)      # stuck? hint("12-route")

# %% name="route-yours" tags=["skip"]
from companion.scenarios.routes import asked

for question, model in route.items():
    print(question, "is still TODO" if model is TODO else f"{model}: {asked(question, str(model)).says}")

# %% [markdown] name="groups-words" tags=["slide"]
# ## Who gets a copy?
#
# A **consumer group** is a name under which consumers read a topic. Each group gets every message. *Inside* a group
# the messages are shared out: each goes to one member.
#
# So a group is a copy of everything, and can fail alone. Search is away while 20 posts are written and edited, 40 events:
# first with a group for each service, then with one handler that writes feed, search, analytics, media in this order. A
# message is tried five times.

# %% name="groups-run"
from companion.scenarios.copies import outage
print(outage())

# %% [markdown] name="groups-task" tags=["slide"]
# ## Bug hunt: the plan
#
# A colleague put all four services into one group: each model has a few of the 20 posts. `plan` has a row for each
# service: `(group, [models that it writes, in this order])`. Change the rows so that
#
# - each of the four models has the 20 posts, with their newest words;
# - whichever one model is away, the three others still have the 20 posts;
# - then each of the three is written once for each of the 40 events, and only a service that writes nothing but the
#   model that is away has dead letters.
#
# Models are `"feed"`, `"search"`, `"analytics"`, `"media"`; a group has any name of letters, digits, `-` and `_`. All
# events of a post have one key, the post's id.

# %% name="plan"
### BEGIN SOLUTION
plan = {
    "FeedBuilder": ("FeedBuilder", ["feed"]),
    "SearchIndexer": ("SearchIndexer", ["search"]),
    "Analytics": ("Analytics", ["analytics"]),
    "CDN": ("CDN", ["media"]),
}
### END SOLUTION
### STUB plan = {
### STUB     "FeedBuilder": ("social", ["feed"]),
### STUB     "SearchIndexer": ("social", ["search"]),
### STUB     "Analytics": ("social", ["analytics"]),
### STUB     "CDN": ("social", ["media"]),
### STUB }

# %% name="groups-check"
check("12-groups", plan)      # stuck? hint("12-groups")

# %% [markdown] name="scale-words" tags=["slide"]
# ## How large is it?
#
# 500 million users. Each posts 0.2 times a day, a picture of 200 kB, has 200 followers, and looks at the feed 10 times a
# day. All are averages over the day and over everybody, and all are teaching numbers.
#
# **Peak**: the busiest hour divided by the average, here 3.

# %% name="scale-run"
users, posts_each, followers, looks_each = 500_000_000, 0.2, 200, 10
peak, day_s = 3, 86_400
posts, looks = users * posts_each, users * looks_each
print("a second:          average    at the peak")
for name, a_day in (("posts", posts), ("feed writes", posts * followers), ("looks", looks)):
    print(f"{name:<14}{a_day / day_s:>12,.0f}{a_day / day_s * peak:>15,.0f}")
print(f"{posts * 200_000 / 1e12:,.0f} TB of pictures a day, {looks / posts:.0f} looks for each post")

# %% [markdown] name="mean-words" tags=["slide"]
# ## Average of what?
#
# A smaller world: 9,990 people with 100 followers and a post every ten days, and ten with a million followers and two
# posts a day. First by averages, then author by author.

# %% name="mean-run"
average_followers = (9_990 * 100 + 10 * 1_000_000) / 10_000
average_posts = (9_990 * 0.1 + 10 * 2) / 10_000
guess = 10_000 * average_posts * average_followers
really = 9_990 * 100 * 0.1 + 10 * 1_000_000 * 2
print(f"feed writes a day, by averages: {guess:>10,.0f}")
print(f"author by author:               {really:>10,.0f}, {really / guess:.0f} times")

# %% [markdown] name="mean-said"
# The **average author** has 1,100 followers. The author of the average *post* has many more, because those with many
# followers post more often. Multiply first, then add.

# %% [markdown] name="push-words" tags=["slide"]
# ## Push or pull?
#
# **Push**: write the id into each follower's feed when somebody posts. Work: followers × posts.
#
# **Pull**: write nothing, and look up the author's posts when a follower reads. Work: followers × looks.
#
# **Hybrid**: push most authors. Those who have so many followers that they reach a **line** are pulled. A reader's page
# is then their feed and a few look-ups, merged.

# %% name="line-predict" tags=["slide"]
### BEGIN SOLUTION
predict("12-line", "c")
### END SOLUTION
### STUB predict("12-line", TODO)      # a, b, c or d

# %% name="line-reveal"
reveal("12-line", crowd.work_by_line)

# %% name="line-explain" tags=["skip"]
### BEGIN SOLUTION
explain("12-line", "c")
### END SOLUTION
### STUB explain("12-line", TODO)      # why? pick a letter after the demo

# %% [markdown] name="line-said" tags=["slide"]
# ## Two reasons for a line
#
# **Rates decide the work.** An author who posts more often than the followers look is cheaper to pull.
#
# **Followers decide the delay.** At 100,000 feeds a second, a post that must be everywhere within ten seconds can be
# pushed to a million followers, not to more.

# %% [markdown] name="draw-task" tags=["slide"]
# ## Your turn: draw the line
#
# The five authors again, with 3, 200, 20,000, 1 million and 50 million followers. Each posts once a day. One feed write
# costs as much as one look-up; 100,000 feeds are written a second.
#
# - a: every follower looks twice a day. A post that is pushed must be in all its feeds within ten seconds; exactly ten
#   is in time.
# - b: every follower looks once in two days, and there is no hurry.
#
# For each, choose a line: the number of followers from which on authors are pulled. More than 50 million pulls nobody. Of
# the lines that are in time, take one with the least work, writes and look-ups together.

# %% name="lines"
### BEGIN SOLUTION
lines = {
    "a": 50_000_000,
    "b": 3,
}
### END SOLUTION
### STUB lines = {
### STUB     "a": TODO,
### STUB     "b": TODO,
### STUB }

# %% name="draw-check"
check("12-draw", lines)      # stuck? hint("12-draw")

# %% name="line-tonight"
crowd.again(lines)      # tonight, with your line of a

# %% [markdown] name="tradeoff" tags=["slide"]
# ## What for what, and when not?
#
# | | good for | costs, and *when not* | seen in |
# |---|---|---|---|
# | push | a page is one key | the burst; **not** for who posts more than followers look | 20:08:20 |
# | pull | no burst | **not** for who is looked at more often than they post | 102 million for 51 |
# | hybrid | both | two paths, and a line to watch; **not** for a few thousand users: one SELECT (11) | 20:00:01 |
# | search index | words | late; **never** to decide | post 1059 |
# | columns | counts over all | **not** one row at a time | days |
# | one handler for all | little code | **not**: one outage is four | 200 writes for 40 |
# | copy every picture | the first look is quick | **not** for what few look at | Auckland |

# %% [markdown] name="real" tags=["skip"]
# ## Outside of a classroom
#
# **Twitter**, 2012: a post by an author with 31 million followers could need up to five minutes to be everywhere; the
# goal was five seconds. Timelines kept at most 800 entries in Redis, and the greatest authors were being moved to
# merging at reading (R. Krikorian, *Timelines at Scale*, as told by High Scalability, 8 July 2013).
#
# **A. Silberstein et al.**, *Feeding Frenzy*, SIGMOD 2010: the rates decide, for each pair of author and reader.
#
# The feeds here are in the order of time. One that ranks posts for each reader needs more than a sorted set: left out.

# %% [markdown] name="order-42" tags=["slide"]
# ## order-42
#
# Ada is happy and posts: "order-42 has arrived #bagel", with a picture. Bob likes it. First, which models hear of it by
# *your* plan; then all of it.

# %% name="order-42-run"
from companion.scenarios.copies import copies, order_42
from companion.scenarios.social_events import CreatePost

heard = copies(plan, events=order_42())
print("by your plan it reaches:", *(model for model, words in heard.words.items() if words))

network = Network()
network.posts.follow(123, 7)
network.posts.do(CreatePost(442, 7, "order-42 has arrived #bagel", "media/442.jpg"))
network.posts.like(442, 123)
network.settle()
print("feed:  ", *network.feed.newest("123"))
print("#bagel:", *network.search.find("#bagel"), "order-42:", *network.search.find("order-42"))
print("facts: ", dict(network.facts(by_type)))
print("media: ", network.media.copies)
flow(network.trace, title="order-42 in one feed, one index, one count and one cache")

# %% [markdown] name="recap" tags=["slide"]
# ## You now know
#
# - A read model is the shape of a question. It never decides, and it shows only what was published.
# - A group is a copy of everything, and can fail alone.
# - Multiply author by author, then add.
# - Rates decide the work of a fan-out, followers its delay.
#
# **Read on:** [CQRS Pattern](https://docs.microsoft.com/en-us/azure/architecture/patterns/cqrs).
# **Next:** `13_order_partitions_scale.ipynb`, where a group has many members.

# %% [markdown] name="notes" tags=["notes"]
# **Minutes:** recall and the train 5 · four models, views 5 · `route` 6 · groups and `plan` 6 · numbers 2 · push, pull,
# the line 7 · table, outside, recap 4. Together 35.
#
# **Discuss:** Which number in your system is an average over the wrong thing? Which screen of yours reads a model that
# was built for another question?
#
# **Commonest wrong answers:** "may I delete this?" asked of the search index; four services in one group; average
# followers times average posts.
#
# **Say at the line:** the prediction asks for work only. Who answers "1 million" thinks of a deadline, which comes
# next: then a million may still be pushed.
#
# **Short of time?** Of the two lines, a alone. **Homework:** `scale`, 10 minutes; its 6 points are among the 20.

# %% [markdown] name="scale-task" tags=["skip"]
# ## For home: `scale(n)`
#
# `n` has `users`, `loads_per_user` (looks a day), `peak`, `kept` (entries in each user's feed), `entry_bytes`,
# `media_bytes` (each post has one picture) and `authors`: a list of `(how many, followers of each, posts a day of
# each)`. Return a dict with
#
# - `"posts_per_s"`, and `"reads_per_s"`: how often somebody looks at a feed;
# - `"writes_per_s"`: entries written into feeds a second, one for each follower of a post's author, and
#   `"peak_writes_per_s"`;
# - `"feed_gb"`: all feeds, full; and `"media_tb_per_day"`: new pictures, each stored once.
#
# A day has 86,400 s, a GB is 10⁹ bytes, a TB 10¹². All are averages but the one called peak. Do not round: a millionth
# is near enough.

# %% name="scale" tags=["skip"]
def scale(n):
    ### BEGIN SOLUTION
    posts = sum(many * each for many, followers, each in n["authors"]) / 86_400
    writes = sum(many * followers * each for many, followers, each in n["authors"]) / 86_400
    return {
        "posts_per_s": posts,
        "reads_per_s": n["users"] * n["loads_per_user"] / 86_400,
        "writes_per_s": writes,
        "peak_writes_per_s": writes * n["peak"],
        "feed_gb": n["users"] * n["kept"] * n["entry_bytes"] / 1e9,
        "media_tb_per_day": posts * 86_400 * n["media_bytes"] / 1e12,
    }
    ### END SOLUTION
    ### STUB return TODO      # instead of this line: {"posts_per_s": …, "reads_per_s": …, …}

# %% name="scale-check" tags=["skip"]
check("12-scale", scale)      # stuck? hint("12-scale")

# %% name="scale-yours" tags=["skip"]
world = {"users": users, "loads_per_user": looks_each, "peak": peak}
world |= {"kept": 50, "entry_bytes": 80, "media_bytes": 200_000}
yours = scale({**world, "authors": [(users, followers, posts_each)]})
print("Your scale is still TODO." if yours is TODO else yours)

# %% [markdown] name="sent-words" tags=["further"]
# ## Further: what would be sent
#
# The search document has `hashtags`, and no table has such a column: they are computed from the words.
#
# And it has a date. In our notes it is 15 January 2024, while the score of the same post in the feeds,
# 1699999999, is 14 November 2023. A post is made once: take its date from its event.

# %% name="sent-run" tags=["further"]
from companion.scenarios.sent import POST_VIEWS, index_request

print(index_request(POST_456))      # to Elasticsearch
print(POST_VIEWS)                   # to ClickHouse

# %% [markdown] name="best-task" tags=["further"]
# ## Further: `best(authors, loads, limit_s)` (3 bonus points)
#
# Find the line for any world. `authors` is a list of `(followers, posts a day)`, one author each, in any order; each
# follower looks `loads` times a day. To push an author costs followers × posts, to pull them followers × loads. The post of an author
# who is pushed must be in all feeds within `limit_s` seconds, at 100,000 feeds a second; exactly `limit_s` is in time.
#
# Return the line: one of the followers' numbers, *from which on* authors are pulled, or any number greater than all of
# them, and nobody is. Of the lines that keep the limit, the one with the least work.

# %% name="best" tags=["further"]
def best(authors, loads, limit_s):
    ### BEGIN SOLUTION
    def work(line):
        return sum(f * (posts if f < line else loads) for f, posts in authors)

    def slow(line):
        return max((f for f, _ in authors if f < line), default=0) / 100_000

    lines = [f for f, _ in authors] + [max(f for f, _ in authors) + 1]
    return min((line for line in lines if slow(line) <= limit_s), key=work)
    ### END SOLUTION
    ### STUB return TODO      # instead of this line: such as authors[0][0]


# %% name="best-check" tags=["further"]
check("12-best", best)      # stuck? hint("12-best")

# %% [markdown] name="feed-words" tags=["further"]
# ## Further: the real feed, with four lines
#
# Push is `post`, pull is in `newest`, and `celebrity` is the line. 200 readers; three authors have 20, 60 and 200
# followers and post 1, 3 and 12 times; then everybody looks twice. We count what `MemoryFeed` writes and looks up, and
# change only who is pulled. Each bar: writes + look-ups.

# %% name="push-page" tags=["further"]
from companion.cqrs import MemoryFeed

page(MemoryFeed.post)
page(MemoryFeed.newest)

# %% name="feed-run" tags=["further"]
from companion.diagrams import bars

bars(crowd.four_lines(), title="The same pages, for 2,600 or for 540", unit="in all")

# %% [markdown] name="burst-words" tags=["further"]
# ## Further: many smaller ones
#
# From 1,000,000 followers on authors are pulled, so Ada is safe. Is she? Change `before`, the followers of those who
# post just before her, until she waits for more than a minute. How short can the list be?
#
# A line on single authors bounds one post, not a minute. A queue of their own for small posts would, or pieces: the
# `RedisFeed` of this package writes 1,000 feeds at a time.

# %% name="burst-run" tags=["further"]
before = [50_000_000, 999_999]
print(f"Ada waits {crowd.waits(before, line=1_000_000):.5f} s")

# %% [markdown] name="bytes-words" tags=["further"]
# ## Further: one entry too many
#
# How many bytes does a feed take? Run `in_valkey()`: it starts a Valkey, a free Redis, or says in a sentence that there
# is none. Measured on Valkey 9.1.2: 50 ids take about 1 kB, 21 bytes each; with 128 ids it is 20 each, with **129 ids
# about 81 each**. A small sorted set is packed; a larger one (`zset-max-listpack-entries`, 128) is not.
#
# For 500 million users that is 0.5 TB with 50 ids and 5.2 TB with 129: ten times the memory for 2.6 times the posts.

# %% name="bytes-run" tags=["further"]
def in_valkey():
    import redis

    from companion.engines import EngineError, valkey

    try:
        client = redis.Redis.from_url(valkey())
    except EngineError as problem:
        return str(problem)
    for count in (50, 128, 129, 800):
        key = f"lesson-12:{count}"
        client.zadd(key, {str(3_400_000_000_000_000_000 + n): 1_700_000_000_000_000 + n for n in range(count)})
        size = client.memory_usage(key, samples=0)
        print(f"{count} ids: {size:,} bytes, {size / count:.0f} each, {client.object('encoding', key).decode()}")
        client.delete(key)

# %% [markdown] name="kafka-words" tags=["further"]
# ## Further: PostCreated through Kafka
#
# The four consumers are the same, the broker is another. Run `on_kafka()`: it uses the cluster that the client library
# brings along, or yours (`COMPANION_KAFKA_BOOTSTRAP`), and says in a sentence if there is none.

# %% name="kafka-run" tags=["further"]
def on_kafka():
    from companion.engines import EngineError, KafkaBroker, kafka

    try:
        network = Network(KafkaBroker(kafka()))
    except EngineError as problem:
        return str(problem)
    network.posts.follow(123, 7)
    network.posts.do(POST_456)
    network.settle()
    for name, worker in network.consumers.items():
        print(name, worker.counts.handled, "handled,", worker.counts.ignored, "ignored")
    print(network.feed.newest("123"), network.search.find("paris"), network.media.copies)
    network.broker.close()

# %% [markdown] name="engines-words" tags=["further"]
# ## Further: words and columns, for real
#
# `in_duckdb()` keeps views by column, in this process: 20 are told, ten of them repeats, and counted by day.
# `in_elasticsearch()` asks the server of `COMPANION_ELASTICSEARCH_URL`; `in_clickhouse()` needs the package `chdb`. All
# keep what our small ones keep, by the same tests, and say in a sentence when their engine is missing.

# %% name="engines-run" tags=["further"]
def counted_views(make):
    from companion.cqrs.errors import ReadModelUnavailable

    try:
        views = make()
    except ReadModelUnavailable as problem:
        return str(problem)
    for n in range(20):
        views.viewed("456", POST_456.created_at, f"view-{n % 10}")      # each is told twice
    return views.per("day"), views.views("456")


def in_duckdb():
    from companion.engines import DuckDBAnalytics

    return counted_views(DuckDBAnalytics)


def in_clickhouse():
    from companion.engines import ClickHouseAnalytics

    return counted_views(ClickHouseAnalytics)


def in_elasticsearch():
    from companion.cqrs.errors import ReadModelUnavailable
    from companion.engines import ElasticSearch

    try:
        index = ElasticSearch(index="lesson-12")
    except ReadModelUnavailable as problem:
        return str(problem)
    index.put("456", POST_456.content, ["paris", "travel"], POST_456.created_at)
    return index.find("paris"), index.find("#travel")
