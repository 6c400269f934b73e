"""One way of writing a thing (写法): its Chinese name, what it means, examples to read and to refuse.

Each module of the grammar lists its own beside its code; tools/make_grammar.py makes grammar.md of them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notation:
    """A way of writing: examples that are read, and ones like them that are not, with ` | ` between."""

    name: str
    says: str
    read: str
    refused: str = ""

    @property
    def examples(self) -> tuple[str, ...]:
        """The examples that are read."""
        return tuple(self.read.split(" | ")) if self.read else ()

    @property
    def others(self) -> tuple[str, ...]:
        """The examples that are not."""
        return tuple(self.refused.split(" | ")) if self.refused else ()
