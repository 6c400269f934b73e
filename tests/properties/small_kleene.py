"""A small interpreter of conditions, written from rulesets/README.md alone: text in, True, False or None out.

It shares nothing with the engine: its own words, its own parser, and it asks of two ranges not whether one
is above the other, but which answers are possible at all.

A cell is a tuple: ("is", value), ("range", lo, hi, lo_open, hi_open), ("blank",), ("unreadable",), or ("absent",)
for a column that is not on the paper. A setting is a value, or None where nobody has answered.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[0-9.]+|<>|<=|>=|[=<>()+*,-]|[\w.]+)")
ANYWHERE = (None, None, False, False)


@dataclass(frozen=True)
class Field:
    """A field: what it holds, what a blank means, from where it begins, the words of its list by how paper writes them."""

    sort: str
    kind: str = "record"
    least: int | None = None
    words: Mapping[str, str] | None = None
    open: bool = False


@dataclass
class Reader:
    """Reads one condition and answers it as it goes, on one row."""

    text: str
    fields: Mapping[str, Field]
    labels: Mapping[str, str]
    row: Mapping[str, tuple]
    settings: Mapping[str, object]
    today: date

    def __post_init__(self):
        self.tokens = TOKEN.findall(self.text)
        self.at = 0

    def answer(self):
        """Return the condition's answer."""
        found = self.either()
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return found

    def take(self, *words):
        if self.at < len(self.tokens) and self.tokens[self.at] in words:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def either(self):
        answers = [self.each()]
        while self.take("OR"):
            answers.append(self.each())
        return True if True in answers else None if None in answers else False

    def each(self):
        answers = [self.contrary()]
        while self.take("AND"):
            answers.append(self.contrary())
        return False if False in answers else None if None in answers else True

    def contrary(self):
        if self.take("NOT"):
            return no(self.contrary())
        return self.statement()

    def statement(self):
        constant = self.take("TRUE", "FALSE")
        if constant:
            return constant == "TRUE"
        if self.take("stated"):
            return self.in_brackets(self.stated)
        if self.take("contains"):
            return self.in_brackets(self.holds_member)
        if self.tokens[self.at] == "(":
            start = self.at
            self.at += 1
            try:
                found = self.either()
                if self.take(")") and not self.follows_term():
                    return found
            except NotACondition:
                pass
            self.at = start
        return self.comparison()

    def follows_term(self):
        rest = self.tokens[self.at : self.at + 1]
        return bool(rest) and rest[0] in (
            "=",
            "<>",
            "<",
            "<=",
            ">",
            ">=",
            "+",
            "-",
            "*",
            "BETWEEN",
            "IN",
            "IS",
        )

    def in_brackets(self, read):
        assert self.take("(")
        found = read()
        assert self.take(")")
        return found

    def name(self):
        word = self.tokens[self.at]
        self.at += 1
        return self.labels.get(word, word)

    def stated(self):
        name = self.name()
        if name.startswith("setting."):
            return self.settings[name[8:]] is not None
        return {"is": True, "range": True, "blank": False}.get(self.meaning(name)[0]) and (
            self.meaning(name) != ("is", ())
        )

    def holds_member(self):
        cell = self.meaning(self.name())
        assert self.take(",")
        word = self.word()
        return word in cell[1] if cell[0] == "is" else None

    def word(self):
        token = self.tokens[self.at]
        self.at += 1
        return token[1:-1].replace("''", "'")

    def comparison(self):
        start = self.at
        left = self.sum()
        denied = bool(self.take("NOT"))
        if self.take("BETWEEN"):
            low = compared(">=", left, self.sum())
            assert self.take("AND")
            high = compared("<=", left, self.sum())
            found = False if False in (low, high) else None if None in (low, high) else True
        elif self.take("IN"):
            found = self.in_brackets(lambda: self.among(left))
        elif self.take("LIKE"):
            pattern = like(self.word())
            found = None if left[1] is None else bool(pattern.fullmatch(left[1]))
        elif self.take("IS"):
            found = no(self.blank(start)) if self.take("NOT") else self.blank(start)
            assert self.take("NULL")
        else:
            op = self.take("=", "<>", "<", "<=", ">", ">=")
            if op is None:
                return self.alone(left)
            found = compared(op, left, self.sum())
        return no(found) if denied else found

    def alone(self, left):
        if left[0] != "yes_no":
            raise NotACondition
        return left[1]

    def among(self, left):
        answers = [compared("=", left, self.sum())]
        while self.take(","):
            answers.append(compared("=", left, self.sum()))
        return True if True in answers else None if None in answers else False

    def blank(self, start):
        name = self.labels.get(self.tokens[start], self.tokens[start])
        if name.startswith("setting."):
            return self.settings[name[8:]] is None
        return {"blank": True, "untold": None}.get(self.meaning(name)[0], False)

    def sum(self):
        found = self.product()
        while op := self.take("+", "-"):
            other = self.product()
            if op == "-":
                other = ("number", scaled(other[1], Fraction(-1)))
            found = ("number", added(found[1], other[1]))
        return found

    def product(self):
        found = self.term()
        while self.take("*"):
            found = ("number", multiplied(found[1], self.term()[1]))
        return found

    def term(self):
        if self.take("("):
            found = self.sum()
            if not self.take(")"):
                raise NotACondition
            return found
        negative = bool(self.take("-"))
        token = self.tokens[self.at]
        if token[0] == "'":
            return ("word", self.word())
        if token[0].isdigit():
            self.at += 1
            number = Fraction(token) * (-1 if negative else 1)
            return ("number", (number, number, False, False))
        name = self.name()
        if name.startswith("setting."):
            return self.of_setting(name[8:])
        if name not in self.fields:
            raise NotACondition
        return self.of_field(name)

    def of_setting(self, name):
        value = self.settings[name]
        if isinstance(value, Fraction):
            return ("number", (value, value, False, False))
        if name == "share":  # a number, and never below zero
            return ("number", (Fraction(0), None, False, False))
        return ("yes_no" if name == "flag" else "word", value)

    def meaning(self, name):
        """Return the cell by the kind of its field: what nobody said is not said, or not told."""
        field, cell = self.fields[name], self.row[name]
        if field.kind == "invoked" and cell[0] != "is":
            return ("is", False)
        if field.kind == "judgement" and cell[0] in ("blank", "absent"):
            return ("untold",)
        if cell[0] == "absent":
            return ("untold",) if field.kind == "event" else ("blank",)
        return cell

    def of_field(self, name):
        field, cell = self.fields[name], self.meaning(name)
        if field.sort in ("number", "day"):
            return (field.sort, self.span(field, cell))
        value = cell[1] if cell[0] == "is" else None
        if field.words is not None:
            known = field.words.get(value, None if field.open else value)
            return ("choice", known, field.words)
        return ("yes_no" if field.sort == "yes_no" else "word", value)

    def span(self, field, cell):
        if cell[0] == "is":
            return (cell[1], cell[1], False, False)
        least = field.least
        if cell[0] == "range":
            lo, hi, lo_open, hi_open = cell[1:]
            return (least, hi, False, hi_open) if lo is None else (lo, hi, lo_open, hi_open)
        if field.kind == "event" and cell[0] == "blank":
            return (self.today, None, True, False)
        return (least, None, False, False) if cell[0] != "untold" else ANYWHERE


