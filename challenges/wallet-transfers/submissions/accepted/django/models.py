from django.db import connection, models


class Account(models.Model):
    id = models.TextField(primary_key=True)
    balance = models.BigIntegerField()

    class Meta:
        app_label = "wallet"
        db_table = "accounts"

    def change(self, amount, transfer=None):
        """The caller holds the row's lock."""
        self.balance += amount
        self.save(update_fields=["balance"])
        Entry.objects.create(account=self, transfer=transfer, amount=amount, balance=self.balance)


class Transfer(models.Model):
    id = models.BigAutoField(primary_key=True)
    from_account = models.ForeignKey(Account, models.PROTECT, db_column="from_account", related_name="+")
    to_account = models.ForeignKey(Account, models.PROTECT, db_column="to_account", related_name="+")
    amount = models.BigIntegerField()

    class Meta:
        app_label = "wallet"
        db_table = "transfers"


class Entry(models.Model):
    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, db_column="account", related_name="entries")
    transfer = models.ForeignKey(Transfer, models.PROTECT, db_column="transfer", null=True, related_name="+")
    amount = models.BigIntegerField()
    balance = models.BigIntegerField()

    class Meta:
        app_label = "wallet"
        db_table = "entries"


class Key(models.Model):
    key = models.TextField(primary_key=True)
    wanted = models.JSONField()
    status = models.IntegerField(null=True)
    answer = models.JSONField(null=True)

    class Meta:
        app_label = "wallet"
        db_table = "transfer_keys"


def create_tables():
    if Key._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Key)
    connection.close()
