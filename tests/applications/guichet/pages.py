"""The guichet's pages, as somebody typed them in 2002: tables, no styles, no labels."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from tests.applications.guichet.register import BOXES, CIVILITIES, RECORDS, TOWNS

FRAMES = """<HTML><HEAD><TITLE>Mairie - Guichet</TITLE></HEAD>
<FRAMESET ROWS="64,*" BORDER=0><FRAME NAME="haut" SRC="/bandeau" SCROLLING=no NORESIZE>
<FRAME NAME="bas" SRC="/demande"></FRAMESET></HTML>"""
BANNER = """<HTML><BODY BGCOLOR="#336699" TEXT=white LINK=white><TABLE WIDTH="100%"><TR>
<TD><FONT SIZE=5><B>VILLE DE MONTFLEURY</B></FONT></TD>
<TD ALIGN=right><A HREF="/recherche" TARGET="bas">Suivi</A>
| <A HREF="/demande" TARGET="bas">Nouvelle demande</A></TD></TR></TABLE></BODY></HTML>"""

#: A typed form is not left without a question; its own buttons are no leaving.
_SCRIPT = """<SCRIPT LANGUAGE="JavaScript"><!--
var modifie = false;
function change() { modifie = true; }
window.onbeforeunload = function () { if (modifie) { return "Votre saisie sera perdue."; } }
function verifier(f) {
  if (f.nom.value == "") { alert("Le nom de naissance est obligatoire."); f.nom.focus(); return false; }
  modifie = false;
  return true;
}
function vider() {
  if (confirm("Effacer toute la saisie ?")) { document.forms[0].reset(); modifie = false; }
  return false;
}
function enregistrer() { return confirm("Enregistrer définitivement cette demande ?"); }
//--></SCRIPT>"""


def page(title: str, body: str) -> str:
    """One page with its heading."""
    return (
        f"<HTML><HEAD><TITLE>Mairie - {title}</TITLE>{_SCRIPT}</HEAD>"
        f'<BODY BGCOLOR="#FFFFEE"><CENTER><H2>{title}</H2>{body}<HR WIDTH="80%">'
        "<FONT SIZE=1>Service de l'état civil - page optimisée pour 800x600</FONT></CENTER></BODY></HTML>"
    )


def request_form(shown: Mapping[str, str]) -> str:
    """The form: captions above the boxes, to the right of ticks and dots, and two columns of them."""

    def box(name: str, size: int, most: int) -> str:
        value = escape(shown.get(name, ""), quote=True)
        return (
            f'<INPUT TYPE=text NAME={name} SIZE={size} MAXLENGTH={most} VALUE="{value}" onchange="change()">'
        )

    def dots(name: str, choices: Mapping[str, str]) -> str:
        return "".join(
            f"<INPUT TYPE=radio NAME={name} VALUE={code} {'CHECKED' if shown.get(name) == code else ''} "
            f'onclick="change()"> {text}&nbsp;&nbsp;'
            for code, text in choices.items()
        )

    def tick(name: str, text: str) -> str:
        checked = "CHECKED" if name in shown else ""
        return f'<TD><INPUT TYPE=checkbox NAME={name} VALUE=1 {checked} onclick="change()">{text}</TD>'

    towns = "".join(
        f"<OPTION {'SELECTED' if shown.get('com') == town else ''}>{town}" for town in ("- choisir -", *TOWNS)
    )
    notes = {name: escape(shown.get(name, "")) for name in ("adr", "mot")}
    return page(
        "Demande d'acte d'état civil",
        f"""<FORM METHOD=post ACTION="/recapitulatif" onsubmit="return verifier(this)">
<TABLE BORDER=1 CELLPADDING=4 WIDTH=700><TR BGCOLOR="#CCCCCC"><TD COLSPAN=3><B>1. Le demandeur</B></TD></TR>
<TR><TD COLSPAN=3>{dots("civ", CIVILITIES)}</TD></TR>
<TR VALIGN=bottom><TD>Votre référence</TD><TD>Nom de naissance</TD><TD>Prénoms</TD></TR>
<TR><TD>{box("ref", 12, 12)}</TD><TD>{box("nom", 25, 40)}</TD><TD>{box("pre", 25, 40)}</TD></TR>
<TR><TD>Né(e) le</TD><TD COLSPAN=2>Adresse</TD></TR>
<TR VALIGN=top><TD>{box("dnj", 10, 10)}</TD>
<TD COLSPAN=2><TEXTAREA NAME=adr ROWS=3 COLS=50 onchange="change()">\n{notes["adr"]}</TEXTAREA></TD></TR>
<TR BGCOLOR="#CCCCCC"><TD COLSPAN=3><B>2. L'acte demandé</B></TD></TR>
<TR><TD COLSPAN=3>{dots("act", RECORDS)}</TD></TR>
<TR><TD>Date de l'événement</TD><TD>Commune</TD><TD>Exemplaires</TD></TR>
<TR><TD>{box("dev", 10, 10)}</TD><TD><SELECT NAME=com onchange="change()">{towns}</SELECT></TD>
<TD>{box("nbe", 2, 2)}</TD></TR>
<TR>{tick("urg", "Urgent")}{tick("cou", "Envoi par courrier")}{tick("ext", "Extrait sans filiation")}</TR>
<TR><TD COLSPAN=3>Motif de la demande</TD></TR>
<TR><TD COLSPAN=3><TEXTAREA NAME=mot ROWS=2 COLS=70 onchange="change()">\n{notes["mot"]}</TEXTAREA></TD></TR>
</TABLE><BR>
<INPUT TYPE=reset VALUE="Effacer" onclick="return vider()">
<INPUT TYPE=submit VALUE="Continuer &gt;&gt;"></FORM>""",
    )


