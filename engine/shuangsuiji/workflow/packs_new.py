"""A new place's pack from what people answer: its folder appears whole, and lints, or not at all."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse, why_not_opened
from shuangsuiji.packs.read import ReadPack
from shuangsuiji.packs.resolve import load_pack, pack_folders, read_chain
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.packs.settings import shipped_settings
from shuangsuiji.proof.adopt import (
    MOST_ARTICLES,
    Open,
    PackAnswers,
    ValueGiven,
    clause_ids,
    left_open,
    letters_of,
)
from shuangsuiji.proof.cases import needed_cases, run_cases
from shuangsuiji.report import adopt
from shuangsuiji.workflow.draw_files import new_folder, place_folder
from shuangsuiji.workflow.packs import lint
from shuangsuiji.yamlfile import MapNode, Node, locate, nearest, plain, read_yaml, typed

ID = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class NewPack:
    """A place to start: its id, the pack that it extends, where its folder is to stand."""

    place: str
    chain: tuple[ReadPack, ...]
    open: Open
    folder: Path

    @property
    def parent(self) -> ReadPack:
        """The pack that it extends."""
        return self.chain[-1]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the folder, its files, and how many clauses are to be judged."""

    folder: Path
    files: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Given:
    """Answers with the place of each in the file that they came from."""

    answers: PackAnswers
    node: Node
    file: str

    def at(self, *steps: str | int) -> Location:
        """Return the place of an answer."""
        return locate(self.node, steps, self.file)


def prepare(place: str, extends: str, folder: Path | None, *, today: date) -> NewPack:
    """Return the place to start. Raises Refusal with all that keeps it from being started there."""
    if not ID.fullmatch(place):
        raise refuse("adopt/id", Location(place), found=place)
    chain, parent = read_chain(extends), load_pack(extends)
    new = NewPack(place, chain, left_open(parent, today), folder or Path(place))
    problems = [*_id(new), *_folder(new)]
    if problems:
        raise Refusal(problems)
    return new


def _id(new: NewPack) -> Iterator[Finding]:
    taken = {**pack_folders()}
    taken |= {pack.file.id: pack.folder for pack in new.chain}
    if new.place in taken:
        there = str(taken[new.place])
        yield problem("adopt/id-taken", Location(new.place), found=new.place, there=there)


def _folder(new: NewPack) -> Iterator[Finding]:
    folder = Path(os.path.abspath(new.folder))  # noqa: PTH100  (resolve would follow a link that stands there)
    place = Location(str(new.folder))
    if folder.name != new.place:
        yield problem("adopt/folder-name", place, found=folder.name, place=new.place)
    if os.path.lexists(folder):
        yield problem("adopt/folder-taken", place)
    parents = (folder.parent.resolve(), *folder.parent.resolve().parents)
    around = next((p for p in parents if (p / "pack.yaml").is_file()), None)
    if around is not None:
        yield problem("adopt/in-a-pack", place, found=around.name)
    parent, above = new.parent, new.parent.folder.resolve()
    is_shipped = above in {shipped.resolve() for shipped in pack_folders().values()}
    is_beside = above.parent == parents[0] and above.name == parent.file.id
    if not is_shipped and not is_beside:
        would = str(above.parent / new.place)
        yield problem("adopt/parent-apart", place, found=parent.file.id, would=would)


def template(new: NewPack) -> str:
    """Return the answers file to fill in."""
    return adopt.template(new.place, new.open)


def read_answers(path: Path) -> Given:
    """Return the answers of a file. Raises Refusal with all that is wrong with it."""
    node = read_yaml(path)
    return Given(typed(node, PackAnswers, str(path)), node, str(path))


def make(new: NewPack, given: Given) -> Made:
    """Write the pack's folder. Raises Refusal, and leaves nothing behind, where an answer would not do."""
    problems = list(wrong_answers(new, given))
    if problems:
        raise Refusal(problems)
    try:
        with new_folder(new.folder) as temporary:
            files = _write(new, given, temporary)
            if os.path.lexists(new.folder):
                raise refuse("adopt/folder-taken", Location(str(new.folder)))
            place_folder(temporary, new.folder)
    except OSError as error:
        place = Location(str(new.folder))
        raise refuse("adopt/cannot-write", place, found=why_not_opened(error)) from error
    rows = len(clause_ids(given.answers.letters, given.answers.articles))
    return Made(new.folder, files, rows)


def wrong_answers(new: NewPack, given: Given) -> Iterator[Finding]:
    """Yield what is wrong with answers that are well formed."""
    answers = given.answers
    taken = letters_of(new.open.parent)
    if answers.letters in taken:
        there = taken[answers.letters]
        yield problem(
            "adopt/letters-taken", given.at("letters"), found=answers.letters, there=there
        )
    count = answers.articles if isinstance(answers.articles, int) else len(answers.articles)
    if not 1 <= count <= MOST_ARTICLES:
        place = given.at("articles")
        yield problem("adopt/articles", place, found=count, limit=MOST_ARTICLES)
        return
    ids = clause_ids(answers.letters, answers.articles)
    cited = {
        "settings": [one.cite for one in answers.settings],
        "values": [one.cite for one in answers.values],
    }
    for sort, several in cited.items():
        for index, clauses in enumerate(several):
            for number, clause in enumerate(clauses):
                if clause not in ids:
                    place = given.at(sort, index, "cite", number)
                    close = nearest(clause, ids)
                    yield problem("pack/unknown-clause", place, found=clause, nearest=close)
    yield from _wrong_settings(given)
    yield from _wrong_values(new, given)


