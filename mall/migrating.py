"""Changes of big tables that keep nobody from writing while they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.migrations import AlterField

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor
    from django.db.migrations.state import ProjectState


class ForeignKeyWithoutIndex(AlterField):
    """A foreign key loses the index it has by itself, or, going back, gets it again.

    The field given says `db_index=False`. For migrations that say `atomic = False`, as PostgreSQL wants it; one that
    broke off is simply run again.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the index."""
        del from_state
        index, _place = self._index(app_label, schema_editor, to_state)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {index}")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Build the index again; what is left of a building that broke off is of no use to anybody."""
        self.database_forwards(app_label, schema_editor, from_state, to_state)
        index, place = self._index(app_label, schema_editor, to_state)
        schema_editor.execute(f"CREATE INDEX CONCURRENTLY {index} ON {place}")

    def _index(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState) -> tuple[str, str]:
        """The name Django gives such an index, and its table and column."""
        editor: Any = schema_editor
        meta = state.apps.get_model(app_label, self.model_name)._meta
        column = meta.get_field(self.name).column
        name = editor._create_index_name(meta.db_table, [column])  # noqa: SLF001 - as Django names it
        return editor.quote_name(name), f"{editor.quote_name(meta.db_table)} ({editor.quote_name(column)})"
