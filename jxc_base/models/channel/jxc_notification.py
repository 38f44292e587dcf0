from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

OPEN_STATES = ("waiting", "failed")


class JxcNotification(models.Model):
    """The outbox: written with what it tells about, sent after the commit.

    `_send` (jxc_notification_queue.py) fills it, `_cron_send`
    (jxc_notification_sender.py) empties it.
    """

    _name = "jxc.notification"
    _description = "Outgoing Message"
    _order = "id desc"
    _rec_name = "title"

    title = fields.Char(required=True, readonly=True)
    body = fields.Text(readonly=True)
    purpose_id = fields.Many2one(
        "jxc.notification.purpose", ondelete="set null", readonly=True
    )
    channel_id = fields.Many2one("jxc.channel", ondelete="set null", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", readonly=True
    )
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document Id", model_field="res_model", readonly=True
    )
    record_name = fields.Char(string="Document", readonly=True)
    link = fields.Char(readonly=True)
    lang = fields.Char(string="Language", readonly=True)
    partner_ids = fields.Many2many("res.partner", string="Recipients", readonly=True)
    personal = fields.Char(
        string="Personal Link",
        readonly=True,
        help="Purpose of the signed link that each recipient gets in their own mail. "
        "It is made when the message leaves and kept nowhere.",
    )
    payload = fields.Json(
        readonly=True,
        groups="jxc_base.group_jxc_admin",
        help="What is sent, without address and signature.",
    )
    payload_text = fields.Text(
        string="Content",
        compute="_compute_payload_text",
        groups="jxc_base.group_jxc_admin",
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("sent", "Sent"),
            ("failed", "Failed"),
            ("dropped", "Dropped"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    answer = fields.Char(
        readonly=True,
        groups="jxc_base.group_jxc_admin",
        help="What the other side answered, or why it was not sent.",
    )
    queued_at = fields.Datetime(string="Queued", readonly=True)
    attempts = fields.Integer(readonly=True)
    attempted_at = fields.Datetime(string="Last Attempt", readonly=True)
    next_attempt_at = fields.Datetime(string="Next Attempt", readonly=True)
    sent_at = fields.Datetime(string="Sent on", readonly=True)
    key = fields.Char(
        string="Repetition Key",
        readonly=True,
        help="Two messages of a channel with the same key within the purpose's "
        "minutes are one.",
    )
    in_flight = fields.Boolean(
        readonly=True, help="An attempt began and its outcome is not known."
    )
    doubtful = fields.Boolean(
        readonly=True,
        help="An attempt was interrupted: the message may have arrived already.",
    )

    _due_idx = models.Index("(next_attempt_at) WHERE state = 'waiting'")
    _key_idx = models.Index("(channel_id, key, id) WHERE key IS NOT NULL")
    _rate_idx = models.Index("(channel_id, attempted_at)")
    _record_idx = models.Index("(res_model, res_id)")

    @api.depends("payload")
    def _compute_payload_text(self):
        for message in self:
            lines = self._lines(message.payload or {})
            message.payload_text = "\n".join(lines)

    def _lines(self, value, depth=0):
        indent = "    " * depth
        for key, part in value.items():
            if isinstance(part, dict):
                yield f"{indent}{key}:"
                yield from self._lines(part, depth + 1)
            else:
                yield f"{indent}{key}: {part}"

    def _record(self):
        """The document, or an empty recordset when it is gone (or there is none)."""
        self.ensure_one()
        if not self.res_id or self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].browse(self.res_id).exists()

    @api.private
    def _personal_link(self, partner):
        """Return (text, address) of the recipient's own link, None without one."""
        record = self._record()
        if not self.personal or not record or partner not in self.partner_ids:
            return None
        links = self.env["jxc.signed.link"]
        return links._for(self.personal, record, partner)

    def action_open_record(self):
        """Open the document that the message is about."""
        record = self._record()
        if not record:
            raise UserError(self.env._("The document is not there any more."))
        return record.get_formview_action()

    def action_retry(self):
        """Send again, from the first attempt on."""
        self.check_access("write")
        wanted = self.filtered(lambda message: message.state != "sent")
        if wanted.filtered(lambda message: not message.channel_id):
            raise UserError(self.env._("The channel of a message was deleted."))
        wanted.write(
            {
                "state": "waiting",
                "attempts": 0,
                "next_attempt_at": fields.Datetime.now(),
                "answer": False,
                "in_flight": False,
                "doubtful": False,
            }
        )
        self._wake()

    def action_drop(self):
        """Do not send what is still waiting or failed."""
        self.check_access("write")
        open_ones = self.filtered(lambda message: message.state in OPEN_STATES)
        open_ones._drop(self.env._("Dropped by %(user)s", user=self.env.user.name))

    def _drop(self, reason):
        self.write({"state": "dropped", "answer": reason, "in_flight": False})

    @api.autovacuum
    def _gc_old(self):
        """Forget finished messages after the company's days."""
        # sudo: every company; the vacuum runs as nobody in particular
        outbox = self.sudo()
        for company in outbox.env["res.company"].search([]):
            days = company.jxc_notification_days
            if days:
                outbox._forget(company, fields.Datetime.now() - timedelta(days=days))

    def _forget(self, company, before):
        finished = [
            ("company_id", "=", company.id),
            ("state", "!=", "waiting"),
            ("queued_at", "<", before),
        ]
        self.search(finished, limit=10000).unlink()
