"""Who signed in from where, and who took which data out."""

from odoo import api, fields, models
from odoo.http import request

DAYS = "jxc_base.access_log_days"
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
        self._jxc_forget(DAYS)
