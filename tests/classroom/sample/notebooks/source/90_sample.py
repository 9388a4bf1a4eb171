# %% [markdown] name="title" tags=["slide"]
# # A lesson of the tests' own
#
# It has one cell of every kind, and costs 9 dollars.

# %% name="setup" tags=["skip"]
import sys

sys.path_hooks is not None

# %% [markdown] name="promise"
# You will have built two notebooks from one text.

# %% [markdown] name="notes-title" tags=["notes"]
# Two minutes. Ask who has built a notebook before.

# %% name="picture" tags=["slide"]
from IPython.display import HTML

svg = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA0IDIiLz4="
HTML(f'<img src="data:image/svg+xml;base64,{svg}" alt="nothing, drawn" style="width:100%;max-width:400px">')

# %% name="write"
def double(number):
    ### BEGIN SOLUTION
    return 2 * number
    ### END SOLUTION
    ### STUB if number:
    ### STUB     return None

# %% name="check-write"
def check(exercise_id, answer):
    return 2.0 if answer(2) == 4 else 0.0


check("90-double", double)

# %% name="stream"
print("one")
print("two")
[1, 2]

# %% name="awaited"
import asyncio

await asyncio.sleep(0)

# %% [markdown] name="more" tags=["further"]
# ## Further

# %% name="offline" tags=["further"]
import socket

try:
    socket.create_connection(("example.com", 80), timeout=1)
except OSError as error:
    print(error)

# %% [markdown] name="recap" tags=["subslide"]
# ## Recap
#
# One text, two notebooks.
