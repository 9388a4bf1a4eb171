"""The step-through player: small, self-contained, whole without its script, quiet towards its neighbours."""

import re
import shutil
import subprocess
import sys

import pytest

from companion.diagrams import player


@pytest.fixture
def html(pictures):
    return pictures["player"]._repr_html_()


def test_the_food_delivery_fits_in_25_kib(html):
    assert len(html.encode()) <= 25 * 1024


def test_there_is_a_step_for_each_event_with_who_why_and_when(pictures):
    captions = [caption for _, caption in pictures["player"].steps]
    assert captions[0] == "e1 OrderPlaced, published by Order at 0 min"
    assert captions[6] == "e7 OrderRated, published by Order because of e6 at 35.4 min"
    assert len(captions) == 7


def test_a_failed_handler_is_told_with_the_event_it_failed_on(told):
    shown = player(told.broken_food(), title="Off").steps
    assert shown[1][0].split() == ["1", "3", "4", "6"]
    assert "Restaurant failed: ServiceDown: switched off" in shown[1][1]
    assert shown[2][1].startswith("e3 PaymentDeclined, which says no, published by Payment")


def test_a_second_attempt_is_told_after_the_first(told):
    captions = [caption for _, caption in player(told.tried_again(), title="Again").steps]
    assert "Email failed: ConnectionError: no route; Email handled it (attempt 2)" in captions[1]


def test_without_its_script_it_is_an_animated_image(pictures, html):
    assert re.search(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="[^"]+"', html.split("<script>")[0])
    assert pictures["player"].animated().count("<animateMotion") == 6


def test_the_animated_image_does_not_move_for_a_reader_who_prefers_reduced_motion(pictures):
    assert "prefers-reduced-motion:reduce" in pictures["player"].animated()


def test_it_follows_the_colours_of_jupyterlab(pictures, html):
    assert "var(--jp-layout-color0," in pictures["player"].animated()
    assert "var(--jp-ui-font-color0," in html.split("<img")[0]


def test_it_adds_no_style_sheet_to_the_page(html):
    assert "<style" not in html


def test_no_button_breaks_its_label(html):
    assert "white-space:nowrap" in html


def test_jupyterlab_does_not_read_money_as_mathematics(html):
    """MathJax leaves out what has this class: two dollar signs of a caption are two prices."""
    assert re.match(r'<div class="eda-player mathjax_ignore"', html)


def test_equal_stories_have_equal_keys_and_different_ones_different_keys(told, html):
    def key(trace):
        return re.search(r'data-k="(\w+)"', player(trace, title="T")._repr_html_())[1]

    assert key(told.food()) == key(told.food()) != key(told.broken_food())


def test_a_hostile_name_does_not_end_its_string_in_the_script(told):
    teller = told.Teller()
    teller.published("</script><b>", "\u2028'\"\\", 0)
    html = player(teller.trace, title="</div><script>")._repr_html_()
    assert html.count("<script>") == html.count("</script>") == 1
    assert "<b>" not in html


PAGE = """<!doctype html><meta charset=utf-8><body>%s%s<p id=out></p><script>
addEventListener('load',function(){
var p=document.querySelectorAll('.eda-player');
var press=function(n,k){var e=new KeyboardEvent('keydown',
{key:k,bubbles:true,cancelable:true});n.dispatchEvent(e);return e.defaultPrevented},say=function(n){
return n.querySelector('[aria-live]').textContent.split(' ')[0]},r=[];
p[1].querySelectorAll('button')[2].click();press(p[1],'ArrowRight');r.push(say(p[0]),say(p[1]));
r.push(press(document.body,'ArrowRight'),press(p[0],'ArrowRight'),say(p[0]));
press(p[0],'ArrowLeft');r.push(say(p[0]));
var s=p[0].querySelector('input');s.value=6;s.dispatchEvent(new Event('input'));r.push(say(p[0]),say(p[1]));
p[0].querySelectorAll('button')[0].click();r.push(say(p[0]));
document.getElementById('out').textContent=r.join(' ')})
</script>"""


@pytest.mark.browser
def test_in_a_browser_two_players_on_one_page_are_played_apart(html, tmp_path):
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no Chromium here")
    page = tmp_path / "page.html"
    page.write_text(PAGE % (html, html), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--dump-dom"]
    done = subprocess.run(
        [browser, *options, f"--user-data-dir={tmp_path}/profile", page.as_uri()],
        capture_output=True,
        text=True,
    )
    found = re.search(r'<p id="out">([^<]*)</p>', done.stdout)
    assert found and found[1] == "1/7 3/7 false true 2/7 1/7 7/7 3/7 6/7", done.stderr[-500:]


def test_the_script_parses_as_javascript(html, tmp_path):
    node = shutil.which("node")
    if not node:
        pytest.skip("no node here")
    script = tmp_path / "player.js"
    script.write_text(re.search(r"<script>(.*)</script>", html, re.S)[1], encoding="utf-8")
    subprocess.run([node, "--check", str(script)], check=True, stdout=sys.stderr)
