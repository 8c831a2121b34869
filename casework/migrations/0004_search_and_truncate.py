"""Two-character search, and append-only tables that TRUNCATE cannot empty: what Django has no words for."""

from django.db import migrations

# The 2-grams of a text. IMMUTABLE, so that an expression index can stand on it. Dear on purpose: at the default cost
# the planner would rather compute it for each row than ask the index.
GRAMS = """
CREATE FUNCTION casework_grams(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000
RETURN (
    SELECT coalesce(array_agg(DISTINCT gram), '{}'::text[])
    FROM (
        SELECT substr(plain, place, 2) COLLATE "C" AS gram
        FROM (SELECT lower(normalize(words, NFKC)) AS plain) AS one,
             generate_series(1, char_length(plain) - 1) AS place
    ) AS pieces
    WHERE gram !~ '[[:space:]]'
);
"""
INDEX = """
CREATE INDEX searchtext_grams ON casework_searchtext USING gin (casework_grams(text)) WITH (fastupdate = off);
"""
REFUSE = """
CREATE FUNCTION casework_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
"""
TABLES = ("entry", "closedperiod", "adjustment")


def _trigger(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON casework_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION casework_refuse_truncate();"
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0003_warn_minutes_and_newest")]

    operations = [
        migrations.RunSQL(GRAMS, "DROP FUNCTION casework_grams(text);"),
        migrations.RunSQL(INDEX, "DROP INDEX searchtext_grams;"),
        migrations.RunSQL(REFUSE, "DROP FUNCTION casework_refuse_truncate();"),
        *(
            migrations.RunSQL(_trigger(table), f"DROP TRIGGER {table}_no_truncate ON casework_{table};")
            for table in TABLES
        ),
    ]
