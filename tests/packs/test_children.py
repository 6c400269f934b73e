"""What a parent lets its children do: refused, warned of or let through as it declares, with both places.

The parent and its children are made up here: a duty for each direction, in force or a draft.
"""

from decimal import Decimal

import pytest

from shuangsuiji.findings import Refusal
from shuangsuiji.packs.resolve import load_pack
from shuangsuiji.report.sentences import sentence

PACK = """\
id: {id}
title: 测试
code: "370000"
documents:
  - id: {id}-d
    title: 办法
    status: {status}
"""
CLAUSES = """\
- id: {mark}-01
  document: {id}-d
  place: 一
  says: 一条
  mark: "no"
- id: {mark}-02
  document: {id}-d
  place: 二
  says: 又一条
  mark: "no"
"""
PARENT = {
    "frequency": """\
- id: cap
  kind: frequency_cap
  title: 一年不超过两次
  cite: [PP-01]
  modality: must
  cap: 2
""",
    "ratios": """\
- id: floor
  kind: coverage_floor
  title: 不低于3%
  cite: [PP-01]
  modality: must
  table: plan
  counted: enterprises_planned
  base: existing_enterprises
  least: 3%
- id: general
  kind: ratio_cap
  title: 一般事项比例上限
  cite: [PP-01]
  modality: must
  category: general
""",
    "deadlines": """\
- id: published
  kind: due_within
  title: 二十个工作日内公示
  cite: [PP-01]
  modality: must
  table: plan
  after: made_on
  event: published_on
  within: {workdays: 20}
- id: made
  kind: due_on
  title: 一月底前制定
  cite: [PP-01]
  modality: must
  table: plan
  event: made_on
  due: 01-31
""",
    "accountability": """\
- id: trigger
  kind: accountability_trigger
  title: 未按要求检查
  cite: [PP-01]
  modality: must
  condition: task_not_executed
""",
    "notice": """\
- id: told
  kind: requirement
  title: 写明范围
  cite: [PP-01]
  modality: must
  table: plan_line
  require: stated(scope)
""",
}


def direction(family, may, rests, **more):
    ground = {"cite": "cite: [PP-01]", "policy": "policy: true"}[rests]
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return f"  - {{family: {family}, may: {may}, {ground}{extra}}}\n"


def own(family, kind, **keys):
    """Return a child's rule of a family's file, as text."""
    said = {"title": "下级", "cite": "[CC-01]", "modality": "must", **keys}
    return {
        family: f"- id: own\n  kind: {kind}\n" + "".join(f"  {k}: {v}\n" for k, v in said.items())
    }


def refining(rule, changed, family=None, **keys):
    family = family or rule.split("/")[1]
    return own(family, "refinement", refines=rule, set=changed, **keys)


def drops(rule):
    return {"pack": f"drops:\n  - rule: {rule}\n    cite: [CC-01]\n"}


def write(folder, name, mark, rules, pack="", status="in_force", settings=""):
    place = folder / name
    place.mkdir()
    texts = {
        "pack": PACK.format(id=name, status=status) + pack + rules.get("pack", ""),
        "clauses": CLAUSES.format(id=name, mark=mark),
        **{f: t for f, t in rules.items() if f != "pack"},
        **({"settings": settings} if settings else {}),
    }
    for file, text in texts.items():
        (place / f"{file}.yaml").write_text(text, "utf-8")


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def family_of(place, declared, child, status="in_force", acknowledges="", settings=""):
    """Write a parent with these directions and a child with these rules; return the child's folder."""
    children = f"children:\n{declared}" if declared else ""
    write(place, "parent", "PP", PARENT, children, status)
    known = (
        f"acknowledges:\n  - {{clauses: [{acknowledges}], says: 知道}}\n" if acknowledges else ""
    )
    write(place, "child", "CC", child, f"extends: parent\n{known}", settings=settings)
    return "child"


def refused(name):
    with pytest.raises(Refusal) as refusal:
        load_pack(name)
    return shown(refusal.value.findings)


def shown(findings):
    """Return code, place, and the places of the parent that the sentence names."""
    for finding in findings:
        what, _ = sentence(finding)
        assert finding.params["parent"] in what
        assert finding.code == "pack/child-must-not" or finding.params["there"] in what
    return [(f.code, str(f.location), f.params["parent"], f.params["there"]) for f in findings]


def warned(name):
    pack = load_pack(name)
    return [(f.code, f.severity.value) for f in pack.warnings]


