"""The example's register of 4,000 drawn under 2,000 seeds: is everybody drawn as often as everybody else?

The seeds are fixed, so that everybody gets these figures. Writes fairness.svg beside this file.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import erfc, exp, pi, sqrt
from pathlib import Path

import duckdb
from measure import finish

from shuangsuiji.digest import digest
from shuangsuiji.draw.decide import decide_draw
from shuangsuiji.draw.manifest import Manifest
from shuangsuiji.draw.records import parsed
from shuangsuiji.draw.registers.lines import read_lines
from shuangsuiji.draw.text import ELIGIBLE
from shuangsuiji.resources import root
from shuangsuiji.workflow import draws

SEEDS, LEVEL = 2000, 0.001
PLACES = 20
PICTURE = Path(__file__).with_name("fairness.svg")


@dataclass(frozen=True)
class Stratum:
    """A stratum's eligible in the order of the register, how many are drawn, how often each was."""

    id: str
    targets: tuple[str, ...]
    n: int
    times: Counter[str]

    @property
    def chance(self) -> float:
        """The share that is drawn."""
        return self.n / len(self.targets)

    @property
    def scores(self) -> list[float]:
        """How far each target's times are from what is expected, in standard deviations."""
        expected = SEEDS * self.chance
        spread = sqrt(SEEDS * self.chance * (1 - self.chance))
        return [(self.times[id_] - expected) / spread for id_ in self.targets]

    @property
    def chi2(self) -> tuple[float, int]:
        """χ² and its degrees of freedom: of a stratum with a fixed n one less than its targets."""
        size = len(self.targets)
        return sum(z * z for z in self.scores) * (size - 1) / size, size - 1


def frozen(folder: Path) -> tuple[Manifest, bytes]:
    """Freeze the example's draw in a folder; return its manifest and its register."""
    example = root() / "jurisdictions" / "gaoqing" / "example"
    pack = draws.pack_record("gaoqing", date(2026, 1, 15))
    order = draws.FreezeOrder(
        example / "draw.yaml",
        (example / "register.csv",),
        folder / "s.db",
        folder / "out",
        pack,
        answers={"cap-unknown": "exclude"},
    )
    draws.freeze(order, now=datetime(2026, 1, 15, tzinfo=UTC))
    data = (folder / "out" / "frozen" / "manifest.json").read_bytes()
    register = (folder / "out" / "frozen" / "register-1.txt").read_bytes()
    return parsed(Manifest, data, "manifest.json"), register


def counted(manifest: Manifest, register: bytes) -> list[Stratum]:
    """Draw the first line under each seed; return its strata."""
    manifest = manifest.model_copy(update={"lines": manifest.lines[:1]})
    rows = [line.split("|") for line in register.decode().splitlines()]
    times, n = Counter[str](), dict[str, int]()
    with duckdb.connect() as connection:
        read_lines(connection, "r", [register], "register-1.txt")
        for number in range(SEEDS):
            seed = digest("sha256", f"fairness-{number}")
            (line,) = decide_draw(connection, ["r"], manifest, "0" * 64, seed).lines
            times.update(drawn.id for stratum in line.strata for drawn in stratum.drawn)
            n = {stratum.id: stratum.n for stratum in line.strata}
    strata = []
    for name, size in n.items():
        targets = tuple(i for i, stratum, status in rows if (stratum, status) == (name, ELIGIBLE))
        if 0 < size < len(targets):
            strata.append(Stratum(name, targets, size, times))
    return strata


def p_value(chi2: float, freedom: int) -> float:
    """Return how often chance gives so much or more (Wilson and Hilferty's approximation)."""
    z = ((chi2 / freedom) ** (1 / 3) - (1 - 2 / (9 * freedom))) / sqrt(2 / (9 * freedom))
    return erfc(z / sqrt(2)) / 2


def by_place(strata: Sequence[Stratum]) -> tuple[list[float], float]:
    """Return, for each twentieth of the register, how far it is from its share, and the p of all."""
    found, expected, spread = [0.0] * PLACES, [0.0] * PLACES, [0.0] * PLACES
    for stratum in strata:
        size = len(stratum.targets)
        for i, id_ in enumerate(stratum.targets):
            place = i * PLACES // size
            found[place] += stratum.times[id_]
            expected[place] += SEEDS * stratum.chance
            spread[place] += SEEDS * stratum.chance * (1 - stratum.chance) * (1 - 1 / PLACES)
    scores = [(f - e) / sqrt(s) for f, e, s in zip(found, expected, spread, strict=True)]
    return scores, p_value(sum(z * z for z in scores) * (PLACES - 1) / PLACES, PLACES - 1)


