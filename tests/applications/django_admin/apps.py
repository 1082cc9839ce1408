"""The broker's application, as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class BrokerageConfig(AppConfig):
    """Members of an insurance broker."""

    name = "tests.applications.django_admin"
    label = "brokerage"
    verbose_name = "Brokerage"
    default_auto_field = "django.db.models.AutoField"
