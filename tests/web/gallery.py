"""One of everything: each macro with the smallest and the largest things put into it, in each layout."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from surveys.questionnaires import Kind, Option, Question

APP = Path(__file__).resolve().parents[2] / "app"
LAYOUTS = ("resident", "public", "staff", "print")
LONG = "更换楼道窗户、粉刷墙面并重做防水（含一层到六层全部公共部分，材料由业主代表现场确认）" * 3
SIXTY = tuple(Option(f"o{i}", f"{i}. {LONG if i % 7 == 0 else '雨污分流'}", i == 60) for i in range(1, 61))
ODD = '<b onclick="x()">"&\''

CHART = {
    "agree": {"label": "同意", "count": "16 户", "percent": "66.7%", "width": "66.7", "tone": "agree"},
    "disagree": {"label": "不同意", "count": "8 户", "percent": "33.3%", "width": "33.3", "tone": "disagree"},
    "abstain": {"label": "弃权", "count": "5 户", "percent": "20.8%", "width": "20.8", "tone": "abstain"},
    "withheld": {"label": LONG, "is_withheld": True},
}
CELL = {"room": "601", "state": "已答", "tone": "done", "url": "/committee/rooms/601"}
QUESTIONS = {
    "lift": Question("lift", Kind.YES_NO_UNSURE, "您家愿意加装电梯吗？", SIXTY[:3]),
    "one": Question("one", Kind.SINGLE, LONG, SIXTY[:2], hint="选一项就行。"),
    "many": Question("many", Kind.MULTIPLE, "先做哪几项？", SIXTY, least=1, most=3, required=False),
    "mark": Question("mark", Kind.RATING, "您给物业打几分？", least=0, most=10),
    "words": Question("words", Kind.TEXT, "还有什么想说的？", most=200, required=False),
}

CALLS: dict[str, dict[str, dict[str, Any]]] = {
    "stage_stepper": {
        "stage_stepper": {
            "stages": [
                {"label": "摸底", "state": "done"},
                {"label": "意愿", "state": "now"},
                {"label": "方案公示", "state": "next"},
            ],
            "note": "现在在问大家的意愿，到 12 月 5 日。",
        }
    },
    "drawing": {
        "patterns": {"id": "pattern"},
        "bar": {"id": "pattern", "width": 0, "title": "0%", "marks": [(66.7, "2/3")]},
    },
    "bars": {
        "bars": {
            "id": "chart",
            "title": "加装电梯的意愿",
            "rows": list(CHART.values()),
            "base": "24 户回答",
            "as_at": "截至 12 月 5 日 18:00",
            "note": "可以选几项，合计会超过 100%。",
        }
    },
    "turnout_meter": {
        "turnout_meter": {
            "id": "turnout",
            "title": "已经有多少户答了",
            "part": "0",
            "whole": "240",
            "percent": "0%",
            "width": 0,
            "as_at": "截至 12 月 5 日 18:00",
            "marks": [(66.7, "要到 2/3，就是 160 户")],
        }
    },
    "floor_grid": {
        "floor_grid": {
            "caption": "3 号楼 2 单元",
            "columns": ["西户", "东户"],
            "rows": [{"floor": "6 层", "cells": [CELL, None]}],
            "legend": [("done", "已经答了")],
        }
    },
    "receipt_card": {
        "receipt_card": {
            "id": "receipt",
            "title": "记下了",
            "sentences": ["您代表 3 号楼 2 单元 501 投了「同意」。", LONG],
            "code": ["7K3M", "9QXT", "2B"],
            "qr": Markup(
                '<svg viewBox="0 0 9 9" role="img"><title>回执二维码</title><path d="M0 0h9"/></svg>'
            ),
            "qr_text": "扫一扫可以再查。",
            "how": ["截图留存。"],
            "draft": "poll-AB12",
        }
    },
    "read_aloud": {"read_aloud": {"target": "receipt-words"}},
    "share_cell": {"share_cell": {"part": 12, "whole": 40, "width": 30}},
    "deadline_line": {
        "deadline_line": {"text": "还有 3 天，到 12 月 5 日 18:00", "instant": "2026-12-05T18:00+08:00"}
    },
    "person_choice_card": {
        "person_choice_card": {
            "represents": "3 号楼 2 单元 501",
            "answers": [("加装电梯", "同意"), (LONG, ODD)],
            "when": "12 月 1 日 9:12",
            "receipt": "7K3M-9QXT-2B",
            "change_url": "/my/polls/AB12",
        }
    },
    "empty_state": {
        "empty_state": {"title": "还没有投票", "sentence": "先导入名册。", "action": "导入", "url": "/r"}
    },
    "timeline": {
        "timeline": {
            "entries": [
                {
                    "when": "12 月 1 日",
                    "instant": "2026-12-01",
                    "stage": "施工",
                    "text": LONG,
                    "by": "居委会",
                },
                {
                    "when": "11 月 1 日",
                    "stage": "摸底",
                    "text": ODD,
                    "photos": [{"url": "/f/1", "alt": "脚手架"}],
                },
            ],
            "level": 2,
        }
    },
    "error_summary": {"error_summary": {"faults": [("q-one", "第 1 题还没有答。")]}},
    "pagination": {"pagination": {"place": "第 2 页，共 7 页", "previous_url": "?p=1", "next_url": "?p=3"}},
    "fact_list": {"fact_list": {"rows": [("建成", "1998 年"), ("说明", LONG)]}},
    "link_list": {
        "link_list": {
            "rows": [
                {"title": LONG, "url": "/p/1", "note": "还有 3 天"},
                {"title": "停车", "url": "/p/2", "state": "已答"},
            ]
        }
    },
    "key_figure": {
        "key_figure": {"label": "已答", "number": "126.4", "unit": "万元", "base": "截至 12 月 5 日"}
    },
    "data_table": {
        "data_table": {
            "caption": "各楼进度",
            "heads": [("楼", False), ("户数", True)],
            "rows": [["1 号楼", "48"]],
            "foot": ["合计", "48"],
        }
    },
    "confirm_form": {
        "confirm_form": {
            "action": "/my/polls/AB12/answer",
            "title": "请您看一遍",
            "sentences": ["您选了「同意」。"],
            "submit": "交上去",
            "cancel_url": "/my/polls/AB12",
            "fields": [("idempotency_key", "k1"), ("lift", ODD)],
        }
    },
    "chips": {
        "chip": {"text": "进行中", "tone": "waiting"},
        "delivery_chip": {"is_delivered": False, "way": "等他下次发消息"},
    },
    "channel_shares": {
        "channel_shares": {
            "rows": [("微信", "12", "75%"), ("上门", "4", "25%")],
            "total": ("合计", "16", "100%"),
            "as_at": "截至 12 月 5 日 18:00",
        }
    },
    "error_page": {
        "stop_message": {
            "sentences": ["这张选票已过截止时间。", ""],
            "what_now": "没有计入。",
            "telephone": "0635-000 0000",
            "reference": "A1B2C3D4",
            "back_url": "/",
        }
    },
    "call_line": {"call_line": {"telephone": "0635-0000000", "hours": "周一到周五 8:30-17:30"}},
    "icons": {"icon": {"name": "home"}},
    "notices": {
        "notice": {"level": "warning", "text": ODD},
        "notice_list": {"notices": [("done", "记下了。"), ("error", "没有读懂。"), ("message", "好。")]},
    },
    "buttons": {
        "button": {"label": "交上去", "name": "act", "value": "send"},
        "button_link": {"label": "回去", "url": "/my", "tone": "plain"},
    },
    "form_fields": {
        "text_field": {
            "name": "phone",
            "label": "手机号",
            "hint": "11 位",
            "error": "少了一位。",
            "max_length": 11,
        },
        "area_field": {"name": "note", "label": "备注", "value": ODD, "is_required": False},
        "select_field": {"name": "unit", "label": "单元", "options": [("1", "1 单元")], "value": "1"},
        "file_field": {"name": "photo", "label": "照片", "accept": "image/*", "is_camera": True},
        "choice_field": {
            "name": "way",
            "label": "方式",
            "options": [("door", "上门")],
            "error": "请选一种。",
        },
        "tick_field": {"name": "consent", "label": "我看过了", "error": "请先看一看。"},
    },
}


@cache
def environment() -> Environment:
    """The templates alone: no Flask, no database; what the application adds is stood in for."""
    env = Environment(loader=FileSystemLoader(APP / "templates"), autoescape=True)
    env.globals |= {
        "url_for": lambda endpoint, filename: f"/{endpoint}/{filename}",
        "csrf_token": lambda: "token",
        "request": SimpleNamespace(method="GET", full_path="/my?"),
    }
    return env


def rendered(component: str, macro: str, **values: Any) -> str:
    """One call of one macro."""
    return str(getattr(environment().get_template(f"components/{component}.html").module, macro)(**values))


def page_of(*pieces: str, layout: str = "resident", **context: Any) -> str:
    """The pieces as the content of a page."""
    source = (
        f'{{% extends "layouts/{layout}.html" %}}{{% block heading %}}样张{{% endblock %}}'
        "{% block content %}{% for piece in pieces %}{{ piece }}{% endfor %}{% endblock %}"
    )
    whole = [Markup(piece) for piece in pieces]
    return environment().from_string(source).render(pieces=whole, **context)


def question(key: str, **values: Any) -> str:
    """One question as a field."""
    return rendered("question_fields", "question_field", question=QUESTIONS[key], **values)


def pieces() -> Iterator[str]:
    """Every macro of CALLS once, and the questions, all on one page."""
    for component, calls in CALLS.items():
        for macro, values in calls.items():
            yield rendered(component, macro, **values)
    for number, key in enumerate(QUESTIONS, start=1):
        yield question(
            key, number=f"第 {number} 题，共 5 题", error="这一题还没有答。" if key != "mark" else ""
        )


FULL_CONTEXT = {
    "compound_name": LONG,
    "acting_for": "3 号楼 2 单元 501",
    "acting_url": "/my/home",
    "tab_urls": {"home": "/my", "polls": "/my/polls", "progress": "/my/progress", "me": "/my/me"},
    "current_tab": "polls",
    "navigation": [("今日", "/committee", True, 3), ("名册", "/committee/roster", False, 0)],
    "place_name": "柳园小区",
    "staff_name": "王莉",
    "sign_out_url": "/staff/sign-out",
    "crumbs": [("聊城市", "/"), ("柳园小区", "/c/AB12")],
    "telephone": "0635-0000000",
    "foot_links": [("怎么算的", "/rules")],
    "back_url": "/committee",
    "printed_line": "12 月 5 日打印",
    "notices": [("done", "记下了。")],
}
