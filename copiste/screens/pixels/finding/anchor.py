"""Anchors: pictures that tell where something is, whatever else moved. One place, or an error.

Where an anchor was seen last is looked at first, then a picture of a quarter or half of the size, then the
whole. That it is the only one is known from the last time that everything was searched, and is not checked
again while it stays there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from copiste.screens.pixels.finding import template as templates
from copiste.screens.pixels.finding.errors import AnchorAmbiguousError, AnchorNotFoundError
from copiste.screens.pixels.finding.matching import Match, matches, near, same_place
from copiste.screens.pixels.finding.template import Template
from copiste.screens.pixels.geometry import Picture, Region

#: From which score on a place is the anchor: a compressed picture of it scores more, another text less.
SIMILARITY = 0.9
#: The best place must be ahead of the second by this much.
_MARGIN = 0.05
#: Pixels around the last place within which it is looked for again.
_REACH = 4


@dataclass(frozen=True, slots=True)
class Found:
    """Where an anchor is, and how sure that is."""

    region: Region
    score: float
    #: The score of the best other place.
    second: float
    #: The declared scale at which it was found.
    scale: float


class Anchor:
    """One declared anchor, for one display: it remembers its last place. Not for several threads."""

    def __init__(self, template: Template, *, scales: tuple[float, ...] = (1.0,)) -> None:
        """Look for `template` at each of `scales`.

        Raises:
            TemplatePoorError: at one of the scales it is too poor to be unique.
        """
        self.name = template.name
        self._similarity = template.similarity
        self._templates = {scale: template.scaled(scale) for scale in scales}
        self._last: Found | None = None

    @classmethod
    def load(
        cls,
        name: str,
        path: Path,
        *,
        similarity: float = SIMILARITY,
        scales: tuple[float, ...] = (1.0,),
    ) -> Anchor:
        """The anchor of an image file. Raises `TemplatePoorError`."""
        return cls(templates.load(name, path, similarity), scales=scales)

    def find(self, picture: Picture) -> Found:
        """Where it is in `picture`.

        Raises:
            AnchorNotFoundError: no place is enough like it.
            AnchorAmbiguousError: several are, or the second is as good as the best.
        """
        self._last = self._where_it_was(picture) or self._anywhere(picture)
        return self._last

    def forget(self) -> None:
        """Search everything next time: the window moved, or another display is looked at."""
        self._last = None

    def _where_it_was(self, picture: Picture) -> Found | None:
        last = self._last
        if last is None:
            return None
        template = self._templates[last.scale]
        match = near(picture, template, last.region.left, last.region.top, _REACH)
        wanted = max(self._similarity, last.second + _MARGIN)
        if match is None or match.score < wanted:
            return None
        return replace(last, region=match.region, score=match.score)

    def _anywhere(self, picture: Picture) -> Found:
        """Raise unless exactly one place is it."""
        seen: list[tuple[Match, float]] = []
        for scale, template in self._templates.items():
            seen += [(match, scale) for match in matches(picture, template)]
        seen.sort(key=lambda one: -one[0].score)
        if not seen or seen[0][0].score < self._similarity:
            raise AnchorNotFoundError(self.name, seen[0][0].score if seen else 0.0, self._similarity)
        best, scale = seen[0]
        others = [match.score for match, _ in seen[1:] if not same_place(match.region, best.region)]
        second = max(others, default=0.0)
        if second >= self._similarity or best.score - second < _MARGIN:
            raise AnchorAmbiguousError(self.name, best.score, second)
        return Found(best.region, best.score, second, scale)
