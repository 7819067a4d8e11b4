"""Languages, comments, tools and documents, broken on purpose."""

from tests.architecture.planted.seeds import Seed, changed, moved
from tests.architecture.rules import docs, tooling, words

OPEN_END = "TO" + "DO"
WAIVER = "no" + "qa"
HOST = "https:" + "//packages.example"  # put together here, so that no scan takes it for an address of ours
PICK_INDEX = "--" + "index" + "-url"
PROJECT = {
    "pyproject.toml": "",
    ".npmrc": "omit-lockfile-registry-resolved=true\n",
    ".ci/run": "make check test\n",
}
TARGETS = (
    "run: ## a\ntest: ## b\ntest-fast: ## c\nhelp: ## d\n"
    "check: ## e\n\tpytest --noconftest tests/architecture\n"
)
TOOLS = (
    "[tool.ruff]\nline-length = 110\n[tool.mypy]\nstrict = true\n"
    "[tool.pytest.ini_options]\nfilterwarnings = ['error']\n"
)
LOOSE_TYPES = TOOLS.replace("strict = true", "")
NAMED = "NAMES = {'ix': '', 'uq': '', 'ck': '', 'fk': '', 'pk': ''}\n"
README = "`make run` `make test` `docs/house.md`\n"
MAP = {"README.md": README, "docs/house.md": "`app/polls/`\n", "docs/operations.md": "flask poll close\n"}

