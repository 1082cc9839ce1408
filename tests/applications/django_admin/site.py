"""The site: its settings, its database with what every broker has, and its address."""

from __future__ import annotations

from datetime import date, timedelta

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.management import call_command
from django.urls import path
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from tests.applications.django_admin.truth import OPERATORS, PASSWORD
from tests.applications.server import Options

#: Django asks for the module that holds the addresses by name.
urlpatterns: list[object] = []

_CONTRIBUTED = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")
_OFFICES = ("Harbour Street", "Old Town", "Riverside")
_ADVISERS = (
    *("Anna Bell", "Anna Bellamy", "Bruno Castel", "Chloé Dürr", "David Evans", "Emma Frost", "Fatima Ghali"),
    *("George Hill", "Hélène Imbert", "Ivan Jones", "Julia Kerr", "Karl Lund", "Laura Moss", "Marc Noël"),
)
_COVERS = ("Accident", "Dental", "Hospital", "Legal", "Life", "Optical", "Pension", "Travel")
_LANGUAGES = ("Dutch", "English", "French", "German", "Italian", "Spanish")
_SEEDED = 23


def application(options: Options) -> ASGIApp:
    """The site on the database in its folder, which is made when it is not there."""
    _configure(options)
    django.setup()
    from django.contrib import admin

    urlpatterns[:] = [path("admin/", admin.site.urls)]
    if not options.database.exists():
        _fill(options)
    static = f"{django.__path__[0]}/contrib/admin/static"
    (options.folder / "uploads").mkdir(exist_ok=True)
    return Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=static)),
            Mount("/uploads", StaticFiles(directory=options.folder / "uploads")),
            Mount("/", get_asgi_application()),
        ]
    )


def _configure(options: Options) -> None:
    packages = [f"django.contrib.{name}" for name in _CONTRIBUTED]
    settings.configure(
        SECRET_KEY="of tests only",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        LANGUAGE_CODE="en-us",
        TIME_ZONE="UTC",
        USE_TZ=True,
        INSTALLED_APPS=[*packages, "tests.applications.django_admin.apps.BrokerageConfig"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": options.database,
                # Two robots write at once: wait for each other from the beginning of a transaction.
                "OPTIONS": {
                    "timeout": 20,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                },
            }
        },
        # Tables are made from the models: a history of migrations would take two seconds at each start.
        MIGRATION_MODULES=dict.fromkeys((*_CONTRIBUTED, "brokerage")),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STATIC_URL="/static/",
        MEDIA_URL="/uploads/",
        MEDIA_ROOT=options.folder / "uploads",
    )


def _fill(options: Options) -> None:
    """Make the database under another name, so that one half filled is never taken for ready."""
    from django.contrib.auth.models import Group, Permission, User
    from django.db import connection, transaction

    from tests.applications.django_admin import models

    half_filled = options.database.with_suffix(".new")
    half_filled.unlink(missing_ok=True)
    connection.settings_dict["NAME"] = half_filled
    call_command("migrate", run_syncdb=True, verbosity=0)
    with transaction.atomic():
        offices = [models.Office.objects.create(name=name) for name in _OFFICES]
        for kind, names in (
            (models.Adviser, _ADVISERS),
            (models.Cover, _COVERS),
            (models.Language, _LANGUAGES),
        ):
            kind.objects.bulk_create([kind(name=name) for name in names])
        for number in range(1, _SEEDED + 1):
            models.Member.objects.create(
                reference=f"SE-{number:05d}",
                title="MX",
                first_name=f"Kim {number}",
                last_name="Seeded",
                birth_date=date(1960, 1, 1) + timedelta(days=97 * number),
                street=f"{number} Mill Lane",
                postcode="10000",
                city="Riverside",
                office=offices[number % len(offices)],
            )
        keyers = Group.objects.create(name="Keyers")
        kept = Permission.objects.filter(content_type__app_label="brokerage")
        keyers.permissions.set(
            [
                *kept.filter(content_type__model__in=("member", "contract", "dependant")),
                *kept.filter(codename__startswith="view_"),
            ]
        )
        for name in OPERATORS:
            User.objects.create_user(name, password=PASSWORD, is_staff=True).groups.add(keyers)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    half_filled.rename(options.database)
    connection.settings_dict["NAME"] = options.database
