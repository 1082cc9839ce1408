"""Captions, options and other texts, as forms of offices have them; in English and in French."""

from __future__ import annotations

from tests.drawn_forms.forms import Kind

#: Captions by what they ask for. No two differ by a sign alone.
CAPTIONS: dict[Kind, tuple[str, ...]] = {
    Kind.TEXT: (
        "Name", "Last name", "First name", "Company", "Contact", "Address", "Street", "City", "County",
        "Postcode", "Phone", "Fax", "E-mail", "Website", "Reference", "Account", "Account holder", "IBAN",
        "BIC", "VAT number", "Customer number", "Order", "Invoice", "Supplier", "Warehouse", "Shelf",
        "Item", "Part number", "Colour", "Subject", "Nickname", "Profession", "Employer", "Bank", "Branch",
        "Number of the contract", "Place of birth", "Name of the bank", "Department", "Cost centre",
        "Nom", "Prénom", "Nom de naissance", "Adresse", "Complément d'adresse", "Code postal", "Ville",
        "Téléphone", "Télécopie", "Numéro de sécurité sociale", "Dossier", "Référence du dossier", "Régime",
        "Bénéficiaire", "Établissement", "Société", "N° SIRET", "Libellé", "Banque", "Clé", "Métier",
        "Résidence", "Bâtiment", "Étage", "Lieu de naissance", "Représentant légal",
    ),
    Kind.NUMBER: (
        "Quantity", "Discount", "Credit limit", "Children", "Weight", "Terms", "Copies", "Montant", "Taux",
        "Quantité", "Durée", "Nombre d'enfants",
    ),
    Kind.DATE: (
        "Start date", "End date", "Due date", "Date of birth", "Delivery", "Date de naissance",
        "Date d'effet", "Échéance", "Date de début",
    ),
    Kind.MEMO: ("Notes", "Remarks", "Description", "Internal memo", "Remarque", "Observations", "Précisions"),
    Kind.PASSWORD: ("Password", "PIN", "Mot de passe", "Code secret"),
    Kind.CHECK: (
        "Exempt", "Blocked", "Active", "Tax included", "Newsletter", "Retired", "Confidential", "Paid",
        "Urgent", "Resident", "Closed", "On hold", "Exonéré", "Bloqué", "Actif", "Retraité", "Décédé",
        "Réglé", "Prioritaire", "Pièces reçues", "Accord écrit", "Send a copy by post",
    ),
    Kind.SELECT: (
        "Country", "Currency", "Language", "Price list", "Category", "Payment method", "Status", "Pays",
        "Devise", "Langue", "Catégorie", "Mode de règlement", "Qualité",
    ),
    Kind.RADIO: (
        "Sex", "Type of customer", "Priority", "Shipping", "Civilité", "Situation de famille", "Envoi",
    ),
    Kind.BUTTON: (
        "Save", "Update", "Delete", "Print", "Search", "New", "Back", "Save as new", "Enregistrer", "Valider",
        "Annuler", "Rechercher", "Supprimer", "Imprimer",
    ),
}  # fmt: skip

#: What a select or a group of radio buttons offers; no option is part of another one of its list.
OPTIONS = (
    ("France", "Belgium", "Switzerland", "Portugal"),
    ("Euro", "Pound", "Krone"),
    ("Cash", "Transfer", "Cheque", "Direct debit"),
    ("Low", "Medium", "High"),
    ("Yes", "No"),
    ("Oui", "Non"),
    ("Célibataire", "Marié", "Veuf"),
    ("Wholesale", "Retail"),
    ("Domestic", "Foreign", "Öffentlich"),
)
GROUPS = (
    "Billing address", "Shipping address", "Head office", "Branch office", "Insured person", "Spouse",
    "Assuré", "Conjoint", "Employeur", "Adresse fiscale", "Buyer", "Seller",
)  # fmt: skip
ROW_KEYS = (
    "Bolt M8", "Nut M8", "Washer", "Écrou", "Vis à bois", "2026-001", "2026-002", "Dupont", "Lefèvre",
    "1000 Cash", "1200 Receivables", "4010 Sales", "Line A", "Line B",
)  # fmt: skip
UNITS = ("€", "%", "kg", "days", "jours", "EUR", "/ year")
HINTS = (
    "As printed on the card", "At most 30 characters", "Leave empty when unknown",
    "Tel qu'il figure sur la pièce", "Format libre", "You can change this later", "Shown on every letter",
)  # fmt: skip
TEXTS = (
    "Alpha 12", "Zoé Lefèvre", "12 rue des Lilas", "Œuvrard & fils", "AB-77/3", "O'Neill", "x < y", "Lyon",
    "007", "a b c", "Brühl", "Saint-Étienne",
)  # fmt: skip
