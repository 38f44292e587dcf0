from datetime import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, sql

from ...core import outbox, robots, safe_post

ROBOTS = ("wecom", "dingtalk")
OVER_HTTP = (*ROBOTS, "webhook")
LIMITS = {"wecom": 20, "dingtalk": 20, "webhook": 60}
SECRET_COLUMNS = {"address": "address_secret", "secret": "sign_secret"}


class JxcChannel(models.Model):
    """A way out for messages.

    Addresses of robots and webhooks hold their key, so they are secrets like the
    signing secret: both are columns that are no fields. Nothing reads them but
    `_secret`, for the request itself.
    """

    _name = "jxc.channel"
    _description = "Notification Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("wecom", "WeCom robot"),
            ("dingtalk", "DingTalk robot"),
            ("mail", "Mail"),
            ("activity", "Activity"),
            ("webhook", "Webhook"),
        ],
        required=True,
        default="wecom",
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        index=True,
        help="Messages of this company only. Empty: of all companies.",
    )
    style = fields.Selection(
        [("markdown", "Text"), ("card", "Card with a button")],
        string="Format",
        default="markdown",
        required=True,
        help="Cards show the title, a few lines and a button that opens the document.",
    )
    address = fields.Char(
        compute="_compute_hidden",
        inverse="_inverse_address",
        copy=False,
        help="Address of the robot or webhook, or only the robot's key. "
        "It is never shown again; type a new one to replace it.",
    )
    address_shown = fields.Char(
        string="Address in Use",
        compute="_compute_secrets_set",
        help="Without its secret part.",
    )
    secret = fields.Char(
        string="Signing Secret",
        compute="_compute_hidden",
        inverse="_inverse_secret",
        copy=False,
        help="DingTalk: the secret SEC… of the security setting “signature”. "
        "Webhook: a word that the receiver knows too; the header X-JXC-Signature is "
        "made of it. It is never shown again; type a new one to replace it.",
    )
    secret_set = fields.Boolean(string="Signed", compute="_compute_secrets_set")
    keyword = fields.Char(
        help="DingTalk's security setting “keyword”: it is put before messages that "
        "do not contain it.",
    )
    recipient_ids = fields.Many2many(
        "res.partner",
        string="Always To",
        help="Receive everything on this channel, besides the recipients of a message.",
    )
    purpose_ids = fields.Many2many(
        "jxc.notification.purpose",
        "jxc_channel_purpose_rel",
        "channel_id",
        "purpose_id",
        string="Purposes",
        help="Messages that go out here.",
    )
    event_ids = fields.Many2many(
        "jxc.webhook.event",
        string="Events",
        help="The webhook is called each time one of these happens.",
    )
    quiet = fields.Boolean(
        string="Quiet Hours",
        help="Messages wait until the end of the quiet hours, in the time zone of the "
        "company. Urgent ones do not.",
    )
    quiet_from = fields.Float(default=22.0)
    quiet_to = fields.Float(default=7.5)
    limit_per_minute = fields.Integer(
        string="Messages a Minute",
        compute="_compute_limit_per_minute",
        store=True,
        readonly=False,
        help="At most; the others wait. Robots take 20. 0: without limit.",
    )
    paused_until = fields.Datetime(
        string="Resting Until",
        readonly=True,
        copy=False,
        help="The other side asked for a rest, or the limit of messages a minute is "
        "reached. Messages wait.",
    )
    resting = fields.Boolean(compute="_compute_resting")
    waiting_count = fields.Integer(compute="_compute_counts")
    failed_count = fields.Integer(compute="_compute_counts")

    _limit_sane = models.Constraint(
        "CHECK(limit_per_minute >= 0)", "The limit a minute cannot be negative."
    )
    _quiet_sane = models.Constraint(
        "CHECK(quiet_from >= 0 AND quiet_from < 24 AND quiet_to >= 0 AND quiet_to <24)",
        "Quiet hours are times of a day, from 0:00 to 23:59.",
    )

    def init(self):
        """The secrets are columns without a field: no reading method reaches them."""
        super().init()
        for column in SECRET_COLUMNS.values():
            if not sql.column_exists(self.env.cr, self._table, column):
                sql.create_column(self.env.cr, self._table, column, "varchar")

    # -- secrets -----------------------------------------------------------------

    def _compute_hidden(self):
        self.address = False
        self.secret = False

    def _inverse_address(self):
        for channel in self.filtered("address"):
            address = robots.address(channel.address, channel.kind)
            channel._check_address(address)
            channel._keep("address", address)
        self.invalidate_recordset(["address", "address_shown"])

    def _inverse_secret(self):
        for channel in self.filtered("secret"):
            channel._keep("secret", channel.secret.strip())
        self.invalidate_recordset(["secret", "secret_set"])

    def _check_address(self, address):
        if self.kind not in OVER_HTTP:
            return
        try:
            safe_post.check(address, self._internal_hosts())
        except safe_post.PostError as error:
            text = self._post_error(error.reason)
            raise ValidationError(text) from None

    @api.private
    def _keep(self, name, value):
        """Store a secret; None forgets it."""
        self.check_access("write")
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                SQL.identifier(self._table),
                SQL.identifier(SECRET_COLUMNS[name]),
                value,
                self.ids,
            )
        )

    @api.private
    def _secret(self, name):
        """The secret itself, for a request and nothing else; None when not set."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                "SELECT %s FROM %s WHERE id = %s",
                SQL.identifier(SECRET_COLUMNS[name]),
                SQL.identifier(self._table),
                self.id or None,
            )
        )
        return rows[0][0] if rows else None

    @api.depends("kind")
    def _compute_secrets_set(self):
        for channel in self:
            own = channel._origin
            channel.address_shown = robots.shown(own.id and own._secret("address"))
            channel.secret_set = bool(own.id and own._secret("secret"))

    def action_forget_secret(self):
        """Send unsigned from now on."""
        self.check_access("write")
        self._keep("secret", None)
        self.invalidate_recordset(["secret_set"])

    def write(self, vals):
        """A channel of another kind does not inherit the address of the old one."""
        if "kind" in vals:
            changed = self.filtered(lambda channel: channel.kind != vals["kind"])
            for name in SECRET_COLUMNS:
                changed._keep(name, None)
        return super().write(vals)

    # -- limits and hours --------------------------------------------------------

    @api.depends("kind")
    def _compute_limit_per_minute(self):
        for channel in self:
            channel.limit_per_minute = LIMITS.get(channel.kind, 0)

    @api.depends("paused_until")
    def _compute_resting(self):
        now = fields.Datetime.now()
        for channel in self:
            channel.resting = bool(channel.paused_until and channel.paused_until > now)

    def _quiet_until(self, company, now):
        """End of the quiet hours at a moment (both naive UTC), or None."""
        if not self.quiet:
            return None
        zone = company._jxc_timezone()
        local = pytz.utc.localize(now).astimezone(zone).replace(tzinfo=None)
        end = outbox.quiet_until(local, self.quiet_from, self.quiet_to)
        return end and self._to_utc(end, zone)

    @api.model
    def _to_utc(self, local: datetime, zone):
        return zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)

    # -- looking after it --------------------------------------------------------

    def _compute_counts(self):
        groups = self.env["jxc.notification"]._read_group(
            [("channel_id", "in", self.ids), ("state", "in", ("waiting", "failed"))],
            ["channel_id", "state"],
            ["__count"],
        )
        counts = {(channel.id, state): count for channel, state, count in groups}
        for channel in self:
            channel.waiting_count = counts.get((channel.id, "waiting"), 0)
            channel.failed_count = counts.get((channel.id, "failed"), 0)

    def action_messages(self):
        """Open the messages of this channel."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_notification_action"
        )
        return {
            **action,
            "domain": [("channel_id", "in", self.ids)],
            "context": {"search_default_open": 0},
        }

    def action_test(self):
        """Send a test message now and show what the other side answered."""
        self.ensure_one()
        self.check_access("write")
        if self.kind in OVER_HTTP and not self._secret("address"):
            raise UserError(self.env._("Type the address of the channel first."))
        message = self.env["jxc.notification"]._send_test(self)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if message.state == "sent" else "danger",
                "sticky": message.state != "sent",
                "title": self.name,
                "message": self.env._("Sent. Answer: %(answer)s", answer=message.answer)
                if message.state == "sent"
                else self.env._("Not sent: %(reason)s", reason=message.answer),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.ondelete(at_uninstall=False)
    def _drop_messages(self):
        waiting = self.env["jxc.notification"].search(
            [("channel_id", "in", self.ids), ("state", "=", "waiting")]
        )
        waiting._drop(self.env._("The channel was deleted."))
