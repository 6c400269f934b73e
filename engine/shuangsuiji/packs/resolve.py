"""A pack and its parents to one RulePack; every condition is read once, every word in braces checked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Formatter

from shuangsuiji.calendar import Calendar, shipped_calendar
from shuangsuiji.collector import at_rest
from shuangsuiji.findings import Finding, Location, Refusal, problem, refuse, why_not_opened
from shuangsuiji.model.settings import Settings, SettingSpec
from shuangsuiji.model.vocabulary import Vocabulary
from shuangsuiji.packs.merge import Merge
from shuangsuiji.packs.places import condition_place
from shuangsuiji.packs.read import ReadPack, read_pack
from shuangsuiji.packs.rulepack import Rule, RulePack
from shuangsuiji.packs.settings import shipped_settings
from shuangsuiji.packs.vocabulary import shipped_vocabulary, with_own_fields
from shuangsuiji.resources import root
from shuangsuiji.rules.kinds.base import AddedException
from shuangsuiji.rules.kinds.site import Step
from shuangsuiji.rules.scan import ConditionError
from shuangsuiji.yamlfile import nearest

DEEPEST = 8


def pack_folders() -> dict[str, Path]:
    """Return the folders of the shipped packs by id, parents first."""
    places = [
        *sorted((root() / "rulesets").iterdir()),
        *sorted((root() / "jurisdictions").iterdir()),
    ]
    return {p.name: p for p in places if (p / "pack.yaml").is_file()}


def load_pack(name: str) -> RulePack:
    """Return the pack of a shipped id or of a folder. Raises Refusal with all that is wrong."""
    with at_rest():
        chain = read_chain(name)
        return resolve(chain, shipped_vocabulary(), shipped_settings(), shipped_calendar())


def read_chain(name: str) -> tuple[ReadPack, ...]:
    """Return the pack and its parents, the topmost parent first. Raises Refusal."""
    try:
        return _read_chain(name)
    except OSError as error:
        place = Location(str(error.filename or name))
        raise refuse("file/unreadable", place, found=why_not_opened(error)) from error


def _read_chain(name: str) -> tuple[ReadPack, ...]:
    folder, shown = _folder(name, None)
    found = [read_pack(folder, shown)]
    while found[-1].file.extends is not None:
        place = found[-1].source.at("extends")
        if len(found) > DEEPEST or found[-1].file.extends in [p.file.id for p in found]:
            raise refuse("pack/extends-circle", place, found=found[-1].file.extends)
        folder, shown = _folder(found[-1].file.extends, found[-1].folder.parent, place)
        found.append(read_pack(folder, shown))
    return tuple(reversed(found))


def _folder(name: str, beside: Path | None, place: Location | None = None) -> tuple[Path, str]:
    shipped = pack_folders()
    if beside is None and (Path(name) / "pack.yaml").is_file():
        return Path(name), _shown(Path(name))
    if beside is not None and (beside / name / "pack.yaml").is_file():
        return beside / name, _shown(beside / name)
    if name in shipped:
        return shipped[name], _shown(shipped[name])
    if Path(name).is_dir():
        return Path(name), _shown(Path(name))
    known = sorted({*shipped, *(_beside(beside) if beside is not None else ())})
    raise refuse("pack/unknown", place or Location(name), found=name, nearest=nearest(name, known))


def _beside(folder: Path) -> Iterator[str]:
    return (p.name for p in folder.iterdir() if (p / "pack.yaml").is_file())


def _shown(folder: Path) -> str:
    """Return how findings name a folder: from the working folder, or from the project's root."""
    for base in (Path.cwd(), root()):
        if folder.resolve().is_relative_to(base):
            return folder.resolve().relative_to(base).as_posix()
    return str(folder)


def resolve(
    chain: tuple[ReadPack, ...],
    vocabulary: Vocabulary,
    registry: Mapping[str, SettingSpec],
    calendar: Calendar,
) -> RulePack:
    """Return the chain as one pack; the last of the chain is the pack itself."""
    vocabulary, problems_of_fields = with_own_fields(vocabulary, chain)
    if problems_of_fields:
        raise Refusal(problems_of_fields)
    merge = Merge(vocabulary, registry)
    for pack in chain:
        merge.add(pack)
    rules = merge.finished()
    own = chain[-1]
    resolved = RulePack(
        id=own.file.id,
        title=own.file.title,
        chain=tuple(p.file.id for p in chain),
        valid_for=own.file.valid_for,
        source=own.source,
        rules=rules,
        replaced=tuple(merge.replaced),
        forms=tuple(form for p in reversed(chain) for form in p.forms),
        vocabulary=vocabulary,
        clauses=merge.clauses,
        carried_out=merge.carried_out,
        settings=Settings(registry, merge.answers),
        calendar=calendar,
        warnings=tuple(merge.warnings),
    )
    problems = [*merge.problems, *_conditions(resolved)]
    if problems:
        raise Refusal(problems)
    return resolved


def _placeholders(text: str) -> list[str]:
    """Return the words in braces; what else the braces hold, or a lone one, counts as a word."""
    try:
        parts = [(name, spec, mark) for _, name, spec, mark in Formatter().parse(text)]
    except ValueError:
        return [text]
    return [f"{name}{mark or ''}{spec or ''}" for name, spec, mark in parts if name is not None]


def _is_added(rule: Rule, steps: tuple[Step, ...]) -> bool:
    """Whether the steps lead into an exception that another rule adds."""
    match steps:
        case ("unless", int(index), *_):
            return isinstance(rule.spec.unless[index], AddedException)
    return False


def _conditions(pack: RulePack) -> Iterator[Finding]:
    """Read every condition once, and check the words in braces of messages."""
    known = pack.vocabulary.tables
    pack = replace(pack, rules=tuple(r for r in pack.rules if {*r.spec.tables()} <= known.keys()))
    found: list[Finding] = []

    def tell(rule: Rule, error: ConditionError, steps: tuple[Step, ...]) -> None:
        if _is_added(rule, steps):
            return  # told where the exception for several rules stands
        place = condition_place(rule.source, steps, error.offset)
        told = Finding(code=error.code, location=place, params=error.params)
        if told not in found:
            found.append(told)

    for ready in pack.ready(date(2000, 1, 1), 2000, tell, every=True):
        table = pack.vocabulary.tables[ready.normal.table]
        values = {o.name for o in ready.origins} | set(ready.silent)
        for key in ("message", "fix"):
            text = getattr(ready.rule.spec, key) or ""
            for word in _placeholders(text):
                if word not in table.by_name and word not in values:
                    place = ready.rule.source.at(key)
                    close = nearest(word, [*table.by_name, *values])
                    told = problem("pack/unknown-placeholder", place, found=word, nearest=close)
                    if told not in found:
                        found.append(told)
    yield from found
