"""Names, rooms, docstrings and signatures, broken on purpose."""

from tests.architecture.planted.seeds import Seed, changed, moved
from tests.architecture.rules import docstrings, names

ROOM = {"app/polls/models.py": "x = 1\n"}
SUMMARY = "def summary_for(compound): ...\n"

SEEDS = (
    moved(names.top_level_is_the_plan, "", bad="scripts/load.py:1", good="app/cli/demo.py"),
    moved(
        names.top_level_is_the_plan,
        "",
        bad="notes.txt:1",
        good="build/notes.txt",
        beside={".gitignore": "/build/\n"},
    ),
    moved(
        names.folders_hold_what_the_plan_says,
        "",
        bad="app/payments/models.py:1",
        good="app/pledges/models.py",
    ),
    moved(
        names.folders_hold_what_the_plan_says, "", bad="surveys/voting.py:1", good="surveys/tally/count.py"
    ),
    moved(
        names.folders_hold_what_the_plan_says, "", bad="app/core/mail.py:1", good="app/core/files/store.py"
    ),
    moved(names.folders_hold_what_the_plan_says, "", bad="tests/unit/test_it.py:1", good="tests/people.py"),
    moved(
        names.rooms_hold_named_files,
        "x = 1\n",
        bad="app/polls/logic.py:1",
        good="app/polls/operations/closing.py",
    ),
    moved(names.rooms_hold_named_files, "x = 1\n", bad="app/polls/desk.py:1", good="app/chats/desk.py"),
    moved(
        names.rooms_hold_named_files,
        "bp = Blueprint('polls', __name__)\n",
        bad="app/polls/views/clerk.py:1",
        good="app/polls/views/committee.py",
    ),
    changed(
        names.rooms_hold_named_files,
        "app/polls/views/public.py:1",
        bad="from app.polls import queries\n",
        good="bp: Blueprint = Blueprint('polls', __name__)\n",
    ),
    moved(
        names.views_bring_no_guards,
        "@bp.before_request\ndef guard(): ...\n",
        bad="app/polls/views/committee.py:1",
        good="app/web/blueprints.py",
    ),
    Seed(
        names.no_room_is_empty,
        {"app/plans/__init__.py": '"""Plans."""\n'},
        {"app/plans/__init__.py": '"""Plans."""\n', "app/plans/models.py": "x = 1\n"},
        "app/plans/__init__.py:1",
    ),
    changed(
        names.no_room_is_empty,
        "app/plans/jobs.py:1",
        bad='"""Due work."""\n',
        good='"""Due work."""\nx = 1\n',
        beside={"app/plans/models.py": "x = 1\n"},
    ),
    changed(
        names.packages_only_re_export,
        "surveys/money/__init__.py:2",
        bad='"""Money."""\ndef split(): ...\n',
        good='"""Money."""\nfrom surveys.money.split import split\n__all__ = ["split"]\n',
    ),
    moved(names.no_file_is_called_nothing, "x = 1\n", bad="bots/text_utils.py:1", good="bots/texts.py"),
    moved(
        names.no_file_is_called_nothing,
        "",
        bad="app/templates/layouts/base.html:1",
        good="app/core/database.py",
    ),
    changed(
        names.queries_are_named_as_questions,
        "app/polls/queries.py:1",
        bad="def open_polls(compound): ...\n",
        good="def open_polls_for(compound): ...\ndef _rows(): ...\n",
    ),
    changed(
        names.queries_are_named_as_questions,
        "app/polls/queries.py:1",
        bad="def get_poll(key) -> Poll | None: ...\n",
        good="def find_poll(key) -> Poll | None: ...\ndef get_all(key) -> dict[str, Poll | None]: ...\n",
    ),
    changed(
        names.queries_are_named_as_questions,
        "app/polls/queries.py:1",
        bad="def find_poll(key) -> Poll: ...\n",
        good="def get_poll(key) -> Poll: ...\n",
    ),
    Seed(
        names.rooms_give_account,
        {**ROOM, "app/polls/queries/rollups.py": SUMMARY},
        {**ROOM, "app/polls/queries/rollups.py": SUMMARY + "def held_about(person): ...\n"},
        "app/polls/models.py:1",
    ),
    changed(
        names.migrations_are_numbered_and_alone,
        "migrations/versions/0001_start.py:1",
        bad="revision = '3f2a'\n",
        good="revision = '0001'\ndown_revision = None\n",
    ),
    changed(
        names.migrations_are_numbered_and_alone,
        "migrations/versions/0002_polls.py:2",
        bad="revision = '0002'\nfrom app.core.db import UTC\n",
        good="revision: str = '0002'\nimport sqlalchemy as sa\n",
    ),
    changed(
        names.test_names_are_sentences,
        "tests/surveys/test_figures.py:1",
        bad="def test_split(): ...\n",
        good="def test_nothing_is_lost(): ...\n",
    ),
    moved(
        names.tests_mirror_the_code,
        "",
        bad="tests/surveys/money/test_sharing.py:1",
        good="tests/surveys/money/test_split_properties.py",
        beside={"surveys/money/split.py": ""},
    ),
    moved(
        names.tests_mirror_the_code,
        "",
        bad="tests/app/voting/test_answers.py:1",
        good="tests/app/polls/test_answers.py",
        beside={"app/polls/operations.py": ""},
    ),
    changed(
        docstrings.modules_open_with_a_sentence,
        "tests/people.py:1",
        bad="x = 1\n",
        good='"""Five people in every authorisation test."""\n',
        beside={"tests/__init__.py": ""},
    ),
    changed(
        docstrings.modules_open_with_a_sentence,
        "surveys/figures.py:1",
        bad='"""Exact figures"""\n',
        good='"""Exact figures, art. 278."""\n',
    ),
    changed(
        docstrings.modules_open_with_a_sentence,
        "surveys/figures.py:1",
        bad='"""Exact figures. Also dates."""\n',
        good='"""Exact figures.\n\nUnits: fen. Also areas.\n"""\n',
    ),
    changed(
        docstrings.public_things_are_explained,
        "app/polls/views/public.py:2",
        bad="@bp.get('/')\ndef show():\n    pass\n",
        good="@bp.get('/')\ndef show():\n    '''The page.'''\ndef _helper():\n    pass\n",
    ),
    changed(
        docstrings.public_things_are_explained,
        "bots/desk.py:3",
        bad="class Desk(Protocol):\n    '''Acts.'''\n    def cast(self):\n        return 1\n",
        good="class Desk(Protocol):\n    '''Acts.'''\n    def cast(self): ...\n    def __str__(self): go()\n",
    ),
    changed(
        docstrings.signatures_in_app_are_annotated,
        "app/polls/operations.py:1",
        bad="def _open(poll, *, why: str) -> None: ...\n",
        good="def _open(poll: str, *, why: str) -> None: ...\n",
    ),
    changed(
        docstrings.signatures_in_app_are_annotated,
        "app/polls/operations.py:2",
        bad="class Poll:\n    def open(self, **facts: str): ...\n",
        good="class Poll:\n    def open(self, **facts: str) -> None: ...\n",
    ),
    changed(
        docstrings.public_things_are_explained,
        "surveys/figures.py:2",
        bad="if fast:\n    def add():\n        pass\n",
        good='class Area:\n    "Units of 0.01."\n    class Meta: ...\n    @u.setter\n    def u(self): go()\n',
    ),
    moved(
        names.migrations_are_numbered_and_alone,
        "revision = '0003'\n",
        bad="migrations/versions/3_polls.py:1",
        good="migrations/versions/0003_polls.py",
    ),
    moved(
        names.tests_mirror_the_code,
        "",
        bad="tests/bots/test_talking.py:1",
        good="tests/bots/test_transcripts.py",
        beside={"bots/engine.py": ""},
    ),
    moved(
        names.tests_mirror_the_code,
        "",
        bad="tests/surveys/test_recount.py:1",
        good="tests/surveys/test_main_recount.py",
        beside={"surveys/__main__.py": "", "tests/surveys/cases.py": ""},
    ),
)
