"""Who signed in from where, and who took which data out."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

from .jxc_append_only import maintenance

DAYS = "jxc_base.access_log_days"
BATCH = 10_000  # old entries deleted at a time
MAX_DETAIL = 1000  # characters


class JxcAccessLog(models.Model):
    """Append-only; written by code, removed only after the days of the settings."""

    _name = "jxc.access.log"
    _inherit = "jxc.append.only"
    _description = "Access Log"
    _order = "id desc"
    _rec_name = "user_name"
    _jxc_free = frozenset({"user_id", "company_id"})

    at = fields.Datetime("Time", required=True, readonly=True, index=True)
    kind = fields.Selection(
        [("login", "Log-in"), ("export", "Export"), ("xlsx", "Excel File")],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", readonly=True, index=True, ondelete="set null"
    )
    user_name = fields.Char(
        "Name", required=True, readonly=True, help="The user's name at that time."
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="set null")
    ip = fields.Char("IP Address", readonly=True)
    model = fields.Char("Technical Model", readonly=True)
    title = fields.Char(
        "What", readonly=True, help="Kind of records, or name of the file."
    )
    rows = fields.Integer(readonly=True, help="Number of records or rows taken out.")
    detail = fields.Text("Columns", readonly=True)

    @api.model
    @api.private
    def _note(self, kind, **values):
        """Add an entry for the user of the environment.

        :param kind: value of the field `kind`
        :param values: further fields: model, title, rows, detail
        :return: the entry, with the rights of the superuser
        """
        values["detail"] = (values.get("detail") or "")[:MAX_DETAIL] or False
        # sudo: whoever signs in or exports may neither write nor read the log
        return self.sudo().create(
            {
                "at": fields.Datetime.now(),
                "kind": kind,
                "user_id": self.env.uid,
                "user_name": self.env.user.name,
                "company_id": self.env.company.id,
                "ip": request.httprequest.remote_addr if request else False,
                **values,
            }
        )

    @api.autovacuum
    def _gc_entries(self):
        """Delete what is older than the days of the settings; 0 keeps everything."""
        # sudo: the number of days, whoever runs this
        days = self.env["ir.config_parameter"].sudo().get_param(DAYS, "")
        if not days.isdigit() or not int(days):
            return
        limit = fields.Datetime.now() - timedelta(days=min(int(days), 36500))
        old = self._search([("at", "<", limit)], limit=BATCH, order="id")
        with maintenance(self.env.cr):
            self.env.cr.execute(
                SQL("DELETE FROM jxc_access_log WHERE id IN %s", old.subselect())
            )
        self.invalidate_model()
