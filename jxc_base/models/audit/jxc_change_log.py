"""Who changed what: old and new values of tracked fields, written once."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..common.request_origin import VIA, origin
from .jxc_change_rule import ABOUT

DAYS = "jxc_base.change_log_days"
BATCH = 50_000  # old entries deleted at a time


class JxcChangeLog(models.Model):
    _name = "jxc.change.log"
    _inherit = "jxc.append.only"
    _description = "Change Log"
    _order = "id desc"
    _rec_name = "record_name"
    _jxc_free = frozenset({"user_id", "company_id", "model_id", "field_id"})

    at = fields.Datetime("Time", required=True, readonly=True, index=True)
    kind = fields.Selection(
        [("create", "Added"), ("write", "Changed"), ("unlink", "Deleted")],
        "What Happened",
        required=True,
        readonly=True,
    )
    about = fields.Selection(ABOUT, "Kind of Change", required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    user_name = fields.Char("Changed By", required=True, readonly=True)
    via = fields.Selection(
        VIA,
        string="Came from",
        required=True,
        readonly=True,
    )
    address = fields.Char("IP Address", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="set null")
    model = fields.Char("Technical Model", required=True, readonly=True)
    model_id = fields.Many2one(
        "ir.model", "Kind of Record", readonly=True, ondelete="set null"
    )
    res_id = fields.Many2oneReference(
        "Record Id", model_field="model", required=True, readonly=True
    )
    record_name = fields.Char("Record", readonly=True)
    field = fields.Char("Technical Field", readonly=True)
    field_id = fields.Many2one("ir.model.fields", readonly=True, ondelete="set null")
    field_label = fields.Char("Changed Field", compute="_compute_field_label")
    old_value = fields.Char(readonly=True)
    new_value = fields.Char(readonly=True)

    _record_idx = models.Index("(model, res_id)")

    @api.depends("model", "field")
    @api.depends_context("lang")
    def _compute_field_label(self):
        for entry in self:
            model = self.env.get(entry.model)
            field = model._fields.get(entry.field) if model is not None else None
            label = field._description_string(self.env) if field else entry.field
            entry.field_label = label

    @api.model
    @api.private
    def _note(self, rows):
        """Add entries for the user of the environment, in one statement.

        :param rows: dicts of model, res_id, record_name, company_id, kind, about,
            field, old_value, new_value
        """
        if not rows:
            return
        via, address = origin()
        # sudo: name and ids, whoever may read them
        env = self.sudo().env
        common = {
            "at": fields.Datetime.now(),
            "user_id": env.uid,
            "user_name": env.user.name,
            "via": via,
            "address": address or None,
        }
        self._insert([{**common, **row, **self._links(row)} for row in rows])

    def _links(self, row):
        # sudo: ids of model and field, whoever may read their names
        models_ = self.sudo().env["ir.model"]
        fields_ = self.sudo().env["ir.model.fields"]
        field = row["field"] and fields_._get(row["model"], row["field"])
        return {
            "model_id": models_._get_id(row["model"]),
            "field_id": field.id if field else None,
        }

    def _insert(self, rows):
        """Plain SQL: an entry has no default, no computed field and no rule to ask."""
        names = list(rows[0])
        self.env.cr.execute(
            SQL(
                "INSERT INTO jxc_change_log (%s) VALUES %s",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(
                    SQL("(%s)", SQL(", ").join(SQL("%s", row[name]) for name in names))
                    for row in rows
                ),
            )
        )
        self.invalidate_model(flush=False)

    def action_record(self):
        """Open the record that was changed."""
        self.ensure_one()
        record = self.env.get(self.model)
        if record is None or not record.browse(self.res_id).exists():
            raise UserError(
                self.env._("%(name)s was deleted.", name=self.record_name or "")
            )
        return record.browse(self.res_id)._get_records_action()

    @api.model
    def _cron_clean(self):
        """Delete what is older than the days of the settings; 0 keeps everything."""
        self._jxc_forget(DAYS, BATCH)