CAP = "parent/frequency/cap"
FLOOR = "parent/ratios/floor"
WITHIN = "parent/deadlines/published"
DUE = "parent/deadlines/made"
TRIGGER = "parent/accountability/trigger"
TOLD = "parent/notice/told"
DECLARED = "parent/pack.yaml:9:5"
NOT_ALLOWED = {
    "capping a key item": (
        ("ratios", "none", {"category": "key"}),
        own("ratios", "ratio_cap", category="key"),
        ("pack/child-must-not", "child/ratios.yaml:1:3", DECLARED),
    ),
    "capping a key item by its Chinese name": (
        ("ratios", "none", {"category": "key"}),
        own("ratios", "ratio_cap", category="重点检查事项"),
        ("pack/child-must-not", "child/ratios.yaml:1:3", DECLARED),
    ),
    "raising a cap": (
        ("frequency", "lower", {}),
        refining(CAP, "{cap: 3}"),
        ("pack/child-wrong-way", "child/frequency.yaml:6:12", "parent/frequency.yaml:1:3"),
    ),
    "raising a cap from a later day": (
        ("frequency", "lower", {}),
        refining(CAP, "{cap: [{is: 2, until: 2030-01-01}, {is: 3, from: 2030-01-01}]}"),
        ("pack/child-wrong-way", "child/frequency.yaml:6:12", "parent/frequency.yaml:1:3"),
    ),
    "raising a cap by another rule in its place": (
        ("frequency", "lower", {}),
        own("frequency", "frequency_cap", replaces=CAP, cap=3),
        ("pack/child-wrong-way", "child/frequency.yaml:6:13", "parent/frequency.yaml:1:3"),
    ),
    "lowering a floor": (
        ("ratios", "raise", {"kind": "coverage_floor"}),
        refining(FLOOR, "{least: 2%}"),
        ("pack/child-wrong-way", "child/ratios.yaml:6:12", "parent/ratios.yaml:1:3"),
    ),
    "lengthening a deadline": (
        ("deadlines", "bring_forward", {}),
        refining(WITHIN, "{within: {workdays: 30}}"),
        ("pack/child-wrong-way", "child/deadlines.yaml:6:12", "parent/deadlines.yaml:1:3"),
    ),
    "putting off a day of the year": (
        ("deadlines", "bring_forward", {}),
        refining(DUE, "{due: 03-31}"),
        ("pack/child-wrong-way", "child/deadlines.yaml:6:12", "parent/deadlines.yaml:10:3"),
    ),
    "removing a trigger": (
        ("accountability", "keep", {}),
        drops(TRIGGER),
        ("pack/child-changes", "child/pack.yaml:10:11", "parent/accountability.yaml:1:3"),
    ),
    "removing a cap that may be lowered": (
        ("frequency", "lower", {}),
        drops(CAP),
        ("pack/child-changes", "child/pack.yaml:10:11", "parent/frequency.yaml:1:3"),
    ),
    "changing what may only be kept": (
        ("frequency", "keep", {}),
        refining(CAP, "{cap: 1}"),
        ("pack/child-changes", "child/frequency.yaml:6:12", "parent/frequency.yaml:1:3"),
    ),
    "changing what may only be added to": (
        ("notice", "add", {}),
        refining(TOLD, "{require: stated(scope) OR stated(ratio)}"),
        ("pack/child-changes", "child/notice.yaml:6:12", "parent/notice.yaml:1:3"),
    ),
    "lifting by a shared exception what may only be kept": (
        ("notice", "keep", {}),
        own("exemptions", "exception", table="plan_line", to=f"[{TOLD}]", when="stated(ratio)"),
        ("pack/child-changes", "child/exemptions.yaml:7:8", "parent/notice.yaml:1:3"),
    ),
}
ALLOWED = {
    "a cap lowered": (("frequency", "lower"), refining(CAP, "{cap: 1}")),
    "a floor raised": (("ratios", "raise"), refining(FLOOR, "{least: 5%}")),
    "a deadline brought forward": (
        ("deadlines", "bring_forward"),
        refining(WITHIN, "{within: {workdays: 15}}"),
    ),
    "a day brought forward": (("deadlines", "bring_forward"), refining(DUE, "{due: 01-15}")),
    "a rule of its own beside the parent's": (
        ("frequency", "keep"),
        own("frequency", "frequency_cap", cap=1),
    ),
    "an exception added": (
        ("notice", "add"),
        own(
            "notice",
            "refinement",
            refines=TOLD,
            unless="\n    - {id: x, title: 例外, when: stated(ratio), cite: [CC-01]}",
        ),
    ),
    "a rule replaced": (
        ("accountability", "replace"),
        own("accountability", "accountability_trigger", replaces=TRIGGER, condition="task_delayed"),
    ),
    "a rule dropped": (("accountability", "replace"), drops(TRIGGER)),
    "words said anew": (("frequency", "lower"), refining(CAP, "{cap: 2}", message="多了")),
    "another family": (("ratios", "keep"), refining(CAP, "{cap: 3}")),
    "an item of another category": (
        ("ratios", "none, category: key"),
        own("ratios", "ratio_cap", category="general"),
    ),
    "a rule of another kind": (
        ("ratios", "keep, kind: ratio_cap"),
        refining(FLOOR, "{least: 1%}"),
    ),
}


