"""Templates and static files, broken on purpose."""

from tests.architecture.planted.seeds import changed, moved
from tests.architecture.rules import templates

PAGE = "app/templates/polls/resident.html"

SEEDS = (
    changed(
        templates.no_inline_script,
        f"{PAGE}:2",
        bad="<p>\n<script>go()</script>\n",
        good="<p>\n<script src=\"{{ static('js/go.js') }}\" ></script>\n<!-- <script>x</script> -->\n",
    ),
    changed(
        templates.no_inline_script,
        f"{PAGE}:1",
        bad='<a href="javascript:go()">x</a>\n',
        good='<script type="application/json" id="data">{}</script>\n',
    ),
    changed(
        templates.no_inline_handlers_or_styles,
        f"{PAGE}:2",
        bad='<button\n  class="x"><i onclick="go()">x</i></button>\n',
        good='<button\n  class="x" title="on top = first">{% if a %}disabled{% endif %}x</button>\n',
    ),
    changed(
        templates.no_inline_handlers_or_styles,
        f"{PAGE}:1",
        bad='<p style="color: red">x</p>\n',
        good='<p class="warn">style = calm</p>\n',
    ),
    changed(
        templates.no_inline_handlers_or_styles,
        f"{PAGE}:1",
        bad="<style>p { margin: 0 }</style>\n",
        good="<p>style</p>\n",
    ),
    changed(
        templates.no_foreign_host,
        "app/templates/layouts/page.html:1",
        bad='<link rel="stylesheet" href="https://cdn.example/weui.css">\n',
        good='<svg xmlns="http://www.w3.org/2000/svg"></svg>\n',
    ),
    changed(
        templates.no_foreign_host,
        "app/static/css/staff.css:1",
        bad="body { background: url(//cdn.example/x.png) }\n",
        good="body { background: url(../img/x.png) }\n",
    ),
    changed(
        templates.forms_carry_a_csrf_token,
        f"{PAGE}:2",
        bad='<h1>x</h1>\n<form action="/my" method="POST"><button>x</button></form>\n',
        good='<form method="get"></form>\n<form method="post">{{ csrf_token() }}</form>\n',
    ),
    changed(
        templates.templates_only_show,
        f"{PAGE}:1",
        bad="{% for poll in Poll.query.all() %}{% endfor %}\n",
        good="{% for poll in polls %}{{ poll.title ~ ' - 1 + 1' }}{% endfor %}\n",
    ),
    changed(
        templates.templates_only_show,
        f"{PAGE}:1",
        bad="{{ 100 * part // whole }} %\n",
        good="{{- percent -}} % {%- if count > 1 -%} x {%- endif %}\n",
    ),
    changed(
        templates.templates_only_show,
        f"{PAGE}:1",
        bad="{% if current_user.role == 'clerk' %}x{% endif %}\n",
        good="{% if page.may_close %}x{% endif %}\n",
    ),
    moved(
        templates.colours_are_tokens,
        "a { color: #0F766E; }\n",
        bad="app/static/css/staff.css:1",
        good="app/static/css/tokens.css",
    ),
    changed(
        templates.colours_are_tokens,
        f"{PAGE}:1",
        bad='<path fill="rgb(0, 0, 0)"/>\n',
        good='<a href="#fee">x</a> <path fill="currentColor"/>\n',
    ),
    moved(
        templates.templates_stand_in_rooms,
        "",
        bad="app/templates/index.html:1",
        good="app/templates/web/index.html",
    ),
    moved(
        templates.vendor_files_are_not_committed,
        "",
        bad="app/static/js/htmx.min.js:1",
        good="app/static/js/pages.js",
    ),
    changed(
        templates.vendor_files_are_not_committed, ".gitignore:1", bad=".venv/\n", good="app/static/vendor/\n"
    ),
    changed(
        templates.forms_carry_a_csrf_token,
        f"{PAGE}:1",
        bad="<form {% if a %}{{ attributes }}{% endif %}></form>\n",
        good="<form {% if a %}hidden{% endif %} method=post>{{ form.hidden_tag() }}</form>\n",
    ),
    changed(
        templates.colours_are_tokens,
        "app/static/css/staff.css:1",
        bad="a { border: 1px solid #FFF; }\n",
        good="a { border: 1px solid var(--line); } #add { margin: 0; }\n",
    ),
)
