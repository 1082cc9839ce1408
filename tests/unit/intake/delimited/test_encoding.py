"""Words, some of them unknown, in every encoding: read as written, or refused, never otherwise."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from copiste.intake.errors import EncodingUnclearError, FileUnreadableError
from copiste.intake.files.delimited import evidence
from copiste.intake.files.delimited.encoding import Encoding, tell_encoding

ENCODINGS = (
    *("cp1252", "iso8859-15", "iso8859-1", "cp850", "cp858", "cp437"),
    *("mac-roman", "cp1250", "cp852", "mac-latin2"),
)
#: French words, some of which the bundled list has; typographic marks; names from elsewhere.
FRENCH = """
Lefèvre Zoé Rémi Béatrice Hélène Stéphane Inès Noël Gaëlle François Françoise Benoît Jérôme Château
Œuvrard Saône Érables allée Guenaëlle Héloïse Élisabeth Éric Émilie Ève Évreux Étienne Édouard Angélique
Cléophas Théodule Kerguélen Trémoïlle Bréguet Crozatère Sévérac Plœuc Montbéliard Thiérache Bérézina
Mickaël Saül Moïse Garçonnière Besançon Niçois Provençale Mâconnais Bâtisseurs Grâce Forêt Guêpes Frênes
Évêché Gîtes Abîme Île Hôtel Dôme Rhône Drôme Côtes Août Brûlés Mûrier Sûr Haÿ Œillets Cœur Nœud Bâtiment
Résidence Société Général Préfet Pères Mères Rivière Bruyères Lycée Musée Thérèse Célestin Séguier Béjart
Prénom Né Décès Salarié Référence Numéro d’Arc L’Haÿ l’Église N° Rédempteur Népomucène Gérardmer
""".split()  # noqa: SIM905 - to be read as a text
FOREIGN = """
Müller Jürgen Núñez Øyvind Škoda Łukasz Garção Peña Muñoz Gonçalves João Conceição Ibáñez Martínez López
García Jiménez Dvořák Kovačević Wałęsa Michał Schröder Köhler Günther Strauß Weiß Søren Jørgensen Björn
Öztürk Yıldız Erdős László István Zoltán Fátima Brandão Leitão Assunção Araújo Žižka Čapek Růžička
Świętek Żurek Ødegård Sjöström Mäkinen Järvinen Zürn Çelik Antônio Vähä Ängelholm Gülcan Särkkä Höfler
Käppeli Fröhlich Zúñiga Cañadas Villaseñor Tapié Čermák Kořínek Jašek Błoński Grążel Chrzęść Ağaoğlu
Şimşek
""".split()  # noqa: SIM905 - to be read as a text
WORDS = [*FRENCH, *FOREIGN]


def told(folder: Path, content: bytes) -> Encoding | None:
    """What the file is read as; None when it is refused."""
    path = folder / "a.csv"
    path.write_bytes(content)
    try:
        return tell_encoding(path)
    except FileUnreadableError:
        return None


def written(words: Sequence[str], encoding: str) -> bytes | None:
    try:
        return ("Ref;Nom\r\n" + "\r\n".join(f"1;{word}" for word in words)).encode(encoding)
    except UnicodeEncodeError:
        return None


@pytest.mark.parametrize(("known", "most_refused"), [(FRENCH, 0.07), (FOREIGN, 0.3)])
@pytest.mark.parametrize("change", [str, str.upper])
def test_one_word_is_read_as_written_or_refused(
    tmp_path: Path, known: Sequence[str], most_refused: float, change: type[str]
) -> None:
    came: Counter[str] = Counter()
    for word in known:
        for encoding in ENCODINGS:
            content = written([change(word)], encoding)
            if content is None or content.isascii():
                continue
            found = told(tmp_path, content)
            right = found is not None and content.decode(found.name) == content.decode(encoding)
            came["refused" if found is None else "right" if right else f"{word} of {encoding}"] += 1
    no, yes = came.pop("refused", 0), came.pop("right")
    assert not came, "read as something else"
    assert no <= most_refused * (no + yes)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_eight_words_are_read_as_written_in_any_order(tmp_path: Path, encoding: str) -> None:
    dice = random.Random(encoding)
    unclear = 0
    for _ in range(40):
        words = [*dice.sample(FRENCH, 7), *dice.sample(FOREIGN, 1)]
        words = [word for word in words if written([word], encoding) is not None]
        found = told(tmp_path, written(words, encoding) or b"")
        dice.shuffle(words)
        content = written(words, encoding) or b""
        assert told(tmp_path, content) == found
        unclear += int(found is None)
        if found is not None:
            assert content.decode(found.name) == content.decode(encoding)
            assert found.doubtful == frozenset()
    assert unclear <= 3


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"Ref;Nom\r\n1;Noel", "utf-8"),
        ("1;Noël\n".encode("utf-8-sig"), "utf-8-sig"),
        ("1;Noe\u0308l\n".encode(), "utf-8"),
        ("1;Noël\n".encode("utf-16"), "utf-16"),
        ("1;Noël\n".encode("utf-32"), "utf-32"),
        ("1;Noël;Durand\n".encode("utf-16-le"), "utf-16-le"),
        ("1;Noël;Durand\n".encode("utf-16-be"), "utf-16-be"),
        ("1;Noël;Durand\n".encode("utf-32-le"), "utf-32-le"),
        ("1;«CAFÉ»\n".encode("cp1252"), "cp1252"),
        ("1;CAFÉ»\n".encode("cp1252"), "cp1252"),  # byte for byte UTF-8, by accident
        (("1;" + "αβγδε" * 9).encode(), "utf-8"),
        ("1;100 €\n".encode("cp1252"), "cp1252"),
        ("1;100 €\n".encode("iso8859-15"), "iso8859-15"),
        ("1;N° 12\n".encode("cp850"), "cp850"),
        ("1;Zoé\n1;Noël\n".encode() + b"1;Rem\xe9", "utf-8"),
    ],
)
def test_marks_and_arithmetic_and_single_signs(tmp_path: Path, content: bytes, name: str) -> None:
    found = told(tmp_path, content)
    assert found is not None
    assert found.name == name
    assert found.evidence.startswith(f"read as {name}: ")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("Référence;Nom;Prénom\n1;Lefèvre;Zoé\n".encode("cp500"), "EBCDIC"),
        ("1;Иванов;Сергей\n".encode("cp1251"), "no encoding that is known here"),
        ("1;山田太郎\n".encode("shift-jis"), "no encoding that is known here"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(FileUnreadableError, match=why):
        tell_encoding(tmp_path / "a.csv")


def test_two_good_readings_are_named_and_no_word_is(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("1;Vähä\n".encode("mac-roman"))
    with pytest.raises(EncodingUnclearError, match=r"cp850 or mac-roman.*file: \{encoding:") as refused:
        tell_encoding(tmp_path / "a.csv")
    assert "h" + "ä" not in str(refused.value)


def test_a_word_of_another_encoding_is_doubted_and_not_shown(tmp_path: Path) -> None:
    content = (written(FRENCH, "cp1252") or b"") + "\r\n1;Rivière".encode("cp850")
    found = told(tmp_path, content)
    assert found is not None
    assert found.name == "cp1252"
    assert found.doubtful == frozenset({"RiviŠre"})
    assert "Rivi" not in repr(found) + found.evidence


def test_a_sample_of_many_words_does_not_depend_on_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copiste.intake.files.delimited.encoding._KEPT", 16)
    monkeypatch.setattr("copiste.intake.files.delimited.encoding._CHUNK", 64)
    words = [f"{word}{end}" for word in FRENCH for end in ("", "s", "ac")]
    seen = set()
    for seed in range(5):
        random.Random(seed).shuffle(words)
        seen.add(told(tmp_path, written(words, "iso8859-15") or b""))
    assert len(seen) == 1


def test_the_bundled_words_cost_nothing() -> None:
    assert evidence.cost_of("Zoé") == evidence.cost_of("LEFÈVRE") == 0
    assert evidence.cost_of("LefŠvre") >= evidence.IMPLAUSIBLE
