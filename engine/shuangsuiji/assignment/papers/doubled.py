"""One person who stands in the registers twice, and names that may be one person or two."""

from collections.abc import Iterator, Sequence

from shuangsuiji.assignment.names import same
from shuangsuiji.assignment.papers.people import Known, place_text
from shuangsuiji.findings import Finding, problem


def doubled(people: Sequence[Known]) -> Iterator[Finding]:
    """Yield those who stand in the registers twice, and names that may be one person or two."""
    told: set[int] = set()
    for by in (_certificate, _id, _name):
        groups: dict[str, list[int]] = {}
        for index, known in enumerate(people):
            if key := by(known):
                groups.setdefault(key, []).append(index)
        for indexes in groups.values():
            group = [people[i] for i in indexes]
            alone = len(group) == 1 or (by is _name and _told_apart(group))
            if alone or told.issuperset(indexes):
                continue
            told.update(indexes)
            rows = tuple(place_text(k.location) for k in group)
            code = "inspectors/same-name" if by is _name else "inspectors/twice"
            names = tuple(
                k.name if k.name == k.person.id else f"{k.name}（{k.person.id}）" for k in group
            )
            why = {_certificate: "执法证号相同", _id: "编号相同"}.get(by, "姓名相同")
            yield problem(code, group[1].location, found=names, rows=rows, why=why)


def _certificate(known: Known) -> str:
    return same(known.certificate)


def _id(known: Known) -> str:
    return same(known.person.id) if known.numbered else ""


def _name(known: Known) -> str:
    return same(known.name)


def _told_apart(group: Sequence[Known]) -> bool:
    """Tell whether people of one name all have numbers; numbers that are the same are told as such."""
    return all(k.numbered for k in group)
