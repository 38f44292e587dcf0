"""Small helpers for set-based SQL on the cursor of an Odoo environment."""

import io

from odoo.tools import SQL


def run(cr, text, **values):
    """Execute one statement with named parameters; return the number of rows."""
    cr.execute(SQL(text, **values))
    return cr.rowcount


def rows(cr, text, **values):
    """Execute one query with named parameters; return its rows as tuples."""
    cr.execute(SQL(text, **values))
    return cr.fetchall()


def scalar(cr, text, **values):
    """Execute one query; return the first column of its first row, or None."""
    found = rows(cr, text, **values)
    return found[0][0] if found else None


def table(cr, name, text, **values):
    """Make the temporary table `name` of a query, with statistics."""
    run(cr, "DROP TABLE IF EXISTS %(name)s", name=SQL.identifier(name))
    run(cr, f"CREATE TEMPORARY TABLE {name} AS {text}", **values)
    analyze(cr, name)


def analyze(cr, *names):
    for name in names:
        run(cr, "ANALYZE %(name)s", name=SQL.identifier(name))


def insert(cr, name, columns, source, **values):
    """Insert into table `name` the expressions of `columns` {column: SQL} of `source`.

    `source` is everything from FROM on. Names and expressions are constants of this
    package; values go into `values`.
    """
    wanted = ", ".join(f'"{column}"' for column in columns)
    given = ", ".join(columns.values())
    return run(cr, f"INSERT INTO {name} ({wanted}) SELECT {given} {source}", **values)


def reserve(cr, name, count):
    """Take `count` ids of the sequence of table `name`; return the first."""
    sequence = f"{name}_id_seq"
    first = scalar(cr, "SELECT nextval(%(sequence)s)", sequence=sequence)
    if count > 1:
        last = first + count - 1
        run(cr, "SELECT setval(%(sequence)s, %(last)s)", sequence=sequence, last=last)
    return first


def number_rows(cr, name, real, order):
    """Give every row of temporary table `name` an `id` of table `real`, in `order`.

    The table needs a column `id`; it is written anew, so make it the last step.
    """
    count = scalar(cr, f"SELECT count(*) FROM {name}")
    first = reserve(cr, real, count) if count else 1
    table(
        cr,
        f"{name}_numbered",
        f"SELECT *, %(first)s - 1 + row_number() OVER (ORDER BY {order}) AS id"
        f" FROM {name}",
        first=first,
    )
    run(cr, f"DROP TABLE {name}")
    run(cr, f"ALTER TABLE {name}_numbered RENAME TO {name}")
    return count


def copy(cr, name, found, columns=None):
    """Write tuples into the temporary table `name` by COPY; None becomes NULL."""
    stream = io.StringIO()
    for row in found:
        cells = (r"\N" if cell is None else escape(str(cell)) for cell in row)
        stream.write("\t".join(cells) + "\n")
    stream.seek(0)
    cr.copy_from(stream, name, columns=columns)


def escape(text):
    r"""Return `text` as COPY wants it.

    >>> escape("a\tb\\c")
    'a\\tb\\\\c'
    """
    text = text.replace("\\", "\\\\").replace("\t", "\\t")
    return text.replace("\n", "\\n").replace("\r", "\\r")
