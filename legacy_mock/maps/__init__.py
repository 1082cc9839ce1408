"""Every map of the application, by name."""

from __future__ import annotations

from legacy_mock.map import Map, MapError
from legacy_mock.maps import access, contract, dependant, file, member, service

_ALL: tuple[Map, ...] = (
    *access.MAPS,
    *member.MAPS,
    *file.MAPS,
    *contract.MAPS,
    *dependant.MAPS,
    *service.MAPS,
)

CATALOGUE: dict[str, Map] = {map_.name: map_ for map_ in _ALL}

if len(CATALOGUE) != len(_ALL):
    raise MapError("Two maps have the same name.")
