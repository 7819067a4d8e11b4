"""The page checker passes a good page and catches each fault."""

import pytest

from tests.pages import check_page, faults_of

URL = "http://127.0.0.1:8000/p/AB12"
GOOD = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>加装电梯 · 小区议事厅</title>
<link rel="stylesheet" href="/static/css/tokens.css"><script src="/static/js/pages.js" defer></script></head>
<body><h1>加装电梯</h1><h2>结果</h2><h3>一单元</h3><h2>怎么投</h2>
<form method="post" action="/p/AB12"><input type="hidden" name="csrf_token" value="t">
<fieldset id="q" aria-describedby="q-hint"><legend>同意吗？</legend><p id="q-hint">选一项</p>
<label for="yes">同意</label><input type="radio" name="q" id="yes" value="yes">
<label><input type="radio" name="q" value="no"> 不同意</label></fieldset>
<label for="why">为什么</label><textarea id="why" name="why"></textarea>
<label for="floor">楼层</label><select id="floor" name="floor"><option>1</option></select>
<button type="submit">交上去</button></form>
<table><tr><th>选项</th><td>12</td></tr></table>
<img src="/f/1.jpg" alt="脚手架"><img src="logo.svg" alt="">
<svg aria-hidden="true"><path d="M0 0"/></svg><svg role="img"><title>67%</title><rect width="67%"/></svg>
<a href="#why">去填写</a> <a href="tel:0635-0000000">打电话</a> <a href="/c/1">小区</a></body></html>
"""

FAULTS = [
    ("head: <html> has no lang", '<html lang="zh-CN">', "<html>"),
    ("head: the title is missing", "<title>加装电梯 · 小区议事厅</title>", ""),
    ("head: the title is missing or empty", "<title>加装电梯 · 小区议事厅</title>", "<title> · </title>"),
    ("head: 0 h1", "<h1>加装电梯</h1>", "<p>加装电梯</p>"),
    ("head: 2 h1", "<h1>加装电梯</h1>", "<h1>加装</h1><h1>电梯</h1>"),
    ("head: the h1 is empty", "<h1>加装电梯</h1>", "<h1> </h1>"),
    ("headings: <h4> '一单元' follows level 2", "<h3>一单元</h3>", "<h4>一单元</h4>"),
    ("ids: id 'why' stands 2 times", '<p id="q-hint">', '<p id="q-hint"><b id="why">!</b>'),
    ("refers to no id 'gone'", 'href="#why"', 'href="#gone"'),
    ("refers to no id 'gone'", 'aria-describedby="q-hint"', 'aria-describedby="gone"'),
    ("refers to no id 'gone'", 'for="floor"', 'for="gone"'),
    ('labels: <input id="yes"', '<label for="yes">同意</label>', "同意"),
    ('labels: <textarea id="why"', '<label for="why">为什么</label>', "为什么"),
    ('labels: <select id="floor"', '<label for="floor">楼层</label>', "楼层"),
    ("labels: <input", "<label><input", "<label><b></b></label><input"),
    ("groups: <fieldset", "<legend>同意吗？</legend>", ""),
    ("forms: <form", '<input type="hidden" name="csrf_token" value="t">', ""),
    ("forms: <form", 'name="csrf_token" value="t"', 'name="csrf_token" value=""'),
    ("csrf_token in the address", 'method="post"', 'method="get"'),
    ("has the method put", 'method="post"', 'method="put"'),
    ("hosts: <script", 'src="/static/js/pages.js"', 'src="https://cdn.example/pages.js"'),
    ("hosts: <link", 'href="/static/css/tokens.css"', 'href="//cdn.example/a.css"'),
    ("hosts: <form", 'action="/p/AB12"', 'action="http://elsewhere.example/"'),
    ("hosts: <img", 'src="/f/1.jpg"', 'src="http://127.0.0.1:9000/1.jpg"'),
    ("hosts: <img", 'alt="脚手架"', 'alt="脚手架" srcset="/a.jpg 1x, https://cdn.example/b.jpg 2x"'),
    ("runs a script from its href", 'href="/c/1"', 'href="javascript:void(0)"'),
    ("policy: an inline script", "</body>", "<script>1</script></body>"),
    ("policy: an inline style sheet", "</head>", "<style>b{}</style></head>"),
    ("has the attribute style", "<table>", '<table style="color:red">'),
    ("has the attribute style", '<path d="M0 0"/>', '<path d="M0 0" style="fill:red"/>'),
    ("has the attribute onclick", "<button", '<button onclick="go()"'),
    ("pictures: <img", ' alt="脚手架"', ""),
    ("pictures: <svg", "<title>67%</title>", ""),
    ("pictures: <svg", ' aria-hidden="true"', ""),
    ("tables: <table", "<th>选项</th>", "<td>选项</td>"),
    ("controls: <button", "交上去</button>", "</button>"),
    ("controls: <a", "小区</a>", "</a>"),
    ("markup: line", "</table>", ""),
    ("markup: line", "<!doctype html>\n", ""),
    ("markup: line", "<h3>一单元</h3>", "<h3>一单元"),
]


def test_a_good_page_passes() -> None:
    check_page(GOOD, URL)


@pytest.mark.parametrize(("fault", "good", "bad"), FAULTS)
def test_each_fault_is_caught(fault: str, good: str, bad: str) -> None:
    assert good in GOOD
    found = faults_of(GOOD.replace(good, bad, 1), URL)
    assert any(fault in one for one in found), found


def test_all_faults_are_named_at_once() -> None:
    bad = GOOD.replace(' lang="zh-CN"', "").replace(' alt="脚手架"', "")
    with pytest.raises(AssertionError, match=r"2 faults:\n- head: .*\n- pictures: "):
        check_page(bad, URL)


def test_a_configured_host_is_allowed() -> None:
    page = GOOD.replace('href="/c/1"', 'href="https://open.weixin.qq.com/"')
    assert faults_of(page, URL)
    check_page(page, URL, allowed_hosts=("open.weixin.qq.com",))


def test_words_may_come_from_aria_or_from_a_picture() -> None:
    page = GOOD.replace(">交上去</button>", ' aria-label="交上去"></button>')
    page = page.replace('<a href="/c/1">小区</a>', '<a href="/c/1"><img src="/c.png" alt="小区"></a>')
    check_page(page.replace('<label for="why">为什么</label><textarea', '<textarea aria-label="为什么"'), URL)
