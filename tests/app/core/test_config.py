"""Settings: production refuses whatever development may do, and says what."""

import base64
import json
import os
import secrets
from pathlib import Path

import pytest

import config
from app import UnsafeSettings, create_app

SECRETS = (
    "SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "CHECKPOINT_KEY", "WECHAT_APP_ID", "WECHAT_APP_SECRET",
    "WECHAT_TOKEN", "WECHAT_AES_KEY",
)  # fmt: skip


def a_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def production(folder: Path, **changes: str) -> dict[str, str]:
    """The environment of a real machine."""
    return {
        "APP_ENV": "production",
        "INSTANCE_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'real.sqlite'}",
        "PUBLIC_BASE_URL": "https://yishiting.example",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "FIELD_KEYS": f"k1:{a_key()}",
        "INDEX_KEY": a_key(),
        "CHECKPOINT_KEY": a_key(),
        "WECHAT_APP_ID": "wx5823bf96d3bd56c7",
        "WECHAT_APP_SECRET": secrets.token_hex(16),
        "WECHAT_TOKEN": secrets.token_hex(8),
        "WECHAT_AES_KEY": secrets.token_hex(22)[:43],
        **changes,
    }


def problems(environ: dict[str, str]) -> list[str]:
    return config.from_environment(environ).problems()


def test_a_good_production_environment_has_no_problem(tmp_path: Path) -> None:
    assert problems(production(tmp_path)) == []


def test_passwords_are_hashed_as_slowly_as_they_should_be_wherever_people_sign_in(tmp_path: Path) -> None:
    for settings in (config.Development, config.Production):
        assert settings.PASSWORD_MEMORY_KIB == 19 * 1024, "OWASP's second profile"


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("how", ["missing", "empty", "default"])
def test_production_names_each_secret_that_is_missing_or_the_default(
    tmp_path: Path, name: str, how: str
) -> None:
    environ = production(tmp_path)
    environ.pop(name)
    if how != "missing":
        environ[name] = "" if how == "empty" else getattr(config.Development({}), name)
    (found,) = problems(environ)
    assert found.startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WECHAT_SIMULATOR", "1"),
        ("CLOCK_OFFSET_S", "60"),
        ("CLOCK_OFFSET_S", "-1"),
        ("WECHAT_MODE", "plain"),
        ("PUBLIC_BASE_URL", "http://yishiting.example"),
        ("JOBS_ENGINE", "celery"),
        ("STAFF_SECOND_FACTOR", "0"),
    ],
)
def test_production_names_each_setting_that_only_development_may_have(
    tmp_path: Path, name: str, value: str
) -> None:
    (found,) = problems(production(tmp_path, **{name: value}))
    assert found.startswith(f"{name}: ")


def test_all_problems_are_named_at_once_and_nothing_starts(tmp_path: Path) -> None:
    environ = {"APP_ENV": "production", "WECHAT_SIMULATOR": "1", "INSTANCE_DIR": str(tmp_path / "never")}
    with pytest.raises(UnsafeSettings) as refused:
        create_app(config.from_environment(environ))
    for name in (*SECRETS, "WECHAT_SIMULATOR", "PUBLIC_BASE_URL"):
        assert f"{name}: " in str(refused.value)
    assert not (tmp_path / "never").exists()


def test_a_refusal_never_shows_the_secret_itself(tmp_path: Path) -> None:
    environ = production(tmp_path, WECHAT_MODE="plain", CLOCK_OFFSET_S="1")
    with pytest.raises(UnsafeSettings) as refused:
        create_app(config.from_environment(environ))
    assert not any(environ[name] in str(refused.value) for name in SECRETS)


def test_production_refuses_a_further_account_in_plain_mode(tmp_path: Path) -> None:
    accounts = tmp_path / "accounts.json"
    accounts.write_text(json.dumps([{"name": "next", "mode": "plain"}]), encoding="utf-8")
    (found,) = problems(production(tmp_path, WECHAT_ACCOUNTS=str(accounts)))
    assert found.startswith("WECHAT_ACCOUNTS: ")


def test_production_refuses_the_development_key_even_as_an_old_one(tmp_path: Path) -> None:
    old = config.Development({}).FIELD_KEYS
    (found,) = problems(production(tmp_path, FIELD_KEYS=f"k2:{a_key()},{old}"))
    assert found.startswith("FIELD_KEYS: ")
    renamed = "k1:" + old.partition(":")[2]
    (found,) = problems(production(tmp_path, FIELD_KEYS=renamed))
    assert found.startswith("FIELD_KEYS: ")


@pytest.mark.parametrize("place", ["", "prod", "Production", "staging"])
def test_an_unknown_place_is_an_error_and_never_a_guess(place: str) -> None:
    with pytest.raises(ValueError, match="APP_ENV must be one of"):
        config.from_environment({"APP_ENV": place})


def test_without_a_place_it_is_development_with_the_simulator() -> None:
    settings = config.from_environment({})
    assert isinstance(settings, config.Development)
    assert settings.WECHAT_SIMULATOR
    assert settings.WECHAT_API_BASE == settings.PUBLIC_BASE_URL + "/simulator/api"
    assert settings.problems() == []


def test_development_may_do_without_the_simulator_and_then_reaches_wechat_itself() -> None:
    settings = config.from_environment({"WECHAT_SIMULATOR": "0"})
    assert settings.WECHAT_API_BASE == "https://api.weixin.qq.com"


def test_a_real_machine_serves_no_simulator_and_marks_its_cookies(tmp_path: Path) -> None:
    app = create_app(config.from_environment(production(tmp_path)))
    client = app.test_client()
    for path in ("/simulator/", "/simulator/login?openid=x", "/simulator/api/cgi-bin/token"):
        assert client.get(path, base_url="https://yishiting.example").status_code == 404
    page = client.get("/staff/sign-in", base_url="https://yishiting.example")
    assert page.status_code == 200
    cookie = page.headers["Set-Cookie"]
    assert all(mark in cookie for mark in ("Secure", "HttpOnly", "SameSite=Lax"))
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_real_machine_has_no_clock_to_move(tmp_path: Path) -> None:
    app = create_app(config.from_environment(production(tmp_path)))
    (tmp_path / "clock-shift").write_text("86400", encoding="ascii")
    from_here = app.config["CLOCK_OFFSET_S"]
    assert from_here == 0
