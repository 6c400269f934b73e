"""What is to be seen to among the people of a draw: certificates, regions, departments."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from shuangsuiji.assignment.names import UNTOLD, same
from shuangsuiji.assignment.papers.people import FIRST, LAST, Known
from shuangsuiji.findings import Finding, warning
from shuangsuiji.forms.remarks import named, remark
from shuangsuiji.yamlfile import nearest


def about_people(
    people: Sequence[Known], window: tuple[str, str] | None, regions: Collection[str] | None
) -> Iterator[Finding]:
    """Yield the remarks on people; the days of the draw and the regions of its targets may be told."""
    if not people:
        return
    yield from _certificates(people, window)
    yield from _regions(people, regions)
    for code, field in (
        ("inspectors/no-region", "region"),
        ("inspectors/no-department", "department"),
    ):
        untold = [k for k in people if getattr(k.person, field) == UNTOLD and not k.person.expert]
        if untold:
            yield remark(code, untold[0].location, found=named(_who(untold)), n=len(untold))
    unnumbered = [k for k in people if not k.numbered]
    if unnumbered:
        yield remark("inspectors/names-as-ids", unnumbered[0].location, n=len(unnumbered))


def _certificates(people: Iterable[Known], window: tuple[str, str] | None) -> Iterator[Finding]:
    officers = [k for k in people if not k.person.expert]
    without = [k for k in officers if k.person.certified is None]
    undated = [k for k in officers if k.undated]
    if without:
        yield warning(
            "inspectors/no-certificate",
            without[0].location,
            found=named(_who(without)),
            n=len(without),
        )
    if undated:
        yield warning(
            "inspectors/certificate-undated",
            undated[0].location,
            found=named(_who(undated)),
            n=len(undated),
        )
    if window is None:
        return
    first, last = window
    for known in officers:
        span = known.person.certified
        if span is None or (span.from_ <= first and last <= span.until):
            continue
        over = span.until < first or span.from_ > last
        code = "inspectors/certificate-over" if over else "inspectors/certificate-ends"
        place = known.rest.get(
            "certificate_until", known.rest.get("certificate_valid", known.location)
        )
        days = f"{'' if span.from_ == FIRST else span.from_}至{'以后' if span.until == LAST else span.until}"
        yield warning(
            code,
            place,
            found=known.name,
            certified=days,
            window=first if first == last else f"{first}至{last}",
        )


def _regions(people: Iterable[Known], regions: Collection[str] | None) -> Iterator[Finding]:
    if regions is None:
        return
    known = sorted(regions)
    for one in people:
        region = one.person.region
        if region in known or region == UNTOLD:
            continue
        place = one.rest.get("district", one.location)
        close = next((r for r in known if same(r) == same(region)), None) or nearest(region, known)
        yield warning(
            "inspectors/unknown-region", place, person=one.name, found=region, nearest=close
        )


def _who(people: Iterable[Known]) -> Iterator[str]:
    return (k.name for k in people)
