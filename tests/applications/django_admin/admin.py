"""The broker's pages, in the words of Django's admin."""

from __future__ import annotations

from django.contrib import admin

from tests.applications.django_admin import models


class ContractInline(admin.TabularInline):
    """Two blank rows, and more on request."""

    model = models.Contract
    extra = 2


class DependantInline(admin.TabularInline):
    """No row until one is asked for."""

    model = models.Dependant
    extra = 0


@admin.register(models.Member)
class MemberAdmin(admin.ModelAdmin):
    """Members: a list in short pages, and a form of three sections."""

    list_display = ("reference", "last_name", "first_name", "birth_date", "status", "office")
    list_filter = ("status", "office", "smoker")
    list_per_page = 10
    search_fields = ("reference", "last_name", "first_name")
    radio_fields = {"title": admin.HORIZONTAL}  # noqa: RUF012 - Django's own form
    filter_horizontal = ("covers",)
    autocomplete_fields = ("adviser",)
    inlines = (ContractInline, DependantInline)
    fieldsets = (
        (None, {"fields": ("reference", "title", ("first_name", "last_name"), "birth_date")}),
        ("Contact", {"fields": ("email", "phone", "street", "street_2", ("postcode", "city"), "call_after")}),
        ("File", {"fields": ("status", "office", "adviser", "covers", "languages", "children", "income")}),
        ("Other", {"fields": ("smoker", "newsletter", "document", "notes")}),
    )


@admin.register(models.Adviser)
class AdviserAdmin(admin.ModelAdmin):
    """Advisers, searched for from a member's form."""

    search_fields = ("name",)


admin.site.register([models.Office, models.Cover, models.Language])
