"""What the broker keeps: members, their contracts and dependants, and the lists that forms choose from."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models


class Office(models.Model):
    """Where a member is looked after."""

    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return str(self.name)


class Adviser(models.Model):
    """Who looks after a member; there are many, so forms search for one."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return str(self.name)


class Cover(models.Model):
    """A risk that can be insured."""

    name = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return str(self.name)


class Language(models.Model):
    """A language that letters are written in."""

    name = models.CharField(max_length=30, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return str(self.name)


class Member(models.Model):
    """A person who is insured."""

    reference = models.CharField(
        max_length=12,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2}-\d{4,8}$", "Two capitals, a hyphen, four to eight digits.")],
        help_text="As on the card, for instance RV-00123.",
    )
    title = models.CharField(max_length=3, choices=[("MR", "Mr"), ("MRS", "Mrs"), ("MX", "Mx"), ("DR", "Dr")])
    first_name = models.CharField(max_length=40)
    last_name = models.CharField(max_length=40)
    birth_date = models.DateField("date of birth")
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField(
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9 ]{6,20}$", "Digits and spaces only.")],
    )
    street = models.CharField(max_length=60)
    street_2 = models.CharField("street (continued)", max_length=60, blank=True)
    postcode = models.CharField(max_length=10)
    city = models.CharField(max_length=40)
    status = models.CharField(
        max_length=8,
        choices=[
            ("PROSPECT", "Prospect"),
            ("ACTIVE", "Active member"),
            ("PAUSED", "On hold"),
            ("LEFT", "Former"),
        ],
        default="PROSPECT",
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    adviser = models.ForeignKey(Adviser, on_delete=models.PROTECT, null=True, blank=True)
    covers = models.ManyToManyField(Cover, blank=True)
    languages = models.ManyToManyField(Language, blank=True)
    call_after = models.TimeField(null=True, blank=True)
    children = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(15)])
    income = models.DecimalField("yearly income", max_digits=10, decimal_places=2, null=True, blank=True)
    smoker = models.BooleanField(default=False)
    newsletter = models.BooleanField("wants the newsletter", default=True)
    document = models.FileField("identity document", upload_to="documents", blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        ordering = ("last_name", "first_name")
        constraints = (
            models.UniqueConstraint(
                fields=["last_name", "first_name", "birth_date"],
                name="one_member_a_person",
                violation_error_message="This person is a member already.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.last_name} {self.first_name} ({self.reference})"


class Contract(models.Model):
    """One policy of a member."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    policy = models.CharField("policy number", max_length=16, unique=True)
    cover = models.ForeignKey(Cover, on_delete=models.PROTECT)
    start = models.DateField("starts on")
    premium = models.DecimalField("monthly premium", max_digits=8, decimal_places=2)
    paid = models.BooleanField("first premium paid", default=False)

    def __str__(self) -> str:
        return str(self.policy)


class Dependant(models.Model):
    """Somebody insured with a member."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    birth_date = models.DateField("date of birth")
    relation = models.CharField(
        max_length=7, choices=[("SPOUSE", "Spouse"), ("CHILD", "Child"), ("PARENT", "Parent")]
    )

    def __str__(self) -> str:
        return str(self.name)
