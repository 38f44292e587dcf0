from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

OPEN_STATES = ("new", "acknowledged", "snoozed")
EDITABLE = frozenset({"owner_id", "due", "comment", "state"})


class JxcAlert(models.Model):
    """A warning about one record; the engine opens, updates and clears it.

    Users take, snooze and settle it; its figures are the engine's (`write`).
    """

    _name = "jxc.alert"
    _inherit = "jxc.alert.text"
    _description = "Warning"
    _order = "severity, opened_at DESC, id DESC"
    _rec_name = "message"

    rule_id = fields.Many2one(index=True)
    product_id = fields.Many2one(index="btree_not_null")
    partner_id = fields.Many2one(index="btree_not_null")
    owner_id = fields.Many2one(
        domain="[('share', '=', False)]",
        group_expand="_read_group_owner",
        index="btree_not_null",
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("acknowledged", "Being Handled"),
            ("snoozed", "Snoozed"),
            ("done", "Done"),
            ("cleared", "Settled by Itself"),
        ],
        default="new",
        required=True,
    )
    is_open = fields.Boolean(
        string="Open", compute="_compute_is_open", search="_search_is_open"
    )
    snoozed_until = fields.Datetime(readonly=True)
    opened_at = fields.Datetime(
        string="Opened", required=True, readonly=True, default=fields.Datetime.now
    )
    notified_at = fields.Datetime(string="Told", readonly=True)
    acted_at = fields.Datetime(
        string="First Acted On", readonly=True, help="By a person, in any way."
    )
    acted_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    closed_at = fields.Datetime(string="Closed", readonly=True)
    closed_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    comment = fields.Char()

    _open_uniq = models.UniqueIndex(
        "(rule_id, company_id, res_model, res_id, (COALESCE(warehouse_id, 0))) "
        "WHERE state IN ('new', 'acknowledged', 'snoozed')"
    )
    _closed_idx = models.Index(
        "(rule_id, closed_at) WHERE state IN ('done', 'cleared')"
    )

    @api.depends("state")
    def _compute_is_open(self):
        for alert in self:
            alert.is_open = alert.state in OPEN_STATES

    def _search_is_open(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        wanted = (True in value) == (operator == "in")
        return [("state", "in" if wanted else "not in", OPEN_STATES)]

    @api.model
    def _read_group_owner(self, owners, domain):
        """The kanban always has the reader's own column to drop warnings into."""
        return owners | self.env.user

    # -- what users may change -------------------------------------------------

    def write(self, vals):
        """Users change owner, due day, comment and state; nothing else.

        :raises AccessError: another column, without superuser rights
        """
        if self.env.su or not vals:
            return super().write(vals)
        if set(vals) - EDITABLE:
            raise AccessError(
                self.env._("The figures of a warning are those of its last check.")
            )
        rest = {name: value for name, value in vals.items() if name != "state"}
        done = super().write(rest) if rest else True
        if "state" in vals:
            self._to_state(vals["state"])
        return done

    def _to_state(self, state):
        moves = {
            "new": self.action_reopen,
            "acknowledged": self.action_acknowledge,
            "snoozed": self.action_snooze_day,
            "done": self.action_done,
        }
        if state not in moves:
            raise UserError(self.env._("Only the next check settles a warning itself."))
        moves[state]()

    def _act(self, vals):
        """Note who acted, on those still open."""
        self.check_access("write")
        # sudo: state and times are written by these actions only, see write()
        mine = self.sudo().filtered("is_open")
        now = fields.Datetime.now()
        fresh = mine.filtered(lambda alert: not alert.acted_at)
        fresh.write({"acted_at": now, "acted_by_id": self.env.uid})
        mine.write({"snoozed_until": False, **vals})
        return mine

    def action_acknowledge(self):
        """I take care of it: it is mine unless somebody has it already."""
        taken = self._act({"state": "acknowledged"})
        taken.filtered(lambda alert: not alert.owner_id).owner_id = self.env.user

    def action_snooze(self, days):
        """Hide it for a number of days, 1 to 365.

        :raises UserError: another number
        """
        if type(days) is not int or not 1 <= days <= 365:
            raise UserError(self.env._("A warning can be snoozed for 1 to 365 days."))
        until = fields.Datetime.now() + timedelta(days=days)
        self._act({"state": "snoozed", "snoozed_until": until})

    def action_snooze_day(self):
        """Hide it until tomorrow at this time."""
        self.action_snooze(1)

    def action_snooze_week(self):
        """Hide it for a week."""
        self.action_snooze(7)

    def action_reopen(self):
        """Put an open warning back to new, for instance out of its snooze."""
        self._act({"state": "new"})

    def action_done(self, comment=None):
        """Settled. It comes back after the rule's hours if the figure stays bad."""
        closing = {"closed_at": fields.Datetime.now(), "closed_by_id": self.env.uid}
        if comment:
            closing["comment"] = comment
        self._act({"state": "done", **closing})

    def action_close(self):
        """Ask for a comment, then settle."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settle Warnings"),
            "res_model": "jxc.alert.close",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_alert_ids": self.ids},
        }

    def action_open_record(self):
        """Open the document of the warning.

        :raises UserError: it was deleted
        """
        self.ensure_one()
        record = self._record()
        if not record:
            raise UserError(self.env._("The document is not there any more."))
        return record._get_records_action()

    def _record(self):
        """The document, as the detector wants it opened."""
        if self.res_model not in self.env:
            return None
        record = self.env[self.res_model].browse(self.res_id).exists()
        about = self.env["jxc.alert.rule"]._detectors().get(self.detector)
        return record[about.opens] if record and about and about.opens else record