@pytest.mark.parametrize("name", NOT_ALLOWED)
def test_what_a_parent_in_force_forbids_by_a_clause_is_refused_with_both_places(place, name):
    (family, may, more), child, (code, here, there) = NOT_ALLOWED[name]

    found = refused(family_of(place, direction(family, may, "cite", **more), child))

    assert found == [(code, here, DECLARED, there)]


@pytest.mark.parametrize("rests", ["policy", "draft"])
@pytest.mark.parametrize("name", NOT_ALLOWED)
def test_what_rests_on_caution_or_on_a_draft_only_warns(place, name, rests):
    (family, may, more), child, (code, here, there) = NOT_ALLOWED[name]
    ground, status = ("policy", "in_force") if rests == "policy" else ("cite", "draft")
    declared = direction(family, may, ground, **more)

    pack = load_pack(family_of(place, declared, child, status))

    assert shown(pack.warnings) == [(code, here, DECLARED, there)]
    assert [f.severity.value for f in pack.warnings] == ["warning"]


@pytest.mark.parametrize("name", NOT_ALLOWED)
def test_what_the_child_acknowledges_is_not_warned_of(place, name):
    (family, may, more), child, _ = NOT_ALLOWED[name]
    declared = direction(family, may, "policy", **more)

    assert warned(family_of(place, declared, child, acknowledges="CC-01")) == []


def test_acknowledging_another_clause_silences_nothing(place):
    (family, may, more), child, _ = NOT_ALLOWED["raising a cap"]
    declared = direction(family, may, "policy", **more)

    found = warned(family_of(place, declared, child, acknowledges="CC-02"))

    assert found == [("pack/child-wrong-way", "warning")]


@pytest.mark.parametrize("name", NOT_ALLOWED)
def test_acknowledging_does_not_lift_what_a_clause_in_force_forbids(place, name):
    (family, may, more), child, (code, *_) = NOT_ALLOWED[name]
    declared = direction(family, may, "cite", **more)

    found = refused(family_of(place, declared, child, acknowledges="CC-01"))

    assert [c for c, *_ in found] == [code]


@pytest.mark.parametrize("name", ALLOWED)
def test_what_goes_the_allowed_way_is_let_through_without_a_word(place, name):
    (family, may), child = ALLOWED[name]

    assert warned(family_of(place, direction(family, may, "cite"), child)) == []


UNDECIDED = {
    "a rewritten condition": (
        ("accountability", "raise"),
        refining(TRIGGER, "{condition: accident}"),
    ),
    "limits in two units": (
        ("deadlines", "bring_forward"),
        refining(WITHIN, "{within: {days: 15}}"),
    ),
    "a cap that ends some day": (
        ("frequency", "lower"),
        refining(CAP, "{cap: [{is: 2, until: 2030-01-01}]}"),
    ),
    "a cap of some targets": (("frequency", "lower"), refining(CAP, "{targets: in_abnormal_list}")),
    "another field counted": (("frequency", "lower"), refining(CAP, "{counts: draws_in_year}")),
    "a weaker word": (("frequency", "lower"), refining(CAP, "{cap: 2}", modality="should")),
    "a switch": (
        ("ratios", "raise"),
        refining("parent/ratios/general", "{silent_when_undeclared: true}"),
    ),
    "another category": (("ratios", "raise"), refining("parent/ratios/general", "{category: key}")),
    "a time in which it holds": (
        ("frequency", "lower"),
        refining(CAP, "{cap: 2}", in_force="{from: 2030-01-01}"),
    ),
    "an exception": (
        ("frequency", "lower"),
        own(
            "frequency",
            "refinement",
            refines=CAP,
            unless="\n    - {id: x, title: 例外, when: in_abnormal_list, cite: [CC-01]}",
        ),
    ),
    "a shared exception": (
        ("notice", "raise"),
        own("exemptions", "exception", table="plan_line", to=f"[{TOLD}]", when="stated(ratio)"),
    ),
    "another kind in its place": (
        ("frequency", "lower"),
        own("frequency", "requirement", replaces=CAP, table="target", forbid="in_abnormal_list"),
    ),
}


