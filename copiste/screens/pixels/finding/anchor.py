"""Anchors: pictures by which places are found, wherever they moved. One match, or an error.

The last place of an anchor is searched first, then pictures of a quarter and half of the size, then the
whole. That there is one match only is checked when everything is searched, not while the anchor stays where
it was.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from copiste.screens.pixels.finding import template as templates
from copiste.screens.pixels.finding.errors import AnchorAmbiguousError, AnchorNotFoundError
from copiste.screens.pixels.finding.matching import Match, matches, near, same_place
from copiste.screens.pixels.finding.template import Template
from copiste.screens.pixels.geometry import Picture, Region

#: The least score of a match: a compressed picture of the anchor scores more, another text less.
SIMILARITY = 0.9
#: The best place must be ahead of the second by this much.
_MARGIN = 0.05
#: Pixels around the last place within which it is looked for again.
_REACH = 4


@dataclass(frozen=True, slots=True)
class Found:
    """Where an anchor is, with the scores."""

    region: Region
    score: float
    #: The score of the best other place.
    second: float
    #: The declared scale at which it was found.
    scale: float


class Anchor:
    """One declared anchor on one display; remembers its last place. Not for several threads."""

    def __init__(self, template: Template, *, scales: tuple[float, ...] = (1.0,)) -> None:
        """Look for `template` at each of `scales`.

        Raises:
            TemplatePoorError: it cannot be unique at one of the scales.
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
            AnchorNotFoundError: no place is similar enough.
            AnchorAmbiguousError: several are, or the second-best one is nearly as good.
        """
        self._last = self._where_it_was(picture) or self._anywhere(picture)
        return self._last

    def forget(self) -> None:
        """Search everything next time: the window was opened anew."""
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
        """The only match in the whole picture; raises `find`'s errors otherwise."""
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