SEEDS = (
    moved(
        words.chinese_stands_in_its_places,
        "x = 1\ny = '同意'\n",
        bad="app/polls/operations.py:2",
        good="bots/texts.py",
    ),
    moved(
        words.chinese_stands_in_its_places,
        "# 楼栋 is the building\n",
        bad="app/polls/imports_check.py:1",
        good="app/roster/imports.py",
    ),
    moved(
        words.chinese_stands_in_its_places,
        '{"title": "三年计划"}\n',
        bad="surveys/budgeting/plan.json:1",
        good="surveys/questionnaires/templates/plan.json",
    ),
    changed(
        words.chinese_stands_in_its_places,
        "app/static/js/pages.js:1",
        bad='say("提交")\n',
        good="say(form.dataset.sent)\n",
    ),
    changed(
        words.nothing_is_left_open,
        "app/polls/jobs.py:1",
        bad=f"x = 1  # {OPEN_END} later\n",
        good="x = 1  # later\n",
    ),
    changed(
        words.waivers_have_reasons,
        "app/polls/jobs.py:1",
        bad=f"import x  # {WAIVER}: F401\n",
        good=f"import x  # {WAIVER}: F401 registers the jobs\n",
    ),
    changed(
        words.waivers_have_reasons,
        "bots/engine.py:1",
        bad="x = y()  # type: ignore  because of it\n",
        good="x = y()  # type: ignore[no-any-return]  wechatpy has no types\n",
    ),
    changed(
        words.code_is_not_commented_out,
        "bots/engine.py:1",
        bad="# state = start(state)\n",
        good="# return early, since the state is stale\n# for example: one home, two people\n",
    ),
    changed(
        words.code_is_not_commented_out,
        "bots/engine.py:2",
        bad="x = 1\n# if x:\n",
        good="x = 1\n# if it is open\n",
    ),
    changed(
        tooling.locks_name_no_registry,
        "requirements/run.txt:1",
        bad=f"{PICK_INDEX} {HOST}/simple\nflask==3.1.0\n",
        good="flask==3.1.0\n",
    ),
    changed(
        tooling.locks_name_no_registry,
        "package-lock.json:1",
        bad=f'{{"resolved": "{HOST}/weui.tgz"}}\n',
        good='{"funding": {"url": "https://sponsor.example"}}\n',
    ),
    changed(
        tooling.locks_name_no_registry,
        "Makefile:1",
        bad=f"export PIP_INDEX_URL = {HOST}\n",
        good="run:\n\tpip install uv\n",
    ),
    Seed(
        tooling.locks_name_no_registry,
        {"uv.lock": "", ".gitignore": ".venv/\n"},
        {"uv.lock": "", ".gitignore": "uv.lock\n"},
        "uv.lock:1",
    ),
    changed(
        tooling.requirements_are_pinned_and_hashed,
        "requirements/run.txt:1",
        bad="flask>=3.1\n",
        good="flask==3.1.0 ; python_version < '3.12' \\\n    --hash=sha256:00\n    # via app\n",
    ),
    changed(
        tooling.tools_are_set_as_agreed,
        "pyproject.toml:1",
        bad=TOOLS.replace("110", "88"),
        good=TOOLS,
    ),
    changed(
        tooling.every_machine_runs_the_same,
        "Makefile:1",
        bad=TARGETS,
        good=TARGETS + "bench: ## f\n",
        beside=PROJECT,
    ),
    changed(
        tooling.constraints_have_names,
        "app/core/db.py:1",
        bad=NAMED.replace("'fk': '', ", ""),
        good=NAMED,
    ),
    changed(
        tooling.constraints_have_names,
        "migrations/env.py:1",
        bad="from app.tables import db\nrender_as_batch = True\n",
        good="import app.tables\nconfigure(render_as_batch=True, render_item=plain)\n",
    ),
    moved(
        tooling.decisions_are_short_records,
        "One commit.\n",
        bad="docs/decisions/one-commit.md:1",
        good="docs/decisions/0002-one-commit.md",
    ),
    changed(
        tooling.decisions_are_short_records,
        "docs/decisions/0001-slices.md:61",
        bad="line\n" * 61,
        good="line\n" * 60,
    ),
    changed(
        docs.make_targets_are_documented,
        "Makefile:2",
        bad="run: ## starts\nbench: ## measures\n",
        good="run: ## starts\nclean:\n\trm -r build\n",
        beside=MAP,
    ),
    changed(
        docs.flask_commands_are_documented,
        "app/cli/polls.py:3",
        bad="polls = AppGroup('poll')\n@polls.command('open')\ndef start(): ...\n",
        good="polls = AppGroup('poll')\n@polls.command()\ndef close_command(): ...\n",
        beside=MAP,
    ),
    changed(
        docs.flask_commands_are_documented,
        "app/cli/doctor.py:2",
        bad="@click.command('doctor')\ndef look(): ...\n",
        good="@click.option('doctor')\ndef look(): ...\n",
        beside=MAP,
    ),
    changed(
        docs.settings_are_documented,
        "config.py:1",
        bad="url = environ.get('REPLICA_URL', '')\n",
        good="url = environ.get('DATABASE_URL', '')\n",
        beside={"docs/operations.md": "`DATABASE_URL` names the database.\n"},
    ),
    moved(
        docs.rooms_are_documented,
        "",
        bad="app/roster/__init__.py:1",
        good="app/polls/__init__.py",
        beside=MAP,
    ),
    changed(
        docs.paths_in_the_readme_exist,
        "README.md:2",
        bad=README + "See `app/voting/`.\n",
        good=README + "See `app/polls/`, `/my/polls` and `instance/`.\n",
        beside={"docs/house.md": "", "app/polls/models.py": ""},
    ),
    changed(
        docs.the_map_exists,
        "docs/house.md:1",
        bad="",
        good="The map.\n",
        beside={
            "README.md": README,
            **{f"docs/{reader}.md": "x" for reader in docs.READERS},
            "docs/decisions/0001-slices.md": "",
        },
    ),
    changed(
        words.code_is_not_commented_out,
        "bots/engine.py:1",
        bad="# return say(state)\n# advance(state)\n",
        good="# return stale\n",
    ),
    changed(
        tooling.tools_are_set_as_agreed,
        "pyproject.toml:1",
        bad=TOOLS.replace("'error'", "'default'"),
        good=TOOLS,
    ),
    Seed(
        tooling.tools_are_set_as_agreed,
        {"pyproject.toml": LOOSE_TYPES, "Makefile": "check:\n\tmypy surveys bots\n"},
        {"pyproject.toml": LOOSE_TYPES, "Makefile": "check:\n\tmypy --strict surveys bots\n"},
        "pyproject.toml:1",
    ),
    changed(
        tooling.every_machine_runs_the_same,
        ".ci/run:1",
        bad="make test\n",
        good="make check test\n",
        beside={**PROJECT, "Makefile": TARGETS + "bench: ## f\n"},
    ),
    changed(
        tooling.every_machine_runs_the_same,
        ".npmrc:1",
        bad="",
        good=PROJECT[".npmrc"],
        beside={**PROJECT, "Makefile": TARGETS + "bench: ## f\n"},
    ),
    changed(
        tooling.every_machine_runs_the_same,
        "Makefile:1",
        bad=(TARGETS + "bench: ## f\n").replace("--noconftest", "-q"),
        good=TARGETS + "bench: ## f\n",
        beside=PROJECT,
    ),
    changed(
        docs.flask_commands_are_documented,
        "app/cli/poll.py:4",
        bad="@click.group()\ndef poll(): ...\n@poll.command\ndef open_now(): ...\n",
        good="@click.group()\ndef poll(): ...\n@poll.command\ndef close(): ...\n",
        beside=MAP,
    ),
    changed(
        docs.flask_commands_are_documented,
        "app/polls/loading.py:3",
        bad="bp = Blueprint('polls', cli_group='poll')\n@bp.cli.command('load')\ndef load(): ...\n",
        good="bp = Blueprint('polls', cli_group='poll')\n@bp.cli.command('close')\ndef load(): ...\n",
        beside=MAP,
    ),
)
