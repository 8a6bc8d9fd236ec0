"""What was said to whom, in the words that were sent."""

from django.db import models

from accounts.models import User
from docket.models import Entry


class Notification(models.Model):
    """One message to one person about one entry; the same one is never sent twice."""

    class MailState(models.TextChoices):
        DUE = "due"
        SENT = "sent"
        BOUNCED = "bounced"
        NONE = "none"

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
