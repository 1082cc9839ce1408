"""Types of fields that the engine does not have."""

from copiste.cases.fr.formats import NIR

FORMATS = {"nir": NIR}
