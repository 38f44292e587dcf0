"""Who counts which place, and the sheet they count on."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

TASK_STATES = [
    ("todo", "To Do"),
    ("doing", "Counting"),
    ("done", "Done"),
    ("left", "Left Undone"),
]


class JxcCountTask(models.Model):
    _name = "jxc.count.task"
    _description = "Count Task"
    _order = "state desc, location_name, id"

    count_id = fields.Many2one(
        "jxc.count", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="count_id.company_id", store=True)
    warehouse_id = fields.Many2one(related="count_id.warehouse_id", store=True)
    count_state = fields.Selection(
        related="count_id.state", string="State of the Count"
    )
    blind = fields.Boolean(related="count_id.blind")
    deadline = fields.Date(related="count_id.deadline", store=True)
    location_id = fields.Many2one(
        "stock.location",
        required=True,
        domain="[('usage', '=', 'internal'), ('warehouse_id', '=', warehouse_id)]",
    )
    location_name = fields.Char(
        related="location_id.complete_name", store=True, string="Location Path"
    )
    round = fields.Integer(
        required=True, readonly=True, default=1, aggregator=None, copy=False
    )
    user_id = fields.Many2one(
        "res.users",
        "Counter",
        domain="[('share', '=', False)]",
        help="Empty: whoever starts first.",
    )
    state = fields.Selection(
        TASK_STATES, required=True, default="todo", readonly=True, copy=False
    )
    started_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    to_count = fields.Integer(
        "Goods to Count", compute="_compute_progress", compute_sudo=True
    )
    counted = fields.Integer(
        "Goods Counted", compute="_compute_progress", compute_sudo=True
    )

    _count_location = models.Index("(count_id, location_id, round)")

    @api.depends("count_id.state", "state")
    def _compute_progress(self):
        for task in self:
            task.to_count = task.counted = 0
        if not self.ids:
            return
        self.env["jxc.count.entry"].flush_model()
        self.env["jxc.count.line"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT t.id, (SELECT count(*) FROM jxc_count_line l"
                "  WHERE l.count_id = t.count_id AND l.location_id = t.location_id"
                "  AND l.asked_round = t.round),"
                " (SELECT count(DISTINCT (product_id, COALESCE(lot_id, 0),"
                "   COALESCE(package_id, 0), COALESCE(owner_id, 0)))"
                "  FROM jxc_count_entry e WHERE e.task_id = t.id)"
                " FROM jxc_count_task t WHERE t.id = ANY(%s)",
                self.ids,
            )
        )
        for task_id, to_count, counted in self.env.cr.fetchall():
            task = self.browse(task_id)
            task.to_count, task.counted = to_count, counted

    @api.depends("count_id", "location_id")
    def _compute_display_name(self):
        for task in self:
            place = task.location_id.name or ""
            task.display_name = f"{task.count_id.name or ''} · {place}"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_written(vals, {"count_id", "location_id", "user_id"})
        tasks = super().create(vals_list)
        for task in tasks if not self.env.su else ():
            task.count_id._check_state("draft", "counting", "recount")
            task._check_in_scope()
        return tasks

    def write(self, vals):
        if not self.env.su:
            self._check_written(vals, {"user_id"})
            if any(task.state in ("done", "left") for task in self):
                raise UserError(self.env._("This task is finished."))
        return super().write(vals)

    @api.model
    def _check_written(self, vals, allowed):
        if set(vals) - allowed:
            raise UserError(
                self.env._("Only the counter of a task can be changed by hand.")
            )

    def _check_in_scope(self):
        """A second counter joins a place that is being counted."""
        # sudo: tasks of colleagues in the same count
        others = (self.count_id.sudo().task_ids - self).filtered(
            lambda task: task.location_id == self.location_id
        )
        planned = self.count_state == "draft" and (
            self.location_id in self.count_id._places()
        )
        if not planned and not others:
            raise UserError(
                self.env._("This count does not include %s.", self.location_name)
            )
        if others:
            self.sudo().round = max(others.mapped("round"))  # sudo: set by us

    @api.ondelete(at_uninstall=False)
    def _unlink_without_entries(self):
        # sudo: entries of everybody
        entries = self.env["jxc.count.entry"].sudo()
        if entries.search_count([("task_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("What was counted is kept for good."))

    # --- who may count --------------------------------------------------------

    def _check_counter(self):
        """Refuse entries of those who must not count here, or not now.

        :raises UserError: count or task not open; own recount; somebody else's task
        """
        self.ensure_one()
        self.check_access("read")
        user = self.env.user
        manager = user.has_group("stock.group_stock_manager")
        if not user.has_group("stock.group_stock_user") or (
            self.user_id and self.user_id != user and not manager
        ):
            raise AccessError(self.env._("This task is somebody else's."))
        self.count_id._check_state("counting", "recount")
        if self.state in ("done", "left"):
            raise UserError(self.env._("This task is finished."))
        if self.round > 1 and self._counted_before(user):
            raise UserError(
                self.env._("You counted here before: a recount is somebody else's.")
            )
        if self.round > 2 and not manager:
            raise UserError(self.env._("The third count is the supervisor's."))

    def _counted_before(self, user):
        # sudo: which rounds they took part in
        return (
            self.env["jxc.count.entry"]
            .sudo()
            .search_count(
                [
                    ("count_id", "=", self.count_id.id),
                    ("location_id", "=", self.location_id.id),
                    ("round", "<", self.round),
                    ("user_id", "=", user.id),
                ],
                limit=1,
            )
        )

    def action_open(self):
        """Open the sheet of this task."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "jxc_count_sheet",
            "name": self.display_name,
            "params": {"task_id": self.id},
            "context": {"active_id": self.id},
            "target": "current",
        }

    def action_finish(self):
        """Say that this place has been counted."""
        for task in self:
            task._check_counter()
        # sudo: checked just above; counters do not write tasks themselves
        self.sudo().write({"state": "done", "done_at": fields.Datetime.now()})
        return True

    def action_reopen(self):
        """Let the counter go on, while the count is still open."""
        for task in self:
            task.count_id._check_state("counting", "recount")
            mine = task.user_id == self.env.user
            if not mine:
                task.count_id._check_manager()
        # sudo: checked just above
        self.sudo().write({"state": "doing", "done_at": False})
        return True
