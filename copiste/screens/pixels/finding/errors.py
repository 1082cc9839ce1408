"""What can go wrong when an anchor is declared, or looked for."""

from __future__ import annotations

from copiste.screens.errors import DeclarationError, ScreensError


class TemplatePoorError(DeclarationError):
    """A picture could never be told from others: flat, too small, or like itself a little further on."""

    code = "TEMPLATE_POOR"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f'Anchor "{name}": {why}. Next step: cut a larger piece, with a corner or a text in it.'
        )


class AnchorNotFoundError(ScreensError):
    """Nothing on the glass is enough like an anchor."""

    code = "ANCHOR_NOT_FOUND"

    def __init__(self, name: str, score: float, wanted: float) -> None:
        super().__init__(
            f'Anchor "{name}" is nowhere: the best place scores {score:.3f}, {wanted:.3f} is wanted. '
            "Next step: see the picture; cut the anchor again, or declare the display's scale (`scales`)."
        )
        #: Of the best place there was.
        self.score = score


class AnchorAmbiguousError(ScreensError):
    """Several places are enough like an anchor, or nobody can say which is it."""

    code = "ANCHOR_AMBIGUOUS"

    def __init__(self, name: str, score: float, second: float) -> None:
        super().__init__(
            f'Anchor "{name}" is in several places: they score {score:.3f} and {second:.3f}. Next step: '
            "cut it larger, with what is next to one of them only, or declare the region it is in."
        )
        self.score = score
        self.second = second
