from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

OPEN_STATES = ("new", "acknowledged", "snoozed")
KEPT = 10_000  # deleted in one go
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
    _rec_names_search = ["product_id", "partner_id", "rule_id"]

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
    own_due = fields.Boolean(readonly=True, help="A person has set the day.")
    acted_at = fields.Datetime(
        string="First Acted On",
        readonly=True,
        help="When a person first took it, gave it to somebody, made a document of it "
        "or settled it. To snooze it or to call it normal is no act.",
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

    @api.model
    @api.readonly
    def web_read_group(self, domain, groupby, *args, **kwargs):
        """As core's, with nobody's column of the kanban open: it is to be taken."""
        owners = list(groupby)[:1] == ["owner_id"]
        if owners and kwargs.get("auto_unfold") and not kwargs.get("opening_info"):
            limit = kwargs.get("unfold_read_default_limit") or 80
            nobody = {"value": False, "folded": False, "offset": 0, "limit": limit}
            kwargs["opening_info"] = [nobody]
        return super().web_read_group(domain, groupby, *args, **kwargs)

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
        self._noted(rest)
        if "state" in vals:
            self._to_state(vals["state"])
        return done

    def _noted(self, vals):
        """What follows from what a person has entered."""
        # sudo: these columns are written by the actions here only, see write()
        if "due" in vals:
            self.sudo().own_due = True
        if vals.get("owner_id"):
            self._check_owner()
            self._note_act()

    def _check_owner(self):
        """An owner can see it: an internal user who works in the company.

        :raises UserError: somebody else
        """
        # sudo: only whether the user belongs there
        for alert in self.sudo():
            owner = alert.owner_id
            if owner.share or alert.company_id not in owner.company_ids:
                raise UserError(
                    self.env._(
                        "%(user)s does not work in %(company)s and could not see it.",
                        user=owner.name,
                        company=alert.company_id.name,
                    )
                )

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

    def _act(self, vals, counts=True):
        """Change those still open.

        :param counts: whether it is an act against the cause
        """
        self.check_access("write")
        # sudo: state and times are written by these actions only, see write()
        mine = self.sudo().filtered("is_open")
        if counts:
            mine.with_env(self.env)._note_act()
        mine.write({"snoozed_until": False, **vals})
        return mine

    def _note_act(self):
        """Who acted first, and when."""
        # sudo: as above
        fresh = self.sudo().filtered(lambda alert: not alert.acted_at)
        fresh.write({"acted_at": fields.Datetime.now(), "acted_by_id": self.env.uid})

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
        self._act({"state": "snoozed", "snoozed_until": until}, counts=False)

    def action_snooze_day(self):
        """Hide it until tomorrow at this time."""
        self.action_snooze(1)

    def action_snooze_week(self):
        """Hide it for a week."""
        self.action_snooze(7)

    def action_reopen(self):
        """Put an open warning back to new, for instance out of its snooze."""
        self._act({"state": "new"}, counts=False)

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

    def _document(self):
        """The record it is about, or None when that is gone."""
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def _record(self):
        """The document, as the detector wants it opened."""
        record = self._document()
        about = self.env["jxc.alert.rule"]._detectors().get(self.detector)
        return record[about.opens] if record and about and about.opens else record

    # -- old ones --------------------------------------------------------------

    @api.autovacuum
    def _gc_closed(self):
        """Forget what was closed longer ago than its rule keeps, 10,000 at a time."""
        self.flush_model()
        self.env["jxc.alert.rule"].flush_model(["keep_days"])
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM jxc_alert WHERE id IN (
                       SELECT alert.id FROM jxc_alert alert
                         JOIN jxc_alert_rule rule ON rule.id = alert.rule_id
                        WHERE rule.keep_days > 0
                          AND alert.state IN ('done', 'cleared')
                          AND alert.closed_at
                              < %s - rule.keep_days * INTERVAL '1 day'
                        LIMIT %s)
                """,
                fields.Datetime.now(),
                KEPT,
            )
        )
        return self.env.cr.rowcount, self.env.cr.rowcount == KEPT
