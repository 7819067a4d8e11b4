"""A decision recounted from its public pack, and held against the result the pack itself states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.electorate.rules import Basis
from surveys.errors import Invalid, Missing
from surveys.figures import area_from_text
from surveys.tally import fields
from surveys.tally.counting import Choice, Count, VotingRight, count_ballots, rules_of
from surveys.tally.exchange import figure_to_json, verdict_to_json
from surveys.tally.manifest import Standing, electorate_root, hash_of
from surveys.tally.matters import Matter
from surveys.tally.options import contest
from surveys.tally.packs.loading import HERE, get_pack
from surveys.tally.packs.pack import RulePack
from surveys.tally.verdict import verdict_on

COMPARED = (
    "passed", "total", "present", "agreed", "void", "deemed", "quorum", "approval", "strict", "with_deemed",
    "two_thirds_of_all", "needed", "percent", "choices", "divided", "options", "winner",
)  # fmt: skip
UNKNOWN_PACK = "rule-pack-unknown"
HEADS_DIVIDED = "heads-divided"


@dataclass(frozen=True)
class Case:
    """What a pack says was voted on, by whom, and how."""

    manifest: Mapping[str, Any]
    matter: Matter
    basis: Basis
    options: tuple[str, ...]
    rights: Sequence[VotingRight]
    choices: Mapping[str, str]
    deemed: tuple[str, ...] | None


def recount(data: object, pack: RulePack | None = None) -> dict[str, object]:
    """The answer to a pack with `matches`; under another rule pack when one is given.

    A pack of a rehearsal is counted like any other, and the answer says `rehearsal`; of a supporting decision
    it says `legal_effect` false, whatever `passed` is by the figures. `unchecked` names the seals a pack
    leaves out: nothing holds its manifest or its rights to what was announced.

    `matches` is None when the pack states no result to hold against. Invalid when the pack contradicts
    itself: a right twice, a ballot for no right, two ballots for one right.
    """
    told = fields.an_object(data, "pack")
    case = case_from_json(told)
    rules, cautions = (pack, []) if pack else _rules(case.manifest)
    answer, count = _answer(case, rules)
    cautions += [HEADS_DIVIDED] if count.divided else []
    differences = sorted({*_unlike(told.get("result"), answer), *_unsealed(told, case)})
    stated = isinstance(told.get("result"), dict) and any(key in told["result"] for key in COMPARED)
    return {
        **answer,
        "warnings": cautions,
        "basis": case.basis.value,
        "rule_pack": rules.name,
        "matches": False if differences else (True if stated else None),
        "differences": differences,
        "unchecked": [at for at, seal in _seals(told, case) if seal is None],
        **({"rehearsal": True} if told.get("rehearsal") is True else {}),
        **({"legal_effect": False} if case.manifest.get("standing") == Standing.SUPPORTING else {}),
    }


def case_from_json(told: Mapping[str, Any]) -> Case:
    """Everything that is counted, each right and each ballot checked."""
    manifest = fields.an_object(told.get("manifest"), "manifest")
    options = _options(manifest.get("options"))
    rights = _rights(fields.a_list(told.get("rights"), "rights"))
    basis = manifest.get("basis")
    return Case(
        manifest=manifest,
        matter=fields.a_word(Matter, manifest.get("matter"), "manifest.matter"),
        basis=Basis.PERSON if basis is None else fields.a_word(Basis, basis, "manifest.basis"),
        options=options,
        rights=rights,
        choices=_choices(fields.a_list(told.get("ballots"), "ballots"), options),
        deemed=_deemed(told.get("deemed"), manifest),
    )


def _answer(case: Case, rules: RulePack) -> tuple[dict[str, object], Count]:
    counting = rules_of(rules, case.basis)
    count = count_ballots(case.rights, case.choices, counting, deemed=case.deemed)
    figures: dict[str, object] = {
        "total": figure_to_json(count.total),
        "present": figure_to_json(count.present),
        "void": figure_to_json(count.void),
        "deemed": count.deemed and figure_to_json(count.deemed),
        "choices": {key: figure_to_json(one) for key, one in count.by_choice.items()},
        "divided": count.divided,
    }
    if not case.options:
        totals = count.totals_for()
        verdict = verdict_on(totals, case.matter, rules)
        return {**verdict_to_json(verdict, totals), "agreed": figure_to_json(totals.agreed), **figures}, count
    found = contest(count, case.matter, rules, options=case.options)
    shown = found.winner or found.leader
    totals = count.totals_for(shown)
    options = {
        key: {"agreed": figure_to_json(count.totals_for(key).agreed), "passed": one.passed}
        for key, one in found.verdicts.items()
    }
    figures |= {"agreed": figure_to_json(totals.agreed), "options": options, "winner": found.winner}
    return {**verdict_to_json(found.verdicts[shown], totals), **figures}, count


def _rules(manifest: Mapping[str, Any]) -> tuple[RulePack, list[str]]:
    """The pack a manifest names; the law's own shares where nobody here knows it, which is said."""
    named = manifest.get("rule_pack")
    if named is None:
        return get_pack(HERE), []
    if isinstance(named, dict):
        pack_id, version = named.get("id"), named.get("version")
    else:
        pack_id, _, version = fields.a_text(named, "manifest.rule_pack").partition("@")
    try:
        return get_pack(fields.a_text(pack_id, "manifest.rule_pack"), version or None), []
    except Missing:
        return get_pack("national"), [UNKNOWN_PACK]