def _wrong_settings(given: Given) -> Iterator[Finding]:
    registry, seen = shipped_settings(), set()
    for index, one in enumerate(given.answers.settings):
        if one.name not in registry:
            place = given.at("settings", index, "name")
            close = nearest(one.name, list(registry))
            yield problem("pack/unknown-setting", place, found=one.name, nearest=close)
            continue
        if one.name in seen:
            place = given.at("settings", index, "name")
            yield problem("pack/setting-twice", place, found=one.name)
        seen.add(one.name)
        try:
            registry[one.name].read(one.is_)
        except ValueError as error:
            place = given.at("settings", index, "is")
            words = {"name": one.name, "found": one.is_, "would": str(error)}
            yield problem("pack/setting-value", place, **words)


def _wrong_values(new: NewPack, given: Given) -> Iterator[Finding]:
    known = [f"{v.rule.full_id} {v.key}" for v in new.open.values]
    seen = set()
    for index, one in enumerate(given.answers.values):
        named = f"{one.rule} {one.key}"
        if named not in known or named in seen:
            place = given.at("values", index)
            yield problem("adopt/unknown-value", place, found=named, nearest=nearest(named, known))
        seen.add(named)


def _write(new: NewPack, given: Given, folder: Path) -> tuple[str, ...]:
    """Write the files into the temporary folder, and hold them against lint."""
    answers = given.answers
    texts = {
        "pack.yaml": adopt.pack_text(new.place, new.parent.file.id, answers),
        "clauses.yaml": adopt.clauses_text(new.place, answers),
    }
    if answers.settings:
        texts["settings.yaml"] = adopt.settings_text(answers)
    _write_all(folder, texts)
    rules: dict[str, str] = {}
    for rule in dict.fromkeys(v.rule.full_id for v in new.open.values):
        given_of = [(i, v) for i, v in enumerate(answers.values) if v.rule == rule]
        if given_of:
            place = given.at("values", given_of[0][0])
            family, text = _refinement(new, [v for _, v in given_of], folder, place)
            rules[family] = "\n".join(filter(None, [rules.get(family), text]))
    _write_all(folder, rules)
    found = lint([str(folder)]).findings
    if found:
        raise Refusal(_as_placed(found, folder, new.folder))
    return (*texts, *rules)


def _as_placed(found: Iterable[Finding], folder: Path, final: Path) -> Iterator[Finding]:
    """Yield the findings with the name that the folder was to have."""
    for one in found:
        file = one.location.file.replace(folder.name, final.name)
        yield replace(one, location=replace(one.location, file=file))


def _write_all(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")


def _refinement(
    new: NewPack, values: Sequence[ValueGiven], folder: Path, place: Location
) -> tuple[str, str]:
    """Return the file and the text of the rule that gives the values, its cases those of the parent's."""
    rule = next(v.rule for v in new.open.values if v.rule.full_id == values[0].rule)
    path = folder / f"{rule.family}.yaml"
    path.write_text(adopt.refinement_text(rule, values, _written(rule)), "utf-8")
    try:
        pack = load_pack(str(folder))
    except Refusal as refusal:
        raise Refusal(replace(f, location=place) for f in refusal.findings) from refusal
    finally:
        path.unlink()
    refined = next(r for r in pack.rules if r.pack == pack.id and r.spec.id == rule.spec.id)
    cases = list(_told(pack, refined, rule, frozenset(v.key for v in values)))
    shown = {case["expect"] for case in cases}
    missing = [g[0].value for g in needed_cases(refined.spec) if not shown & {e.value for e in g}]
    if missing:
        raise refuse("adopt/needs-cases", place, rule=rule.full_id, missing=tuple(missing))
    return path.name, adopt.refinement_text(rule, values, cases)


def _written(rule: Rule) -> list[dict[str, object]]:
    """Return the parent's cases as its file writes them."""
    node = rule.source.node
    assert isinstance(node, MapNode), "a rule is a map"
    written = plain(node.entries["cases"][1]) if "cases" in node.entries else []
    assert isinstance(written, list), "the model has read a list"
    return [dict(case) for case in written if isinstance(case, dict)]


def _told(
    pack: RulePack, refined: Rule, rule: Rule, given: frozenset[str]
) -> Iterator[dict[str, object]]:
    """Yield the parent's cases with what they come to under the given values, not supposed ones."""
    for written, case in zip(_written(rule), rule.spec.cases, strict=True):
        supposed = {k: v for k, v in case.values.items() if k not in given}
        alone = case.model_copy(update={"values": supposed})
        spec = refined.spec.model_copy(update={"cases": (alone,)})
        outcomes = {r.verdict.outcome for r in run_cases(pack, replace(refined, spec=spec))}
        words = [e for e, ways in refined.spec.expects.items() if outcomes & set(ways)]
        if len(words) == 1:
            kept = {k: v for k, v in written.items() if k not in ("expect", "missing", "values")}
            kept |= {"values": supposed} if supposed else {}
            yield kept | {"expect": words[0].value}
