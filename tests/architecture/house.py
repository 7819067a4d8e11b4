"""The plan of the house as data: what stands where, and who may know whom."""

import re


def _names(*lists: str) -> set[str]:
    return {name for words in lists for name in words.split()}


OURS = ("app", "bots", "surveys", "config", "migrations", "tests", "benchmarks")
PRODUCT = ("app/", "bots/", "surveys/", "config.py")
EVERYTHING = (*PRODUCT, "migrations/", "tests/", "benchmarks/")
FLOORS = {"surveys": 0, "bots": 1, "app": 2}

STOREYS = {
    "core": 0,
    "audit": 1,
    "outbox": 1,
    "roster": 2,
    "notifications": 3,
    "bulletins": 4,
    "polls": 5,
    "decisions": 5,
    "opinions": 6,
    "pledges": 6,
    "meetings": 6,
    "plans": 7,
    "works": 8,
    "elevators": 9,
    "dashboards": 10,
    "chats": 11,
    "simulator": 11,
    "web": 12,
    "cli": 12,
}
NOT_ROOMS = {"core", "web", "cli"}  # they name their own files
GIVING_ROOMS = {room for room, storey in STOREYS.items() if 2 <= storey <= 9}

CHAIN = {"models": 0, "queries": 1, "operations": 2, "jobs": 3, "desk": 4, "views": 5}
SIDE = {"forms", "imports", "documents", "loading"}
ROOM_FILES = set(CHAIN) | SIDE
DOORS = {"queries", "operations"}  # what other rooms may call
AUDIENCES = {"resident", "committee", "official", "public", "api"}

TOP_LEVEL = {
    "app",
    "bots",
    "surveys",
    "migrations",
    "tests",
    "benchmarks",
    "docs",
    "requirements",
    "config.py",
    "README.md",
    "Makefile",
    "pyproject.toml",
    "package.json",
    "package-lock.json",
    ".npmrc",
    ".ci",
    ".gitignore",
    ".gitattributes",
}
CHILDREN = {  # a name stands for the file and for the folder it may grow into
    "surveys": _names(
        "__main__ errors figures privacy",
        "electorate questionnaires tally elevators money opinions works budgeting proof",
    ),
    "bots": _names("engine desk nlu texts terminal dialogues wechat"),
    "app": {"tables", "templates", "static", *STOREYS},
    "app/core": _names(
        "clock db schema actors files encryption pagination accounts addresses documents ids", "logs"
    ),
    "app/static": _names("css js img vendor"),
    "app/templates": {"layouts", "components", "errors", *STOREYS},
    "docs": _names("house decisions law operations committees auditors wechat api screenshots verify"),
    "migrations": _names("env versions alembic script.py README"),
    "tests": _names(
        "conftest factories people databases pages scheduling test_scheduling",
        "surveys bots app web journeys migrations architecture browser faults",
    ),
}
FORBIDDEN_WORDS = _names(
    "utils util helpers helper common misc shared base constants",
    "manager managers handler handlers service services",
)

SEGMENTATION = re.compile(r"surveys/opinions/segmentation(\.py|/)")
ANYWHERE_IN = {  # package: where it may be imported
    "jieba": SEGMENTATION,
    "rjieba": SEGMENTATION,
    "wechatpy": re.compile(r"bots/wechat/"),
    "flask": re.compile(r"app/|migrations/"),
    "apiflask": re.compile(r"app/"),
    "werkzeug": re.compile(r"app/"),
    "wtforms": re.compile(r"app/"),
    "sqlalchemy": re.compile(r"app/|migrations/"),
    "alembic": re.compile(r"app/|migrations/"),
    "config": re.compile(r"app/__init__\.py$"),
}
VISITORS = {  # floor or part of it: third-party packages it may import besides the standard library
    "surveys/opinions/": {"numpy", "scipy", "sklearn", "jieba", "rjieba"},
    "surveys/": set(),
    "bots/wechat/": {"wechatpy", "cryptography", "requests", "defusedxml", "xmltodict", "lxml"},
    "bots/": set(),
}
NETWORK = {
    "socket",
    "ssl",
    "http",
    "urllib.request",
    "ftplib",
    "smtplib",
    "socketserver",
    "asyncio",
    "sqlite3",
    "dbm",
}
NETWORK_CALLS = ("requests.", "httpx.", "urllib.request.", "http.client.", "socket.", "bots.wechat.client.")

WRITERS = {"weasyprint", "fpdf", "docxtpl", "docx", "xlsxwriter", "openpyxl", "reportlab"}
NOT_AT_START = {"jieba", "rjieba", "sklearn", *WRITERS}  # `import app` stays light
LOCAL_IMPORTS = (  # where a function may import, and what
    (re.compile(r"surveys/__main__\.py$"), {"surveys"}),
    (re.compile(r"surveys/opinions/segmentation(\.py$|/)"), {"jieba", "rjieba"}),
    (re.compile(r"app/[a-z]+/documents(\.py$|/)"), WRITERS),
    (re.compile(r"app/cli/commands\.py$"), {"app"}),
)

COMMIT = "app/core/db.py"
CLOCK = "app/core/clock.py"
ENVIRONMENT = "config.py"
EDGES = re.compile(r"app/(core/db\.py$|cli/|web/|[a-z]+/(views/|jobs(\.py$|/))|chats/desk(\.py$|/))")
APP_KNOWERS = re.compile(
    r"app/(__init__\.py$|core/|cli/|web/|[a-z]+/(views/|jobs(\.py$|/))|chats/desk(\.py$|/))"
)
CATCH_ALL = {"app/cli/worker.py", "app/outbox/jobs.py", "app/chats/views/public.py"}
GET_MAY_WRITE = {  # "path::function"; the OAuth callback, delivery marks and the access log
    "app/web/signin.py::from_wechat",
    "app/decisions/views/resident.py::show",  # who opens the notice signed in is served with it, once
    "app/simulator/views/public/pages.py::login",  # development only: a session for scripts
}

CHINESE = re.compile(r"[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
CHINESE_PLACES = re.compile(
    r"app/templates/|bots/texts(\.py$|/)|bots/nlu(\.py$|/)|bots/wechat/(menu|notices)\.py$"
    r"|app/[a-z]+/(imports|documents)(\.py$|/)|surveys/questionnaires/templates(\.py$|/|\.json$)"
    r"|surveys/opinions/lexicon/|surveys/tally/(rule_)?packs?(\.py$|/|\.json$)|app/cli/demo(\.py$|/)"
)
EXACT = tuple(
    f"surveys/{name}"
    for name in ("figures.py", "electorate/", "tally/", "elevators/", "money/", "budgeting/", "proof/")
)
REFUSALS = {"Refusal", "Invalid", "Forbidden", "Missing"}