class NotACondition(Exception):
    """What stands in brackets is a number or a text: read it as a term."""


def no(answer):
    """Return the contrary."""
    return None if answer is None else not answer


def compared(op, left, right):
    """Return which answer two terms leave possible; None where both are."""
    if {left[0], right[0]} <= {"word", "choice"}:
        if left[1] is None or right[1] is None:
            return None
        names = left[2] if left[0] == "choice" else {}
        return (left[1] == names.get(right[1], right[1])) == (op == "=")
    a, b = span_of(left), span_of(right)
    true, false = {
        "<": (below(a, b), reaches(b, a)),
        "<=": (reaches(a, b), below(b, a)),
        ">": (below(b, a), reaches(a, b)),
        ">=": (reaches(b, a), below(a, b)),
        "=": (meet(a, b), differ(a, b)),
        "<>": (differ(a, b), meet(a, b)),
    }[op]
    return None if true and false else true


def span_of(term):
    """Return a term's range; a text beside a day is a day."""
    if term[0] == "word":
        day = date.fromisoformat(term[1])
        return (day, day, False, False)
    return term[1]


def below(a, b):
    """Whether some x of a is below some y of b."""
    return a[0] is None or b[1] is None or a[0] < b[1]


def reaches(a, b):
    """Whether some x of a is no higher than some y of b."""
    return below(a, b) or (a[0] == b[1] and not a[2] and not b[3])


def meet(a, b):
    """Whether some x of a is some y of b."""
    return reaches(a, b) and reaches(b, a)


def differ(a, b):
    """Whether some x of a is not some y of b."""
    return not (a[0] is not None and a[0] == a[1] == b[0] == b[1])


def added(a, b):
    """Return the range of x + y."""
    ends = [None if p is None or q is None else p + q for p, q in ((a[0], b[0]), (a[1], b[1]))]
    return (*ends, a[2] or b[2], a[3] or b[3])


def scaled(a, factor):
    """Return the range of x times a number."""
    if factor == 0:
        return (Fraction(0), Fraction(0), False, False)
    lo, hi = (None if end is None else end * factor for end in a[:2])
    return (lo, hi, a[2], a[3]) if factor > 0 else (hi, lo, a[3], a[2])


def multiplied(a, b):
    """Return the range of x times y, one of them a number, or neither ever below zero."""
    for one, other in ((a, b), (b, a)):
        if one[0] is not None and one[0] == one[1]:
            return scaled(other, one[0])
    lo = a[0] * b[0]
    hi = None if a[1] is None or b[1] is None else a[1] * b[1]
    if 0 in (a[1], b[1]):
        hi = Fraction(0)
    reached = (a[0] == 0 and not a[2]) or (b[0] == 0 and not b[2])  # 0, by either of the two
    return (lo, hi, a[2] or b[2] if lo else not reached, bool(hi) and (a[3] or b[3]))


def like(pattern):
    """Return the pattern of LIKE as a regular expression."""
    parts = {"%": ".*", "_": "."}
    return re.compile("".join(parts.get(c) or re.escape(c) for c in pattern), re.DOTALL)


def answer(text, fields, labels, row, settings, today):
    """Return what the condition says of the row: True, False, or None."""
    return Reader(text, fields, labels, row, settings, today).answer()
