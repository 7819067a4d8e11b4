"""Settings, one class per place the product runs in; the only reader of the environment."""

import base64
import hashlib
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEVELOPMENT_MARK = "development-only"
SIMULATED_TEMPLATES = {
    kind: {"template": f"simulated-{kind}", "subscription": f"simulated-subscription-{kind}"}
    for kind in (
        "poll-opened", "decision-noticed", "result-published", "binding-decided", "binding-changed",
        "roster-published", "correction-answered",
    )
}  # fmt: skip


KEY_BYTES = 32
LEAST_TOKEN = 16
AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


def _decoded(text: str) -> bytes:
    """The bytes of a base64 text; nothing when it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def _development_key(purpose: str) -> str:
    """A fixed key for trying things out; production refuses every one of them."""
    return base64.b64encode(hashlib.sha256(f"{DEVELOPMENT_MARK}:{purpose}".encode()).digest()).decode()


class Settings:
    """What every place has in common. Values come from `environ`; names are those of the contract."""

    APP_ENV = "development"
    TESTING = False
    DEBUG = False
    MAX_CONTENT_LENGTH = 12 * 1024 * 1024
    MAX_FORM_PARTS = 400
    PASSWORD_MEMORY_KIB = 19 * 1024
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_NAME = "yishiting"
    WTF_CSRF_TIME_LIMIT = None
    SQLALCHEMY_RECORD_QUERIES = False

    def __init__(self, environ: Mapping[str, str]) -> None:
        get = environ.get
        self.INSTANCE_DIR = get("INSTANCE_DIR", str(HERE / "instance"))
        self.UPLOAD_DIR = get("UPLOAD_DIR", str(Path(self.INSTANCE_DIR) / "uploads"))
        self.DEPARTURES_FILE = get("DEPARTURES_FILE", str(Path(self.INSTANCE_DIR) / "departures.jsonl"))
        default_database = "sqlite:///" + str(Path(self.INSTANCE_DIR) / "yishiting.sqlite")
        self.SQLALCHEMY_DATABASE_URI = get("DATABASE_URL", default_database)
        self.REPLICA_URL = get("REPLICA_URL", "")
        self.REDIS_URL = get("REDIS_URL", "")
        self.JOBS_ENGINE = get("JOBS_ENGINE", "db")
        self.PUBLIC_BASE_URL = get("PUBLIC_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
        self.TRUSTED_PROXIES = int(get("TRUSTED_PROXIES", "0"))
        self.CLOCK_OFFSET_S = int(get("CLOCK_OFFSET_S", "0"))
        self.STAFF_SECOND_FACTOR = get("STAFF_SECOND_FACTOR", "0") == "1"
        self._read_secrets(environ)
        self._read_wechat(environ)

    def _read_secrets(self, environ: Mapping[str, str]) -> None:
        get = environ.get
        self.SECRET_KEY = get("SECRET_KEY", _development_key("session"))
        self.FIELD_KEYS = get("FIELD_KEYS", "dev1:" + _development_key("field"))
        self.INDEX_KEY = get("INDEX_KEY", _development_key("index"))
        self.CHECKPOINT_KEY = get("CHECKPOINT_KEY", _development_key("checkpoint"))

    def _read_wechat(self, environ: Mapping[str, str]) -> None:
        get = environ.get
        self.WECHAT_SIMULATOR = get("WECHAT_SIMULATOR", "0") == "1"
        self.WECHAT_APP_ID = get("WECHAT_APP_ID", "wx0000000000000000")
        self.WECHAT_APP_SECRET = get("WECHAT_APP_SECRET", _development_key("wechat-secret"))
        self.WECHAT_TOKEN = get("WECHAT_TOKEN", "development")
        self.WECHAT_AES_KEY = get("WECHAT_AES_KEY", _development_key("wechat-aes")[:43])
        self.WECHAT_MODE = get("WECHAT_MODE", "safe")
        self.WECHAT_FRESHNESS_S = int(get("WECHAT_FRESHNESS_S", "300"))
        self.WECHAT_API_BASE = get("WECHAT_API_BASE", "https://api.weixin.qq.com")
        self.WECHAT_OAUTH_BASE = get("WECHAT_OAUTH_BASE", "https://open.weixin.qq.com")
        self.WECHAT_ACCOUNTS = get("WECHAT_ACCOUNTS", "")
        # {"poll-opened": {"template": "id", "subscription": "id"}}; a kind left out is not sent this way
        self.WECHAT_TEMPLATES = json.loads(get("WECHAT_TEMPLATES", "{}"))

    def problems(self) -> list[str]:
        """Why this place must not start, as `setting: reason`; nothing outside production."""
        return []


class Development(Settings):
    """A developer's machine: everything runs from nothing, with the WeChat simulator."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__({"WECHAT_SIMULATOR": "1", **environ})
        if self.WECHAT_SIMULATOR:
            simulator = self.PUBLIC_BASE_URL + "/simulator"
            self.WECHAT_API_BASE = environ.get("WECHAT_API_BASE", simulator + "/api")
            self.WECHAT_OAUTH_BASE = environ.get("WECHAT_OAUTH_BASE", simulator + "/open")
            self.WECHAT_TEMPLATES = self.WECHAT_TEMPLATES or SIMULATED_TEMPLATES


