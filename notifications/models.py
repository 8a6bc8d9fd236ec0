"""What was said to whom, in the words that were sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from docket.models import Entry


class Digest(models.Model):
    """One day's news of one person: the day is theirs, and each has one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField()
    mail_state = models.CharField(max_length=8, default="none")  # as of a Notification
    mailed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="one_digest_a_person_and_day")]
        indexes = [models.Index(fields=["id"], name="digest_due", condition=models.Q(mail_state="due"))]

    def __str__(self) -> str:
        return f"{self.user} {self.day}"


class Notification(models.Model):
    """One message to one person about one entry; the same one is never sent twice."""

    class MailState(models.TextChoices):
        DUE = "due"
        DAILY = "daily"  # waits for the reader's day
        SENT = "sent"
        BOUNCED = "bounced"
        NONE = "none"

    class PortalState(models.TextChoices):
        SHOWN = "shown"
        DAILY = "daily"
        OFF = "off"  # kept as a record, not shown

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="notifications")
    recipient = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="notifications")
    address = models.EmailField()
    audience = models.CharField(max_length=16)
    letter = models.CharField(max_length=40)
    language = models.CharField(max_length=12, default="en")
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    thread = models.CharField(max_length=80, blank=True)
    mail_state = models.CharField(max_length=8, choices=MailState, default=MailState.DUE)
    portal_state = models.CharField(max_length=8, choices=PortalState, default=PortalState.SHOWN)
    digest = models.ForeignKey(Digest, on_delete=models.SET_NULL, null=True, related_name="notifications")
    bounces = models.PositiveSmallIntegerField(default=0)
    bounced_because = models.CharField(max_length=300, blank=True)
    again_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "address", "letter"], name="one_letter_an_entry_and_address")
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="inbox"),
            models.Index(fields=["id"], name="mail_due", condition=models.Q(mail_state="due")),
            models.Index(fields=["again_at"], name="mail_again", condition=models.Q(mail_state="due")),
            models.Index(fields=["address", "thread", "id"], name="letters_of_a_thread"),
            models.Index(
                fields=["recipient"],
                name="waits_for_the_day",
                condition=models.Q(mail_state="daily") | models.Q(portal_state="daily"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} to {self.address}"


class Mailbox(models.Model):
    """What we learned about an address: whether mail arrives there, and whether its reader complained of ours."""

    address = models.EmailField(unique=True)
    undeliverable_at = models.DateTimeField(null=True)
    because = models.CharField(max_length=300, blank=True)
    complained_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return self.address


class Preference(models.Model):
    """How somebody wants to hear of a topic, where it is not at once."""

    class Channel(models.TextChoices):
        MAIL = "mail", _("By email")
        PORTAL = "portal", _("In the portal")

    class Pace(models.TextChoices):
        NOW = "now", _("At once")
        DAILY = "daily", _("Once a day")
        OFF = "off", _("Not at all")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="preferences")
    topic = models.CharField(max_length=24)
    channel = models.CharField(max_length=8, choices=Channel)
    pace = models.CharField(max_length=8, choices=Pace)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "topic", "channel"], name="one_wish_each")]

    def __str__(self) -> str:
        return f"{self.topic} {self.channel}: {self.pace}"
