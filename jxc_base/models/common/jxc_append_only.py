"""Tables whose entries are written once, guarded by the database itself.

A trigger, not only rights: it also stops SQL of another addon and a repair by hand.
Columns that point to other records may be re-pointed or emptied (partners are merged,
cancelled orders deleted); everything else an entry says stays. Code of this suite that
has to take entries away says ``with maintenance(cr):``.
"""

from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import table_exists

# Columns about the row, not of what it says
TECHNICAL = frozenset({"create_uid", "write_uid", "write_date"})

FUNCTION = """
CREATE OR REPLACE FUNCTION jxc_append_only() RETURNS trigger AS $$
DECLARE
    before jsonb;
    after jsonb;
BEGIN
    IF current_setting('jxc.maintenance', true) = 'on' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        before := to_jsonb(OLD);
        after := to_jsonb(NEW);
        IF NOT EXISTS (SELECT FROM unnest(TG_ARGV) AS fact
                        WHERE before -> fact IS DISTINCT FROM after -> fact)
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Entries of %% are written once: neither changed nor deleted.',
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END $$ LANGUAGE plpgsql
"""
TRIGGERS = """
DROP TRIGGER IF EXISTS jxc_keep ON %(table)s;
CREATE TRIGGER jxc_keep BEFORE UPDATE OR DELETE ON %(table)s
FOR EACH ROW WHEN (%(kept)s) EXECUTE FUNCTION jxc_append_only(%(facts)s);
DROP TRIGGER IF EXISTS jxc_keep_all ON %(table)s;
CREATE TRIGGER jxc_keep_all BEFORE TRUNCATE ON %(table)s
FOR EACH STATEMENT EXECUTE FUNCTION jxc_append_only()
"""
DROP = "DROP FUNCTION IF EXISTS jxc_append_only() CASCADE"


@contextmanager
def maintenance(cr):
    """Open the guards of append-only tables for what happens within.

    :param cr: cursor; an exception closes them as well, with the savepoint
    """
    with cr.savepoint():
        cr.execute("SET LOCAL jxc.maintenance = 'on'")
        yield
        cr.execute("SET LOCAL jxc.maintenance = 'off'")


class JxcAppendOnly(models.AbstractModel):
    """Entries are written once: the ORM says so clearly, a trigger makes sure.

    What stays is every stored column that ``_jxc_free`` does not name, also those that
    another addon adds.
    """

    _name = "jxc.append.only"
    _description = "Entries Written Once"

    # Columns that merging and deleting other records changes behind an entry
    _jxc_free = frozenset()
    # Condition of the trigger over OLD: which rows are kept
    _jxc_kept = "TRUE"

    def init(self):
        super().init()
        # Odoo also asks models of addons that are yet to be upgraded
        if self._abstract or not table_exists(self.env.cr, self._table):
            return
        self.env.cr.execute(SQL(FUNCTION))
        facts = [SQL("%s", name) for name in self._jxc_facts()]
        self.env.cr.execute(
            SQL(
                TRIGGERS,
                table=SQL.identifier(self._table),
                kept=SQL(self._jxc_kept),
                facts=SQL(", ").join(facts),
            )
        )

    @api.model
    def _jxc_facts(self):
        """Return the names of the columns that never change, in order."""
        free = self._jxc_free | TECHNICAL
        return sorted(
            name
            for name, field in self._fields.items()
            if field.store and field.column_type and name not in free
        )

    def write(self, vals):
        self.check_access("write")
        if self and set(vals) - self._jxc_free:
            raise UserError(self._jxc_kept_message())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self._jxc_kept_message())

    @api.model
    @api.private
    def _jxc_forget(self, parameter, batch=10_000):
        """Delete the oldest entries (field `at`) after the days of a setting.

        :param parameter: system parameter with a number of days; 0, nothing or no
            number keeps everything
        :param batch: most entries deleted at a time
        :return: number of entries deleted
        """
        # sudo: the number of days, whoever runs this
        days = self.env["ir.config_parameter"].sudo().get_param(parameter, "")
        if not days.isdigit() or not int(days):
            return 0
        limit = fields.Datetime.now() - timedelta(days=min(int(days), 36500))
        # sudo: entries of all companies, whoever runs this
        old = self.sudo()._search([("at", "<", limit)], limit=batch, order="at, id")
        with maintenance(self.env.cr):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE id IN %s",
                    SQL.identifier(self._table),
                    old.subselect(),
                )
            )
            deleted = self.env.cr.rowcount
        self.invalidate_model()
        return deleted

    def _jxc_kept_message(self):
        return self.env._(
            "%(kind)s: entries are written once, neither changed nor deleted.",
            kind=self.env["ir.model"]._get(self._name).name,
        )
