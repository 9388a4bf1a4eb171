"""The pages of a live poll, as HTML: the ballot for phones, and the board for the projector.

Each stands alone: no file, font or script from elsewhere. The QR code is drawn here, by the package segno;
where it is missing, the address in words does.
"""

from __future__ import annotations

from html import escape

from companion.exercises.words import Prediction, Recall


def ballot(item: Prediction | Recall, chosen: str) -> str:
    """The question with a button for each choice; `chosen` is the letter this browser has voted for."""
    buttons = "".join(
        f'<button name="choice" value="{letter}"{" class=mine" if letter == chosen else ""}>'
        f"<b>{letter}</b> {escape(words)}</button>"
        for letter, words in item.choices.items()
    )
    told = f"You chose {chosen}. You may change it while the vote is open." if chosen else "Choose one."
    return _page(
        item.question,
        f"<h1>{escape(item.question)}</h1>"
        f'<form method="post" action="/vote">{buttons}</form><p role="status">{told}</p>',
    )


def board(item: Prediction | Recall, address: str) -> str:
    """The question, the QR code of `address`, and bars that grow; they are hidden until asked for."""
    rows = "".join(
        f'<div class="row" data-letter="{letter}"><b>{letter}</b><span>{escape(words)}</span>'
        "<i><u></u></i><output>0</output></div>"
        for letter, words in item.choices.items()
    )
    return _page(
        item.question,
        f'<main class="board"><h1>{escape(item.question)}</h1><div class="rows hidden">{rows}</div>'
        f"<aside>{_qr(address)}<p>{escape(address)}</p></aside></main>"
        '<p><button id="show">Show the counts</button> <output id="votes" role="status">0 votes</output></p>'
        f"<script>{_SCRIPT}</script>",
    )


def said(sentence: str) -> str:
    """A page with one sentence."""
    return _page(sentence, f'<h1>{escape(sentence)}</h1><p><a href="/">To the vote</a></p>')


def _qr(address: str) -> str:
    try:
        import segno
    except ModuleNotFoundError:
        return ""
    return str(segno.make(address, micro=False).svg_inline(scale=8, border=2, omitsize=True))


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="data:,"><style>{_STYLE}</style></head>\n<body>{body}</body></html>\n'
    )


_STYLE = """
body{font:18px/1.4 sans-serif;margin:0 auto;padding:16px;max-width:1280px;background:#fff;color:#1a2530}
h1{font-size:1.4em;line-height:1.25;margin:.2em 0 .8em}
button{font:inherit;cursor:pointer;color:inherit;background:#f2f5f7;border:2px solid #c3ced6;
border-radius:8px;padding:12px 16px}
form button{display:block;width:100%;text-align:left;margin:0 0 12px}
button.mine{border-color:#0f5499;background:#dcecfb}
button:focus-visible{outline:3px solid #0f5499}
b{color:#0f5499;margin-right:.6em}
.board{display:grid;grid-template-columns:1fr 300px;gap:8px 40px}
.board h1{grid-column:1/-1;font-size:32px}
.board svg{width:100%;height:auto;display:block}
.board aside p{text-align:center;font-size:22px;overflow-wrap:anywhere;margin:8px 0}
.row{display:grid;grid-template-columns:1.6em 1fr 5em;align-items:center;margin:0 0 18px;font-size:26px}
.row i{grid-column:2;height:22px;background:#f2f5f7;border-radius:4px}
.row u{display:block;height:100%;width:0;background:#58a6f5;border-radius:4px;transition:width .3s}
.row output{grid-column:3;text-align:right}
.hidden i,.hidden output{visibility:hidden}
#votes{font-size:26px;margin-left:1em}
@media(max-width:800px){.board{grid-template-columns:1fr}.board aside{max-width:300px}}
@media(prefers-reduced-motion:reduce){.row u{transition:none}}
"""

_SCRIPT = """
const rows = document.querySelector('.rows'), show = document.getElementById('show');
show.onclick = () => {
  const hidden = rows.classList.toggle('hidden');
  show.textContent = hidden ? 'Show the counts' : 'Hide the counts';
};
async function look() {
  try {
    const counts = await (await fetch('/counts')).json(), all = Object.values(counts);
    const votes = all.reduce((sum, n) => sum + n, 0), most = Math.max(1, ...all);
    document.getElementById('votes').textContent = votes + (votes === 1 ? ' vote' : ' votes');
    for (const row of rows.children) {
      const n = counts[row.dataset.letter];
      row.querySelector('u').style.width = 100 * n / most + '%';
      row.querySelector('output').textContent = n;
    }
  } catch { document.getElementById('votes').textContent = 'The vote has ended.'; }
  setTimeout(look, 1000);
}
look();
"""
