"""Document numbers as the sequences of the company would have given them."""

from odoo import fields
from odoo.addons.base.models.ir_sequence import _create_sequence
from odoo.tools import SQL

from tools.history.prepare import local_day
from tools.history.sql import copy, rows, run, table


def prepare(cr):
    """Make the empty table h_number: the number of each document by kind and key."""
    run(cr, "DROP TABLE IF EXISTS h_number")
    run(cr, "CREATE TEMPORARY TABLE h_number (kind text, key text, name text)")


def of_code(scene, code):
    """Return the company's sequence for documents of `code`, else the shared one."""
    sequences = scene.env["ir.sequence"].with_company(scene.company)
    domain = [("code", "=", code), ("company_id", "in", [scene.company.id, False])]
    return sequences.search(domain, order="company_id", limit=1)


def assign(scene, kind, sequence, wanted, **values):
    """Number the documents of query `wanted` (key, at, tie) in the order of time.

    The numbers land in h_number under `kind`; the sequence goes on past them.
    """
    cr = scene.env.cr
    table(
        cr,
        "h_wanted",
        f"SELECT key, {local_day('at')} AS day, at, tie FROM ({wanted}) AS w",
        timezone=scene.timezone,
        **values,
    )
    days = rows(cr, "SELECT day, count(*) FROM h_wanted GROUP BY day ORDER BY day")
    run(cr, "DROP TABLE IF EXISTS h_period")
    run(
        cr,
        "CREATE TEMPORARY TABLE h_period"
        " (day date, period date, prefix text, suffix text, start bigint)",
    )
    copy(cr, "h_period", periods(sequence, days))
    run(
        cr,
        """INSERT INTO h_number SELECT %(kind)s, key,
            concat(prefix, lpad(number::text,
                greatest(%(padding)s, length(number::text)), '0'), suffix)
        FROM (SELECT w.key, p.prefix, p.suffix, p.start - 1 + row_number() OVER (
                PARTITION BY p.period ORDER BY w.at, w.tie, w.key) AS number
            FROM h_wanted w JOIN h_period p USING (day)) AS n""",
        kind=kind,
        padding=sequence.padding,
    )
    move_on(sequence, days)


def spans(sequence, days):
    """Return {day: (first, last day of its numbering period)}; one for all if none."""
    if not sequence.use_date_range:
        return {day: (None, None) for day, _count in days}
    if not sequence._jxc_restarts():
        return {
            day: (day.replace(month=1, day=1), day.replace(month=12, day=31))
            for day, _count in days
        }
    from odoo.addons.jxc_base.core.numbering import period_for

    return {day: period_for(day, sequence.jxc_reset) for day, _count in days}


def periods(sequence, days):
    """Yield (day, period, prefix, suffix, first number) of each day."""
    known = existing(sequence)
    for day, (first, _last) in spans(sequence, days).items():
        prefix, suffix = sequence._get_prefix_suffix(
            date=fields.Date.to_string(day),
            date_range=first and fields.Date.to_string(first),
        )
        span = known.get(first)
        holder = span or (None if first else sequence)
        start = holder.number_next_actual if holder else 1
        yield day, first or days[0][0], prefix, suffix, start


def existing(sequence):
    """Return {first day: range}; numbers drawn by others are not in the caches."""
    sequence.invalidate_recordset()
    sequence.date_range_ids.invalidate_recordset()
    return {span.date_from: span for span in sequence.date_range_ids}


def move_on(sequence, days):
    """Let the sequence go on after the numbers just given, for every period."""
    known, taken = existing(sequence), {}
    limits = spans(sequence, days)
    for day, count in days:
        taken[limits[day]] = taken.get(limits[day], 0) + count
    fresh = {}
    for (first, last), count in taken.items():
        holder = known.get(first) if first else sequence
        if holder:
            holder.number_next_actual = holder.number_next_actual + count
        else:
            fresh[first] = (last, count + 1)
    open_ranges(sequence, fresh)
    sequence.invalidate_recordset()


def open_ranges(sequence, fresh):
    """Open {first day: (last day, next number)} as core does, hundreds at once."""
    env = sequence.env
    env.flush_all()
    made = env.execute_query(
        SQL(
            """INSERT INTO ir_sequence_date_range (sequence_id, date_from, date_to,
                number_next, create_uid, write_uid, create_date, write_date)
            SELECT %s, first, last, 1, %s, %s, now() AT TIME ZONE 'UTC',
                now() AT TIME ZONE 'UTC'
            FROM unnest(%s::date[], %s::date[]) AS spans(first, last)
            RETURNING id, date_from""",
            sequence.id,
            env.uid,
            env.uid,
            list(fresh),
            [last for last, _number in fresh.values()],
        )
    )
    for key, first in made:
        number = fresh[first][1]
        if sequence.implementation == "standard":
            name = f"ir_sequence_{sequence.id:03d}_{key:03d}"
            _create_sequence(env.cr, name, sequence.number_increment, number)
        else:
            run(
                env.cr,
                "UPDATE ir_sequence_date_range SET number_next = %(number)s"
                " WHERE id = %(key)s",
                number=number,
                key=key,
            )
    env["ir.sequence.date_range"].invalidate_model()