@pytest.mark.parametrize("name", UNDECIDED)
def test_a_change_whose_way_cannot_be_told_is_listed_for_a_person(place, name):
    (family, may), child = UNDECIDED[name]
    declared = direction(family, may, "cite")

    pack = load_pack(family_of(place, declared, child))

    assert [(f.code, f.severity.value) for f in pack.warnings] == [
        ("pack/direction-undecided", "note")
    ]
    assert shown(pack.warnings)


@pytest.mark.parametrize("name", NOT_ALLOWED)
def test_where_superiors_prevail_the_parents_rule_stays_and_that_is_told(place, name):
    (family, may, more), child, (_, here, there) = NOT_ALLOWED[name]
    settings = "- name: superior_prevails\n  is: 'true'\n  cite: [CC-01]\n"
    declared = direction(family, may, "cite", **more)

    pack = load_pack(family_of(place, declared, child, settings=settings))

    assert shown(pack.warnings) == [("pack/superior-prevails", here, DECLARED, there)]
    kept = {r.full_id: r.spec for r in pack.rules if r.pack == "parent"}
    parents = {r.full_id: r.spec for r in load_pack("parent").rules}
    assert kept == parents
    assert [r.full_id for r in pack.rules if r.pack == "child" and r.spec.kind != "exception"] == []


def test_a_draft_that_superiors_prevail_over_overrides_nobody(place):
    settings = "- name: superior_prevails\n  is: 'true'\n  cite: [CC-01]\n"
    declared = direction("frequency", "lower", "cite")

    pack = load_pack(
        family_of(place, declared, refining(CAP, "{cap: 3}"), "draft", settings=settings)
    )

    assert [f.code for f in pack.warnings] == ["pack/child-wrong-way"]
    assert [r.spec.cap[0].is_ for r in pack.rules if r.family == "frequency"] == [3]


def test_removing_a_rule_without_a_clause_for_it_is_refused(place):
    child = {"pack": f"drops:\n  - rule: {TRIGGER}\n"}
    family_of(place, "", child)

    with pytest.raises(Refusal) as refusal:
        load_pack("child")

    assert [(f.code, str(f.location)) for f in refusal.value.findings] == [
        ("yaml/missing-key", "child/pack.yaml:10:5")
    ]


def test_a_refinement_keeps_what_it_does_not_change_and_tells_where_each_value_stands(place):
    child = refining(FLOOR, "{least: 5%}", message="“少于{least}”")
    child["ratios"] += "  unless:\n    - {id: x, title: 例外, when: stated(title), cite: [CC-02]}\n"
    pack = load_pack(family_of(place, "", child))

    rule = next(r for r in pack.rules if r.full_id == "child/ratios/own")

    assert rule.spec.kind == "coverage_floor"
    assert (rule.spec.table, rule.spec.counted) == ("plan", "enterprises_planned")
    assert rule.spec.least[0].is_ == Decimal("0.05")
    assert [c.clause for c in rule.citations] == ["CC-01"]
    assert [c.clause for c in rule.exceptions["x"]] == ["CC-02"]
    assert str(rule.source.at("least")) == "child/ratios.yaml:7:16"
    assert str(rule.source.at("counted")) == "parent/ratios.yaml:7:12"
    assert str(rule.source.at("unless", 0, "when")) == "child/ratios.yaml:10:32"
    assert [(r.rule.full_id, r.by) for r in pack.replaced] == [(FLOOR, "child/ratios/own")]


def test_a_broken_condition_in_a_refinement_is_told_where_it_stands(place):
    family_of(place, "", refining(TOLD, "{require: stated(skope)}"))

    with pytest.raises(Refusal) as refusal:
        load_pack("child")

    assert [(f.code, str(f.location)) for f in refusal.value.findings] == [
        ("condition/unknown-field", "child/notice.yaml:7:25")
    ]


