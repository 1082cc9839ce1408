"""The one table of numbered messages: what row 22 of a screen may say.

A number is three letters (the topic) and four digits. Within a topic, 00xx refuse, 002x warn, 003x are about
a lookup, 010x confirm. Every text fits row 22 with its number in front (80 columns), in capitals without
accents. Texts carry codes, dates, contract and member numbers only, never a name, a NIR or an IBAN: what a
message says may be copied into a report by whoever reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What a message means for the person, or the robot, in front of the screen."""

    #: The record is made; the text ends in its receipt.
    CONFIRMATION = "confirmation"
    #: Nothing to do about it.
    INFORMATION = "information"
    #: Nothing is recorded yet: the validation key a second time records it.
    WARNING = "warning"
    #: The data or the rules refuse; trying again changes nothing.
    REFUSAL = "refusal"
    #: Refused now; the same data may pass later.
    TRY_LATER = "try_later"
    #: The back-end itself failed.
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the table."""

    number: str
    kind: Kind
    #: Text with ``{values}`` in ``str.format`` notation.
    template: str

    def text(self, **values: object) -> str:
        """Give the line as row 22 shows it: number, a blank, the filled text.

        Raises:
            KeyError: a value that the template names was not given.
        """
        return f"{self.number} {self.template.format(**values)}"


_TABLE: tuple[tuple[str, Kind, str], ...] = (
    # --- SAI: what was keyed, whatever the screen -----
    ("SAI0001", Kind.REFUSAL, "ZONE {zone} OBLIGATOIRE"),
    ("SAI0002", Kind.REFUSAL, "ZONE {zone} : CARACTERE NON ADMIS"),
    ("SAI0003", Kind.REFUSAL, "ZONE {zone} : DATE INEXISTANTE"),
    ("SAI0004", Kind.REFUSAL, "ZONE {zone} : CODE {code} INCONNU - F4 POUR LA LISTE"),
    ("SAI0005", Kind.REFUSAL, "ZONE {zone} : {longueur} POSITIONS AU PLUS"),
    ("SAI0006", Kind.REFUSAL, "ZONE {zone} : CAPITALES SANS ACCENT SEULEMENT"),
    ("SAI0007", Kind.REFUSAL, "ZONE {zone} : CHIFFRES SEULEMENT"),
    # --- HOT: the host, whatever the transaction -----
    ("HOT0001", Kind.REFUSAL, "TOUCHE NON AUTORISEE"),
    ("HOT0002", Kind.REFUSAL, "PAS DE LISTE POUR CETTE ZONE"),
    ("HOT0030", Kind.INFORMATION, "DEJA ENREGISTRE SOUS LE NUMERO {receipt}"),
    ("HOT0031", Kind.INFORMATION, "CONTROLE CORRECT - F10 POUR VALIDER"),
    ("HOT0032", Kind.INFORMATION, "PAGE PERIMEE - ECRAN REAFFICHE"),
    # --- SIG: sign-on -----
    ("SIG0001", Kind.REFUSAL, "CODE OPERATEUR OU MOT DE PASSE INCORRECT"),
    ("SIG0002", Kind.TRY_LATER, "TERMINAL {terminal} DEJA UTILISE PAR UN AUTRE OPERATEUR"),
    ("SIG0003", Kind.REFUSAL, "TERMINAL INVALIDE : 4 LETTRES OU CHIFFRES"),
    # --- MEN: the menu -----
    ("MEN0001", Kind.REFUSAL, "CHOIX INEXISTANT"),
    ("MEN0002", Kind.REFUSAL, "NUMERO D'ADHERENT OBLIGATOIRE POUR CE CHOIX"),
    ("MEN0003", Kind.TRY_LATER, "CHOIX {choix} MOMENTANEMENT INDISPONIBLE"),
    # --- LST: lists -----
    ("LST0001", Kind.REFUSAL, "DEBUT DE LISTE"),
    ("LST0002", Kind.REFUSAL, "FIN DE LISTE"),
    ("LST0003", Kind.REFUSAL, "SELECTION ABSENTE DE LA PAGE"),
    ("LST0030", Kind.INFORMATION, "LISTE VIDE"),
    # --- ADH: members -----
    ("ADH0001", Kind.REFUSAL, "DATE DE NAISSANCE HORS LIMITES"),
    ("ADH0002", Kind.REFUSAL, "NIR INVALIDE : STRUCTURE INCORRECTE"),
    ("ADH0003", Kind.REFUSAL, "NIR INVALIDE : CLE INCORRECTE"),
    ("ADH0004", Kind.REFUSAL, "NIR INCOMPATIBLE AVEC LE SEXE"),
    ("ADH0005", Kind.REFUSAL, "NIR INCOMPATIBLE AVEC LA DATE DE NAISSANCE"),
    ("ADH0006", Kind.REFUSAL, "NIR PROVISOIRE NON ADMIS"),
    ("ADH0007", Kind.REFUSAL, "TELEPHONE INVALIDE : 10 CHIFFRES COMMENCANT PAR 0"),
    ("ADH0011", Kind.REFUSAL, "ADHERENT DEJA CONNU SOUS LE NUMERO {adherent}"),
    ("ADH0012", Kind.REFUSAL, "NIR DEJA ATTRIBUE A L'ADHERENT {adherent}"),
    ("ADH0020", Kind.WARNING, "HOMONYME EXISTANT ({nombre}) - F10 POUR CONFIRMER LA CREATION"),
    ("ADH0030", Kind.REFUSAL, "PRECISER AU MOINS LES 2 PREMIERES LETTRES DU NOM"),
    ("ADH0031", Kind.INFORMATION, "AUCUN ADHERENT NE REPOND A LA DEMANDE"),
    ("ADH0032", Kind.REFUSAL, "ADHERENT {adherent} INCONNU"),
    ("ADH0040", Kind.TRY_LATER, "DOSSIER VERROUILLE PAR {operateur} TERMINAL {terminal}"),
    ("ADH0100", Kind.CONFIRMATION, "ADHERENT {adherent} CREE - ENREGISTREMENT {receipt}"),
    # --- ADR: addresses -----
    ("ADR0001", Kind.REFUSAL, "CODE POSTAL INVALIDE : 5 CHIFFRES"),
    ("ADR0002", Kind.REFUSAL, "ADRESSE CEDEX NON ADMISE"),
    ("ADR0003", Kind.REFUSAL, "CODE POSTAL {code} : DEPARTEMENT INCONNU"),
    ("ADR0004", Kind.REFUSAL, "CODE POSTAL {code} ET VILLE NE CONCORDENT PAS"),
    ("ADR0100", Kind.CONFIRMATION, "ADRESSE MODIFIEE - ENREGISTREMENT {receipt}"),
    # --- RIB: bank details -----
    ("RIB0001", Kind.REFUSAL, "IBAN INVALIDE : STRUCTURE INCORRECTE"),
    ("RIB0002", Kind.REFUSAL, "IBAN INVALIDE : CLE IBAN INCORRECTE"),
    ("RIB0003", Kind.REFUSAL, "IBAN INVALIDE : CLE RIB INCORRECTE"),
    ("RIB0004", Kind.REFUSAL, "IBAN : PAYS {pays} NON ADMIS"),
    ("RIB0005", Kind.REFUSAL, "BIC INVALIDE : STRUCTURE INCORRECTE"),
    ("RIB0006", Kind.REFUSAL, "BIC ET IBAN DE PAYS DIFFERENTS"),
    ("RIB0010", Kind.REFUSAL, "TITULAIRE DIFFERENT DE L'ADHERENT : APPROBATION D'UN SECOND OPERATEUR"),
    ("RIB0100", Kind.CONFIRMATION, "COORDONNEES BANCAIRES MODIFIEES - ENREGISTREMENT {receipt}"),
    # --- AFF: affiliations -----
    ("AFF0001", Kind.REFUSAL, "CONTRAT {contrat} INCONNU"),
    ("AFF0002", Kind.REFUSAL, "CONTRAT {contrat} FERME"),
    ("AFF0003", Kind.REFUSAL, "OPTION {option} NON PREVUE AU CONTRAT {contrat}"),
    ("AFF0004", Kind.REFUSAL, "POPULATION {population} NON COUVERTE PAR LE CONTRAT {contrat}"),
    ("AFF0005", Kind.REFUSAL, "DATE D'EFFET ANTERIEURE AU DEBUT DU CONTRAT ({debut})"),
    ("AFF0006", Kind.REFUSAL, "DATE D'EFFET POSTERIEURE A LA FIN DU CONTRAT ({fin})"),
    ("AFF0007", Kind.REFUSAL, "ADHERENT DEJA AFFILIE AU CONTRAT {contrat} OPTION {option}"),
    ("AFF0008", Kind.REFUSAL, "RISQUE {risque} DEJA COUVERT PAR LE CONTRAT {contrat} SUR LA PERIODE"),
    ("AFF0100", Kind.CONFIRMATION, "AFFILIATION ENREGISTREE - ENREGISTREMENT {receipt}"),
    # --- AYD: dependants -----
    ("AYD0001", Kind.REFUSAL, "DATE D'EFFET ANTERIEURE A LA NAISSANCE"),
    ("AYD0002", Kind.REFUSAL, "ADHERENT SANS AFFILIATION A LA DATE D'EFFET"),
    ("AYD0003", Kind.REFUSAL, "UN CONJOINT EST DEJA RATTACHE"),
    ("AYD0004", Kind.REFUSAL, "AYANT DROIT DEJA RATTACHE"),
    ("AYD0005", Kind.REFUSAL, "JUMEAUX : RANG {rang} DEJA ATTRIBUE - PRECISER LE RANG"),
    ("AYD0006", Kind.REFUSAL, "RANG INVALIDE : DE 1 A 9"),
    ("AYD0007", Kind.REFUSAL, "ENFANT DE PLUS DE {age} ANS NON ADMIS PAR LE CONTRAT {contrat}"),
    ("AYD0020", Kind.WARNING, "ENFANT DE PLUS DE {age} ANS : JUSTIFICATIF EXIGE - F10 POUR CONFIRMER"),
    ("AYD0021", Kind.WARNING, "ENFANT DEJA RATTACHE A L'AUTRE PARENT - F10 POUR CONFIRMER"),
    ("AYD0030", Kind.REFUSAL, "AYANT DROIT INCONNU POUR CET ADHERENT"),
    ("AYD0031", Kind.REFUSAL, "RATTACHEMENT DEJA TERMINE LE {fin}"),
    ("AYD0032", Kind.REFUSAL, "DATE DE FIN ANTERIEURE AU DEBUT DU RATTACHEMENT ({debut})"),
    ("AYD0100", Kind.CONFIRMATION, "AYANT DROIT AJOUTE - ENREGISTREMENT {receipt}"),
    ("AYD0101", Kind.CONFIRMATION, "FIN D'AYANT DROIT ENREGISTREE - ENREGISTREMENT {receipt}"),
    # --- RAD: terminations -----
    ("RAD0001", Kind.REFUSAL, "ADHERENT NON AFFILIE AU CONTRAT {contrat}"),
    ("RAD0002", Kind.REFUSAL, "AFFILIATION DEJA TERMINEE LE {fin}"),
    ("RAD0003", Kind.REFUSAL, "MOTIF {motif} NON PREVU AU CONTRAT {contrat}"),
    ("RAD0004", Kind.REFUSAL, "DERNIER JOUR ANTERIEUR AU DEBUT DE L'AFFILIATION ({debut})"),
    ("RAD0005", Kind.REFUSAL, "PORTABILITE NON PREVUE AU CONTRAT {contrat}"),
    ("RAD0006", Kind.REFUSAL, "PORTABILITE EXCLUE POUR LE MOTIF {motif}"),
    ("RAD0020", Kind.WARNING, "PRESTATIONS EN COURS ({nombre}) - F10 POUR CONFIRMER"),
    ("RAD0100", Kind.CONFIRMATION, "RADIATION ENREGISTREE - ENREGISTREMENT {receipt}"),
)

#: Every message by number.
MESSAGES: Mapping[str, Message] = {number: Message(number, kind, text) for number, kind, text in _TABLE}


def message_text(number: str, **values: object) -> str:
    """Give message ``number`` as row 22 shows it; KeyError for a number that is not in the table."""
    return MESSAGES[number].text(**values)