class Testing(Development):
    """The test suite: like development, with a session cookie readable over plain HTTP."""

    APP_ENV = "testing"
    TESTING = True
    PASSWORD_MEMORY_KIB = 64  # hashing slowly, thousands of times, would be most of the suite


class Production(Settings):
    """A real machine with real residents: refuses every default."""

    APP_ENV = "production"
    SESSION_COOKIE_SECURE = True
    PREFERRED_URL_SCHEME = "https"

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__({"STAFF_SECOND_FACTOR": "1", **environ})

    def problems(self) -> list[str]:
        """Every missing or default secret, the simulator, a moved clock, plain mode."""
        weak = self._weak_secrets()
        found = [f"{name}: missing or the development default" for name in weak]
        if self.WECHAT_SIMULATOR:
            found.append("WECHAT_SIMULATOR: the simulator is for development only")
        if self.CLOCK_OFFSET_S:
            found.append("CLOCK_OFFSET_S: the clock may not be moved")
        if not self.STAFF_SECOND_FACTOR:
            found.append("STAFF_SECOND_FACTOR: officials and administrators need a second factor")
        if self.WECHAT_MODE == "plain":
            found.append("WECHAT_MODE: plain messages can be forged; use compatible or safe")
        if self.JOBS_ENGINE != "db":
            found.append("JOBS_ENGINE: only db is available in this version")
        found += [line for line in self._bad_lengths() if line.partition(":")[0] not in weak]
        if any(account.get("mode") == "plain" for account in self._further_accounts()):
            found.append("WECHAT_ACCOUNTS: an account in plain mode can be forged; use compatible or safe")
        if not self.PUBLIC_BASE_URL.startswith("https://"):
            found.append("PUBLIC_BASE_URL: must be an https address")
        return found

    def _bad_lengths(self) -> list[str]:
        """Secrets too short to protect anything, and WeChat settings that cannot be right."""
        found = [
            f"{name}: must be the base64 of 32 bytes"
            for name in ("INDEX_KEY", "CHECKPOINT_KEY")
            if len(_decoded(getattr(self, name))) != KEY_BYTES
        ]
        if len(self.SECRET_KEY) < KEY_BYTES:
            found.append("SECRET_KEY: must have at least 32 characters")
        if len(self.WECHAT_TOKEN) < LEAST_TOKEN:
            found.append("WECHAT_TOKEN: must have at least 16 characters")
        if self.WECHAT_MODE not in ("plain", "compatible", "safe"):
            found.append("WECHAT_MODE: must be compatible or safe")
        if not AES_KEY.fullmatch(self.WECHAT_AES_KEY):
            found.append("WECHAT_AES_KEY: must be the 43 characters WeChat shows")
        if self.WECHAT_FRESHNESS_S <= 0:
            found.append("WECHAT_FRESHNESS_S: old messages could be replayed")
        for name in ("WECHAT_API_BASE", "WECHAT_OAUTH_BASE"):
            if not str(getattr(self, name)).startswith("https://"):
                found.append(f"{name}: must be an https address")
        return found

    def _further_accounts(self) -> list[dict[str, str]]:
        """The accounts of the file WECHAT_ACCOUNTS, as it stands."""
        if not self.WECHAT_ACCOUNTS:
            return []
        accounts: list[dict[str, str]] = json.loads(Path(self.WECHAT_ACCOUNTS).read_text(encoding="utf-8"))
        return accounts

    def _weak_secrets(self) -> list[str]:
        """Names of the secrets that are absent or equal to what development uses."""
        default = Development({})
        names = ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "CHECKPOINT_KEY", "WECHAT_APP_ID",
                 "WECHAT_APP_SECRET", "WECHAT_TOKEN", "WECHAT_AES_KEY")  # fmt: skip
        weak = [name for name in names if getattr(self, name) in ("", getattr(default, name))]
        everybodys = default.FIELD_KEYS.partition(":")[2]
        if everybodys in self.FIELD_KEYS and "FIELD_KEYS" not in weak:  # under another id, or as an old key
            weak.append("FIELD_KEYS")
        return weak


PLACES = {"development": Development, "testing": Testing, "production": Production}


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of the place named by APP_ENV; an unknown name is an error, never a guess."""
    environ = os.environ if environ is None else environ
    place = environ.get("APP_ENV", "development")
    if place not in PLACES:
        raise ValueError(f"APP_ENV must be one of {', '.join(PLACES)}, not {place!r}")
    return PLACES[place](environ)
