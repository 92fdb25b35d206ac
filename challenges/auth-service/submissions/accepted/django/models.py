"""The tables that are there."""

from django.db import models


class Table(models.Model):
    class Meta:
        abstract = True
        app_label = "accounts"
        managed = False


class User(Table):
    username = models.TextField(unique=True)
    password_hash = models.TextField()
    name = models.TextField(default="")
    role = models.TextField(default="user")

    class Meta(Table.Meta):
        db_table = "users"

    def shown(self):
        return {"id": self.id, "username": self.username, "name": self.name, "role": self.role}


class Note(Table):
    owner = models.ForeignKey(User, models.CASCADE)
    text = models.TextField()

    class Meta(Table.Meta):
        db_table = "notes"

    def shown(self):
        return {"id": self.id, "text": self.text}


class Session(Table):
    token_hash = models.TextField(primary_key=True)
    user = models.ForeignKey(User, models.CASCADE)
    expires_at = models.DateTimeField()

    class Meta(Table.Meta):
        db_table = "sessions"


class Failures(Table):
    username = models.TextField(primary_key=True)
    failures = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta(Table.Meta):
        db_table = "login_failures"
