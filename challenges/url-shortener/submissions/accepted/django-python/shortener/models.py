from django.db import connection, models


class Link(models.Model):
    code = models.CharField(max_length=32, unique=True)
    url = models.TextField()
    host = models.TextField(db_index=True)
    clicks = models.BigIntegerField(default=0)
    deleted = models.BooleanField(default=False)

    def as_dict(self):
        return {"code": self.code, "url": self.url, "clicks": self.clicks}


def create_table():
    """Stands in for a migration."""
    if Link._meta.db_table not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            editor.create_model(Link)
