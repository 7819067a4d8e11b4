"""Commits, clocks, figures, refusals and sizes, broken on purpose."""

from tests.architecture.planted.seeds import changed, moved
from tests.architecture.rules import clocks_and_commits as acts
from tests.architecture.rules import figures, refusals, sizes

OPENING = "from app.core.db import transaction\n"
WRITING = "def write():\n    with transaction():\n        pass\n"
SPOKEN = {"bots/texts.py": "TEXTS = {'poll-closed': '…'}\n"}

SEEDS = (
    moved(
        acts.commit_stands_once,
        "db.session.commit()\n",
        bad="app/polls/operations.py:1",
        good="app/core/db.py",
    ),
    changed(acts.commit_stands_once, "app/core/db.py:2", bad="s.commit()\ns.commit()\n", good="s.commit()\n"),
    moved(
        acts.commit_stands_once,
        "with db.session.begin_nested():\n    pass\n",
        bad="app/polls/operations.py:1",
        good="app/core/db.py",
    ),
    moved(
        acts.transactions_open_at_edges,
        OPENING + "with transaction():\n    pass\n",
        bad="app/polls/operations.py:2",
        good="app/polls/jobs.py",
    ),
    moved(
        acts.transactions_open_at_edges,
        "with db.transaction():\n    pass\n",
        bad="app/chats/operations.py:1",
        good="app/chats/desk.py",
    ),
    changed(
        acts.a_view_opens_one_transaction,
        "app/polls/views/resident.py:4",
        bad="def answer():\n    with transaction():\n        pass\n    with transaction():\n        pass\n",
        good=WRITING + "def other():\n    with transaction():\n        pass\n",
    ),
    changed(
        acts.get_never_writes,
        "app/polls/views/resident.py:2",
        bad="@bp.get('/<poll>')\n" + WRITING,
        good="@bp.post('/<poll>')\n" + WRITING,
    ),
    changed(
        acts.get_never_writes,
        "app/polls/views/resident.py:5",
        bad=WRITING + "@bp.route('/<poll>')\ndef show():\n    write()\n",
        good=WRITING + "@bp.route('/<poll>', methods=['POST'])\ndef show():\n    write()\n",
    ),
    changed(
        acts.no_network_inside_a_transaction,
        "app/notifications/jobs.py:3",
        bad="from bots.wechat import client\nwith transaction():\n    client.send(notice)\n",
        good="from bots.wechat import client\nwith transaction():\n    claim(notice)\nclient.send(notice)\n",
    ),
    moved(
        acts.queries_never_write,
        "from app.core.db import db\ndb.session.add(1)\n",
        bad="app/polls/queries.py:2",
        good="app/polls/operations.py",
    ),
    changed(
        acts.queries_never_write,
        "app/polls/queries.py:2",
        bad="from sqlalchemy import update\ndb.session.execute(update(Poll))\n",
        good="from sqlalchemy import select\ndb.session.execute(select(Poll))\n",
    ),
    moved(
        acts.the_clock_stands_once,
        "from datetime import UTC, datetime\nat = datetime.now(UTC)\n",
        bad="app/polls/operations.py:2",
        good="app/core/clock.py",
    ),
    changed(
        acts.the_clock_stands_once,
        "bots/engine.py:2",
        bad="import time\nstarted = time.time()\n",
        good="import time\nstarted = time.monotonic()\n",
    ),
    changed(
        acts.the_clock_stands_once,
        "app/polls/models.py:2",
        bad="import datetime as dt\nfield(default=dt.datetime.utcnow)\n",
        good="from app.core import clock\nclock.now()\nclock.today()\n",
    ),
    changed(
        acts.the_clock_stands_once,
        "app/polls/queries.py:2",
        bad="from sqlalchemy import func\nselect(func.now())\n",
        good="from sqlalchemy import func\nselect(func.count())\n",
    ),
    changed(
        acts.instants_are_named,
        "app/polls/models.py:1",
        bad="closing: Mapped[datetime | None]\n",
        good="closes_at: Mapped[datetime | None]\n",
    ),
    changed(
        acts.instants_are_named,
        "app/works/models.py:1",
        bad="due: Mapped[date]\n",
        good="due_on: Mapped[date]\n",
    ),
    moved(
        acts.instants_are_named,
        "from sqlalchemy import DateTime\n",
        bad="app/polls/models.py:1",
        good="app/core/db.py",
    ),
    moved(
        acts.the_environment_is_read_once,
        "import os\nurl = os.environ['DATABASE_URL']\n",
        bad="app/core/db.py:2",
        good="config.py",
    ),
    moved(
        acts.the_environment_is_read_once,
        "from os import getenv\nurl = getenv('DATABASE_URL')\n",
        bad="migrations/env.py:2",
        good="config.py",
    ),
    changed(
        figures.no_inexact_column,
        "app/pledges/models.py:2",
        bad="import sqlalchemy as sa\namount = mapped_column(sa.Float)\n",
        good="import sqlalchemy as sa\namount = mapped_column(sa.BigInteger)\n",
    ),
    changed(
        figures.no_inexact_column,
        "app/pledges/models.py:1",
        bad="amount: Mapped[Decimal]\n",
        good="amount_fen: Mapped[int]\n",
    ),
    moved(
        figures.no_floats,
        "x = float('1')\n",
        bad="app/pledges/imports.py:1",
        good="surveys/opinions/groups.py",
    ),
    changed(
        figures.exact_rules_name_no_float,
        "surveys/money/split.py:1",
        bad="part = 0.5\n",
        good="part = Fraction(1, 2)\n",
    ),
    changed(
        figures.exact_rules_name_no_float,
        "surveys/tally/count.py:1",
        bad="def ratio(a: int) -> float: ...\n",
        good="def ratio(a: int) -> Fraction: ...\n",
    ),
    changed(
        figures.values_are_frozen,
        "bots/engine.py:2",
        bad="@dataclass\nclass State: ...\n",
        good="@dataclass(frozen=True, slots=True)\nclass State: ...\n",
    ),
    changed(
        refusals.nothing_is_swallowed,
        "tests/app/polls/test_answers.py:3",
        bad="try:\n    go()\nexcept:\n    pass\n",
        good="try:\n    go()\nexcept ValueError:\n    pass\n",
    ),
    moved(
        refusals.nothing_is_swallowed,
        "try:\n    go()\nexcept (ValueError, Exception):\n    log()\n",
        bad="app/polls/jobs.py:3",
        good="app/cli/worker.py",
    ),
    changed(
        refusals.nothing_is_swallowed,
        "app/core/db.py:3",
        bad="try:\n    go()\nexcept BaseException:\n    undo()\n",
        good="try:\n    go()\nexcept BaseException:\n    undo()\n    raise\n",
    ),
    changed(
        refusals.nothing_is_swallowed,
        "app/core/files.py:2",
        bad="import contextlib\nwith contextlib.suppress(Exception):\n    go()\n",
        good="import contextlib\nwith contextlib.suppress(FileNotFoundError):\n    go()\n",
    ),
    moved(
        refusals.rooms_refuse_by_code,
        "from flask import abort\nabort(404)\n",
        bad="app/polls/views/public.py:2",
        good="app/web/guards.py",
    ),
    changed(
        refusals.refusal_codes_are_kebab_case,
        "surveys/privacy.py:1",
        bad="raise Refusal('Poll is closed')\n",
        good="raise Refusal('poll-closed')\n",
    ),
    changed(
        refusals.refusal_codes_are_kebab_case,
        "surveys/privacy.py:2",
        bad="class Late(Refusal): ...\nraise Late(f'{what}-closed')\n",
        good="class Late(Refusal): ...\nraise Late('poll-closed', what=what)\n",
    ),
    changed(
        refusals.every_refusal_has_a_text,
        "app/polls/operations.py:1",
        bad="raise errors.Forbidden('poll-not-yours')\n",
        good="raise errors.Forbidden('poll-closed')\n",
        beside=SPOKEN,
    ),
    changed(
        refusals.every_text_of_a_refusal_is_needed,
        "bots/texts/refusals.py:1",
        bad="TEXTS = {'poll-gone': '…'}\n",
        good="TEXTS = {'poll-closed': '…'}\n",
        beside={"app/polls/operations.py": "raise errors.Forbidden('poll-closed')\n"},
    ),
    changed(
        refusals.every_sentence_exists,
        "bots/dialogues/vote.py:1",
        bad="Say('choose-one')\n",
        good="Say('poll-closed')\n",
        beside=SPOKEN,
    ),
    changed(
        refusals.every_sentence_exists,
        "app/web/errors.py:2",
        bad="from bots import texts\ntexts.text_of('form-expired', {})\n",
        good="from bots import texts\ntexts.text_of('poll-closed', {})\n",
        beside=SPOKEN,
    ),
    changed(
        refusals.audit_acts_are_noun_and_verb,
        "app/polls/operations.py:2",
        bad="from app.audit.operations import record\nrecord(who, 'opened poll', poll, at)\n",
        good="from app.audit.operations import record\nrecord(who, 'poll.open', poll, at)\n",
    ),
    changed(
        sizes.files_are_short,
        "app/templates/polls/resident.html:401",
        bad="<p></p>\n" * 401,
        good="<p></p>\n" * 400,
    ),
    moved(
        sizes.files_are_short,
        "x = 1\n" * 401,
        bad="tests/app/polls/test_answers.py:401",
        good="migrations/versions/0001_start.py",
    ),
    changed(
        sizes.functions_are_short,
        "tests/journeys/test_poll.py:1",
        bad="def test_a_poll_is_answered():\n" + "    x = 1\n" * 49,
        good="def test_a_poll_is_answered():\n" + "    x = 1\n" * 48,
    ),
    changed(
        sizes.parameters_are_few,
        "app/polls/operations.py:1",
        bad="def open_poll(a, b, c, *, d, e, f): ...\n",
        good="def open_poll(a, b, c, *, d, e, **facts): ...\n",
    ),
    changed(
        sizes.parameters_are_few,
        "app/polls/operations.py:3",
        bad="class Poll:\n    @staticmethod\n    def open(a, b, c, d, e, f): ...\n",
        good="class Poll:\n    def open(self, a, b, c, d, e): ...\n",
    ),
    changed(
        sizes.later_parameters_are_named,
        "surveys/money/split.py:1",
        bad="def split(a, b, c, d): ...\n",
        good="def split(a, b, c, *, d): ...\ndef cast(a, b, c, at): ...\n",
    ),
    changed(
        sizes.the_moment_comes_last,
        "app/polls/operations.py:1",
        bad="def close(at, poll): ...\n",
        good="def close(poll, at, *, why): ...\n",
    ),
    changed(
        sizes.nesting_is_shallow,
        "bots/nlu.py:4",
        bad="if a:\n    for b in c:\n        with d:\n            while e:\n                pass\n",
        good="if a:\n    for b in c:\n        with d:\n            go()\n" + "elif f:\n    go()\n" * 3,
    ),
    changed(
        sizes.nesting_is_shallow,
        "tests/faults/test_loss.py:7",
        bad="def drill():\n    try:\n        pass\n    except A:\n        for c in d:\n            if e:\n"
        "                if f: pass\n",
        good="def drill():\n    try:\n        pass\n    except A:\n        for c in d:\n            go()\n",
    ),
    changed(
        sizes.later_parameters_are_named,
        "tests/people.py:1",
        bad="def move_in(a, b, c, d): ...\n",
        good="@pytest.fixture()\ndef five(a, b, c, d): ...\ndef test_it_is_so(a, b, c, d): ...\n",
    ),
    moved(
        sizes.later_parameters_are_named,
        "def compare_type(a, b, c, d): ...\n",
        bad="app/core/db.py:1",
        good="migrations/env.py",
    ),
    moved(
        sizes.nesting_is_shallow,
        "if a:\n if b:\n  if c:\n   if d: pass\n",
        bad="migrations/env.py:4",
        good="migrations/versions/0001_start.py",
    ),
    changed(
        refusals.refusal_codes_are_kebab_case,
        "bots/nlu.py:1",
        bad="raise Invalid(code='Room_Unknown')\n",
        good="raise Invalid(code=code)\n",
    ),
)