def picture(strata: Sequence[Stratum], places: Sequence[float]) -> str:
    """Return both pictures as SVG: the spread of all targets beside the normal curve, and by place."""
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 300" width="760" height="300" '
            'font-family="sans-serif" font-size="12" fill="#333">',
            '<rect width="760" height="300" fill="white"/>',
            *_histogram(strata),
            *_places(places),
            "</svg>\n",
        ]
    )


def _histogram(strata: Sequence[Stratum]) -> Iterator[str]:
    step, low, count = 0.25, -4.0, 32
    scores = [z for stratum in strata for z in stratum.scores]
    bins = [0.0] * count
    for stratum in strata:
        # A number of times is whole: it is spread over its own width, or the bars would not fit it.
        half = 0.5 / sqrt(SEEDS * stratum.chance * (1 - stratum.chance))
        for z in stratum.scores:
            for n in range(count):
                left = low + n * step
                shared = min(z + half, left + step) - max(z - half, left)
                bins[n] += max(shared, 0.0) / (2 * half)
    scale = 200 / (0.45 * step * len(scores))
    yield f'<text x="40" y="20">{len(scores)} 个检查对象在 {SEEDS} 次抽取中抽中的次数，离期望几个标准差</text>'
    for n in range(count):
        high = bins[n] * scale
        yield f'<rect x="{40 + n * 10}" y="{250 - high:.1f}" width="9" height="{high:.1f}" fill="#7aa6d8"/>'
    curve = [(x / 10, exp(-((x / 10) ** 2) / 2) / sqrt(2 * pi)) for x in range(-40, 41)]
    points = " ".join(
        f"{200 + x * 40:.1f},{250 - y * step * len(scores) * scale:.1f}" for x, y in curve
    )
    yield f'<polyline points="{points}" fill="none" stroke="#b03030" stroke-width="1.5"/>'
    yield '<line x1="40" y1="250" x2="360" y2="250" stroke="#333"/>'
    for x in range(-4, 5, 2):
        yield f'<text x="{200 + x * 40}" y="266" text-anchor="middle">{x}</text>'
    yield '<text x="40" y="288">红线：每个对象机会相同时应有的样子（正态）</text>'


def _places(places: Sequence[float]) -> Iterator[str]:
    yield '<text x="420" y="20">名册分成20段，各段抽中的总数离期望几个标准差</text>'
    yield '<rect x="420" y="70" width="300" height="160" fill="#eef2f7"/>'
    yield '<line x1="420" y1="150" x2="720" y2="150" stroke="#333"/>'
    for n, z in enumerate(places):
        top, high = (150 - z * 40, z * 40) if z > 0 else (150, -z * 40)
        yield f'<rect x="{422 + n * 15}" y="{top:.1f}" width="11" height="{high:.1f}" fill="#7aa6d8"/>'
    for z in (-2, 0, 2):
        yield f'<text x="412" y="{154 - z * 40}" text-anchor="end">{z}</text>'
    yield '<text x="420" y="266">左起：名册开头……名册末尾；浅色带内：±2</text>'


def main() -> None:
    """Draw, print, and write the picture."""
    with tempfile.TemporaryDirectory() as name:
        manifest, register = frozen(Path(name))
    strata = counted(manifest, register)
    over, chi2, freedom = 0, 0.0, 0
    for stratum in strata:
        found, free = stratum.chi2
        chi2, freedom = chi2 + found, freedom + free
        print(
            f"{stratum.id}：{len(stratum.targets)} 个可抽，每次抽 {stratum.n} 个，"
            f"χ² = {found:.1f}（自由度 {free}），p = {p_value(found, free):.3f}"
        )
    places, p = by_place(strata)
    for what, value in (("全部", p_value(chi2, freedom)), ("按名册里的位置", p)):
        low = min(value, 1 - value)
        print(f"{what}：p = {value:.3f}{'' if low > LEVEL else '  不像是机会相同'}")
        over |= low <= LEVEL
    print(f"合计 χ² = {chi2:.1f}，自由度 {freedom}")
    PICTURE.write_text(picture(strata, places), "utf-8")
    finish(int(over))


if __name__ == "__main__":
    main()
