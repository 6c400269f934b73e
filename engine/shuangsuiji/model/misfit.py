"""What a validator of a model finds wrong, with the place inside the model."""


class Misfit(ValueError):
    """A value that would not do: `expected` is the key of a sentence, `steps` lead to it from the model."""

    def __init__(self, expected: str, *steps: str | int) -> None:
        super().__init__(expected)
        self.steps = steps