def recap(form: Mapping[str, str]) -> str:
    """What will be recorded, to read over; nothing is recorded yet."""
    hidden = "".join(
        f'<INPUT TYPE=hidden NAME={name} VALUE="{escape(value, quote=True)}">' for name, value in form.items()
    )
    lines = _lines(
        {
            "Votre référence": form["ref"],
            "Demandeur": f"{CIVILITIES[form['civ']]} {form['nom']} {form['pre']}",
            "Né(e) le": form["dnj"],
            "Adresse": form["adr"],
            "Acte": RECORDS[form["act"]],
            "Événement": f"{form['dev']} à {form['com']}",
            "Exemplaires": form["nbe"],
            **{text: "Oui" if name in form else "Non" for name, text in _ticks().items()},
            "Motif": form["mot"],
        }
    )
    return page(
        "Récapitulatif de votre demande",
        f"""<P>Votre demande <B>n'est pas encore enregistrée</B>. Vérifiez, puis confirmez.</P>{lines}<BR>
<TABLE><TR><TD><FORM METHOD=post ACTION="/demande">{hidden}<INPUT TYPE=submit VALUE="Modifier"></FORM></TD>
<TD><FORM METHOD=post ACTION="/enregistrement" onsubmit="return enregistrer()">{hidden}
<INPUT TYPE=submit VALUE="Confirmer"></FORM></TD></TR></TABLE>""",
    )


def refusal(reason: str) -> str:
    """A page that says why nothing was recorded."""
    return page(
        "Demande refusée",
        f'<TABLE BORDER=1 BGCOLOR="#FFCCCC" CELLPADDING=10><TR><TD><B>{escape(reason)}</B></TD></TR></TABLE>'
        '<P>Aucune demande n\'a été enregistrée. <A HREF="javascript:history.back()">Retour</A></P>',
    )


def finished() -> str:
    """The last page; only its address tells the number of the deposit."""
    return page(
        "Demande enregistrée",
        '<P>Votre demande a bien été enregistrée.</P><P><A HREF="/demande">Nouvelle demande</A></P>',
    )


def search(reference: str, found: Mapping[str, object] | None) -> str:
    """What is known under a reference; without one, a box to type it in."""
    ask = (
        f'<FORM ACTION="/recherche">Référence <INPUT NAME=ref SIZE=12 VALUE="{escape(reference)}"> '
        "<INPUT TYPE=submit VALUE=Chercher></FORM>"
    )
    if not reference:
        return page("Suivi des demandes", ask)
    if found is None:
        return page("Suivi des demandes", f"{ask}<P>Aucune demande pour cette référence.</P>")
    lines = _lines(
        {
            "Numéro de dépôt": found["number"],
            "Référence": found["reference"],
            "Civilité": CIVILITIES[str(found["civility"])],
            "Nom": found["last_name"],
            "Prénoms": found["first_name"],
            "Né(e) le": _french(found["born"]),
            "Adresse": found["address"],
            "Acte": RECORDS[str(found["record"])],
            "Événement": _french(found["event"]),
            "Commune": found["town"],
            "Exemplaires": found["copies"],
            **{text: "Oui" if found[BOXES[name]] else "Non" for name, text in _ticks().items()},
            "Motif": found["reason"],
        }
    )
    return page("Suivi des demandes", ask + lines)


def _ticks() -> dict[str, str]:
    return {"urg": "Urgent", "cou": "Courrier", "ext": "Sans filiation"}


def _lines(shown: Mapping[str, object]) -> str:
    rows = "".join(
        f"<TR><TD ALIGN=right>{caption} :</TD><TD><B>{_broken(value)}</B></TD></TR>"
        for caption, value in shown.items()
    )
    return f"<TABLE BORDER=0 CELLPADDING=2>{rows}</TABLE>"


def _broken(value: object) -> str:
    return escape(str(value)).replace("\r\n", "<BR>") or "&nbsp;"


def _french(day: object) -> str:
    year, month, of_month = str(day).split("-")
    return f"{of_month}/{month}/{year}"