def _options(told: object) -> tuple[str, ...]:
    """Keys of the options; one thing put to the vote has none."""
    if told is None:
        return ()
    named = [
        one.get("key") if isinstance(one, dict) else one for one in fields.a_list(told, "manifest.options")
    ]
    keys = tuple(fields.a_text(one, "manifest.options") for one in named)
    if set(keys) <= set(Choice):
        return ()
    if len(set(keys)) != len(keys) or set(keys) & set(Choice) or any("/" in key for key in keys):
        raise Invalid("options-malformed", field="manifest.options")
    return keys


def _rights(told: list[Any]) -> list[VotingRight]:
    known: dict[str, int] = {}
    rights = []
    for place, one in enumerate(told):
        at = f"rights[{place}]"
        if not isinstance(one, dict):
            raise Invalid("field-not-an-object", field=at)
        text = one.get("area")
        area = known.get(text) if isinstance(text, str) else None
        if area is None:
            area = _area(text, at)
            known[str(text)] = area
        source = one.get("source") or ""
        rights.append(
            VotingRight(
                fields.a_text(one.get("id"), f"{at}.id"),
                fields.a_text(one.get("head"), f"{at}.head"),
                area,
                fields.a_text(source, f"{at}.source") if source else "",
            )
        )
    _once_each((right.id for right in rights), "right-repeated", "rights")
    return rights


def _area(told: object, at: str) -> int:
    area = fields.area(told, f"{at}.area")
    if area is None:
        raise Invalid("field-missing", field=f"{at}.area")
    return area


def _choices(told: list[Any], options: tuple[str, ...]) -> dict[str, str]:
    allowed = {*options, *Choice} - ({Choice.AGREE} if options else set())
    choices: dict[str, str] = {}
    for place, one in enumerate(told):
        at = f"ballots[{place}]"
        if not isinstance(one, dict):
            raise Invalid("field-not-an-object", field=at)
        right, choice = fields.a_text(one.get("right"), f"{at}.right"), one.get("choice")
        if not isinstance(choice, str) or choice not in allowed:
            raise Invalid("field-unknown-word", field=f"{at}.choice", allowed=fields.listed(sorted(allowed)))
        if right in choices:
            raise Invalid("ballot-repeated", field=at, right=right)
        choices[right] = str(choice)
    return choices


def _deemed(told: object, manifest: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Rights deemed to follow; only under a clause the manifest names."""
    if told is None:
        return None
    deemed = tuple(fields.a_text(one, "deemed") for one in fields.a_list(told, "deemed"))
    _once_each(deemed, "right-repeated", "deemed")
    if deemed and not manifest.get("deemed_clause"):
        raise Invalid("deemed-without-clause", field="manifest.deemed_clause")
    return deemed


def _once_each(keys: Iterable[str], code: str, field: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise Invalid(code, field=field, right=key)
        seen.add(key)


def _unsealed(told: Mapping[str, Any], case: Case) -> Iterable[str]:
    """What a pack seals and does not keep: the rights behind its root, the manifest behind its hash."""
    ours = electorate_root(case.rights), hash_of(case.manifest)
    for (at, seal), found in zip(_seals(told, case), ours, strict=True):
        if seal is not None and seal != found:
            yield at


def _seals(told: Mapping[str, Any], case: Case) -> tuple[tuple[str, object], ...]:
    """What a pack says it is sealed with."""
    root, stated = case.manifest.get("electorate_root"), told.get("manifest_hash")
    return ("manifest.electorate_root", root), ("manifest_hash", stated)


def _unlike(theirs: object, ours: Mapping[str, object]) -> Iterable[str]:
    """Where the stated result says something else; what it does not say is no difference."""
    if theirs is None:
        return
    for key, value in fields.an_object(theirs, "result").items():
        if key in COMPARED and not (ours.get(key) is None and _is_nothing(value)):
            yield from _parts_unlike(value, ours.get(key), key)


def _parts_unlike(theirs: object, ours: object, at: str) -> Iterable[str]:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for key, value in theirs.items():
            if key not in ours:
                yield f"{at}.{key}"
            else:
                yield from _parts_unlike(value, ours[key], f"{at}.{key}")
    elif not _is_same(theirs, ours):
        yield at


def _is_nothing(value: object) -> bool:
    """Nobody deemed to follow may be written as noughts or left out."""
    return isinstance(value, Mapping) and all(
        one in (None, 0) or _is_same(one, "0") for one in value.values()
    )


def _is_same(theirs: object, ours: object) -> bool:
    """Numbers as they are; areas and percentages by what they mean."""
    if isinstance(ours, str) and isinstance(theirs, str | int) and not isinstance(theirs, bool):
        try:
            return area_from_text(str(theirs).rstrip("%")) == area_from_text(ours.rstrip("%"))
        except Invalid:
            return theirs == ours
    return type(theirs) is type(ours) and theirs == ours
