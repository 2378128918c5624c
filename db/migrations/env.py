"""Alembic's entry: runs on the connection that `db/migrate.py` hands over, in its transaction and under its lock."""

from alembic import context

from db.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_server_default=True,
    autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
    include_object=lambda _item, name, kind, _reflected, _other: (
        not (
            # expression indexes of the text search: autogenerate cannot compare them, the golden dump does
            kind == "index" and name is not None and name.startswith("revision_search_")
        )
    ),
)
with context.begin_transaction():
    context.run_migrations()