@pytest.mark.parametrize(
    ("rule", "changed", "code", "at"),
    [
        (CAP, "{capp: 1}", "pack/refines-unknown", "7:15"),
        (CAP, "{id: x}", "pack/refines-unknown", "7:13"),
        (CAP, "{modality: should}", "pack/refines-unknown", "7:19"),
        (CAP, "{unless: []}", "pack/refines-unknown", "7:17"),
        (CAP, "{cap: [1]}", "pack/refines-wrong", "7:15"),
        (CAP, "{cap: ~}", "pack/refines-wrong", "7:14"),
        (FLOOR, "{least: 1/3}", "pack/refines-wrong", "7:16"),
        (WITHIN, "{within: 30}", "pack/refines-wrong", "7:17"),
        ("parent/frequency/none", "{cap: 1}", "pack/unknown-rule", "6:12"),
        ("child/frequency/own", "{cap: 1}", "pack/unknown-rule", "6:12"),
    ],
)
def test_a_refinement_of_what_is_not_there_is_refused(place, rule, changed, code, at):
    family = rule.split("/")[1]
    family_of(place, "", refining(rule, changed))

    with pytest.raises(Refusal) as refusal:
        load_pack("child")

    assert [(f.code, str(f.location)) for f in refusal.value.findings] == [
        (code, f"child/{family}.yaml:{at}")
    ]


def grandchild(place, rules, pack=""):
    write(place, "grandchild", "GG", rules, f"extends: child\n{pack}")
    return "grandchild"


def of_grandchild(rules):
    return {f: t.replace("CC-", "GG-") for f, t in rules.items()}


def test_a_refinement_of_a_refinement_takes_the_childs_value(place):
    family_of(place, direction("frequency", "lower", "cite"), refining(CAP, "{cap: 1}"))
    rules = of_grandchild(refining("child/frequency/own", "{cap: 0}"))

    pack = load_pack(grandchild(place, rules))

    caps = [(r.full_id, r.spec.cap[0].is_) for r in pack.rules if r.family == "frequency"]
    assert caps == [("grandchild/frequency/own", 0)]
    assert [r.rule.full_id for r in pack.replaced] == [CAP, "child/frequency/own"]


def test_the_first_parents_directions_bind_grandchildren(place):
    family_of(place, direction("frequency", "lower", "cite"), refining(CAP, "{cap: 1}"))
    rules = of_grandchild(refining("child/frequency/own", "{cap: 2}"))

    found = refused(grandchild(place, rules))

    assert found == [
        (
            "pack/child-wrong-way",
            "grandchild/frequency.yaml:6:12",
            DECLARED,
            "child/frequency.yaml:1:3",
        )
    ]


def test_what_a_child_has_replaced_is_not_there_for_its_own_child(place):
    family_of(place, "", refining(CAP, "{cap: 1}"))
    grandchild(place, of_grandchild(refining(CAP, "{cap: 2}")))

    with pytest.raises(Refusal) as refusal:
        load_pack("grandchild")

    assert [(f.code, str(f.location)) for f in refusal.value.findings] == [
        ("pack/unknown-rule", "grandchild/frequency.yaml:6:12")
    ]


def test_a_rule_may_be_replaced_by_two(place):
    one = own("frequency", "frequency_cap", replaces=CAP, cap=1, targets="type = '企业'")
    two = own("frequency", "frequency_cap", replaces=CAP, cap=2, targets="type <> '企业'")
    rules = {"frequency": one["frequency"] + two["frequency"].replace("id: own", "id: other")}

    pack = load_pack(family_of(place, direction("frequency", "replace", "cite"), rules))

    assert [r.full_id for r in pack.rules if r.family == "frequency"] == [
        "child/frequency/own",
        "child/frequency/other",
    ]
    assert [r.rule.full_id for r in pack.replaced] == [CAP]


@pytest.mark.parametrize("second", ["refine", "replace", "drop"])
def test_a_rule_that_is_refined_is_not_changed_a_second_time(place, second):
    rules = refining(CAP, "{cap: 1}")
    again = {
        "refine": refining(CAP, "{targets: type = '企业'}"),
        "replace": own("frequency", "frequency_cap", replaces=CAP, cap=2),
        "drop": drops(CAP),
    }[second]
    if "pack" in again:
        rules["pack"] = again["pack"]
    else:
        rules["frequency"] += again["frequency"].replace("id: own", "id: again")
    family_of(place, "", rules)

    with pytest.raises(Refusal) as refusal:
        load_pack("child")

    assert [f.code for f in refusal.value.findings] == ["pack/refines-twice"]


def test_a_direction_binds_a_child_of_a_parent_without_rules(place):
    children = f"children:\n{direction('ratios', 'none', 'cite')}"
    write(place, "parent", "PP", {}, children)
    write(place, "child", "CC", own("ratios", "ratio_cap", category="key"), "extends: parent\n")

    assert [code for code, *_ in refused("child")] == ["pack/child-must-not"]


def test_a_parent_is_not_held_to_its_own_directions(place):
    family_of(place, direction("frequency", "none", "cite"), {})

    assert warned("parent") == []
