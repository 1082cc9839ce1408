"""What can go wrong when an anchor is declared, or looked for."""

from __future__ import annotations

from copiste.screens.errors import DeclarationError, ScreensError


class TemplatePoorError(DeclarationError):
    """A picture cannot be unique: flat, too small, or similar to itself a little further on."""

    code = "TEMPLATE_POOR"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f'Anchor "{name}": {why}. Next step: cut a larger piece, with a corner or a text in it.'
        )


class AnchorNotFoundError(ScreensError):
    """No place of the picture is similar enough to an anchor."""

    code = "ANCHOR_NOT_FOUND"

    def __init__(self, name: str, score: float, wanted: float) -> None:
        super().__init__(
            f'Anchor "{name}" was not found: the best place scores {score:.3f}, expected {wanted:.3f}. '
            "Next step: see the picture; cut the anchor again, or declare the display's scale (`scales`)."
        )
        #: Of the best place there was.
        self.score = score


class AnchorAmbiguousError(ScreensError):
    """Several places match an anchor, or the second-best one is nearly as good."""

    code = "ANCHOR_AMBIGUOUS"

    def __init__(self, name: str, score: float, second: float) -> None:
        super().__init__(
            f'Anchor "{name}" is in several places: they score {score:.3f} and {second:.3f}. Next step: '
            "cut a larger picture, with something beside it that only one of them has."
        )
        self.score = score
        self.second = second
