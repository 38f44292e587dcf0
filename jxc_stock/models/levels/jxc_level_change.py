from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..figures.jxc_stock_class import ABC, XYZ
from .jxc_stock_threshold import POINT, STATES
from .stock_orderpoint_set import AT_ONCE

WAYS = [
    ("keep", "Stays"),
    ("days", "Days of Demand"),
    ("fixed", "Set to"),
    ("percent", "Change by %"),
]
DAY_WAYS = [way for way in WAYS if way[0] != "days"]
SERVER = frozenset(
    {
        *("state", "report", "line_ids", "proposed"),
        *("applied_at", "applied_by", "undone_at", "undone_by"),
    }
)
KEPT_DAYS = 7  # previews that nobody applied
BATCH = 200  # rules whose proposed order is computed in one transaction
CRON = "jxc_stock.ir_cron_level_change"


class JxcLevelChange(models.Model):
    """Levels of many products at once, by rule or from a file.

    Preview (lines old → new, states before and after), then apply as a whole, then
    undo as a whole, apart from what somebody has changed since.
    """

    _name = "jxc.level.change"
    _description = "Change of Stock Levels"
    _order = "id desc"

    name = fields.Char("Reason", required=True, help="Why the levels change.")
    kind = fields.Selection(
        [("rule", "By Rule"), ("file", "From Excel")], required=True, default="rule"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("wrong", "With Errors"),
            ("ready", "Previewed"),
            ("applied", "Applied"),
            ("undone", "Undone"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    # scope of a rule
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Warehouses",
        domain="[('company_id', '=', company_id)]",
        help="Empty: all of the company.",
    )
    categ_id = fields.Many2one(
        "product.category", "Category", help="And those below it. Empty: all."
    )
    product_ids = fields.Many2many(
        "product.product", string="Products", help="Empty: all."
    )
    abc = fields.Selection(ABC, "ABC", help="Empty: all.")
    xyz = fields.Selection(XYZ, "XYZ", help="Empty: all.")
    vendor_id = fields.Many2one(
        "res.partner", help="Products that this vendor supplies. Empty: all."
    )
    which = fields.Selection(
        [
            ("all", "All goods"),
            ("with", "Goods that have levels"),
            ("without", "Goods without levels"),
            ("sold", "Goods without levels that are in demand"),
        ],
        string="Which Ones",
        required=True,
        default="all",
    )
    # what a rule does
    safety_way = fields.Selection(WAYS, "Safety Stock", required=True, default="keep")
    safety_figure = fields.Float()
    minimum_way = fields.Selection(WAYS, "Minimum", required=True, default="keep")
    minimum_figure = fields.Float()
    maximum_way = fields.Selection(WAYS, "Maximum", required=True, default="keep")
    maximum_figure = fields.Float()
    cover_way = fields.Selection(
        DAY_WAYS, "Days to Cover", required=True, default="keep"
    )
    cover_figure = fields.Float()
    most_way = fields.Selection(
        DAY_WAYS, "Most Days to Cover", required=True, default="keep"
    )
    most_figure = fields.Float()
    step = fields.Float(
        "Round Up to",
        default=1.0,
        help="Quantities are rounded up to a multiple of it, in the product's unit. "
        "0: not rounded.",
    )
    # from a file
    file = fields.Binary("Excel File", attachment=True, copy=False)
    file_name = fields.Char(copy=False)
    # what comes of it
    line_ids = fields.One2many("jxc.level.change.line", "change_id", readonly=True)
    report = fields.Json(readonly=True, copy=False)
    report_html = fields.Html("Effect", compute="_compute_report", sanitize=False)
    line_count = fields.Integer("Changes", compute="_compute_report")
    proposed = fields.Integer(
        readonly=True,
        copy=False,
        help="Last line whose proposed order was computed; -1: all.",
        default=-1,
    )
    applied_at = fields.Datetime(readonly=True, copy=False)
    applied_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="set null"
    )
    undone_at = fields.Datetime(readonly=True, copy=False)
    undone_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="set null"
    )

    _step_sane = models.Constraint(
        "CHECK(step >= 0)", "The step to round up to cannot be negative."
    )

    @api.depends("report")
    @api.depends_context("lang")
    def _compute_report(self):
        names = dict(
            self.env["jxc.stock.threshold"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        for change in self:
            report = change.report or {}
            change.line_count = report.get("lines", 0)
            change.report_html = report and self.env["ir.qweb"]._render(
                "jxc_stock.level_change_report",
                {
                    "report": report,
                    "change": change,
                    "states": [(code, names[code]) for code, _name in STATES],
                },
            )

    # -- guards ----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(SERVER & vals.keys() for vals in vals_list):
            raise AccessError(self._by_button())
        return super().create(vals_list)

    def write(self, vals):
        """What is changed after the preview has to be previewed again."""
        if self.env.su or not vals:
            return super().write(vals)
        if SERVER & vals.keys():
            raise AccessError(self._by_button())
        if any(change.state in ("applied", "undone") for change in self):
            raise UserError(self.env._("What was applied stays on record as it is."))
        done = super().write(vals)
        if vals.keys() - {"name"}:
            self.check_access("write")
            # sudo: state and lines are written by the server only
            self.sudo()._forget_preview()
        return done

    def _forget_preview(self):
        self.line_ids.unlink()
        self.write({"state": "draft", "report": False})

    def _by_button(self):
        return self.env._(
            "Changes of levels are previewed, applied and undone with the buttons."
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never_applied(self):
        if any(change.state in ("applied", "undone") for change in self):
            raise UserError(
                self.env._("What was applied stays on record: undo it instead.")
            )

    @api.autovacuum
    def _gc_previews(self):
        """Previews that nobody applied."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        domain = Domain("state", "in", ("draft", "wrong", "ready"))
        domain &= Domain("write_date", "<", limit)
        self.search(domain, limit=100).unlink()

    # -- apply and undo --------------------------------------------------------

    def _locked(self, state, problem):
        """Check the right and the state, with the row locked."""
        self.ensure_one()
        self.check_access("write")
        self.env[POINT].check_access("write")
        # sudo: the lock is on a row that the user may write
        self.sudo().lock_for_update()
        if self.state != state:
            raise UserError(problem)

    def action_apply(self):
        """Put all levels of the preview on the replenishment rules, or none.

        :raises UserError: not previewed, or levels changed since
        :raises AccessError: no right to the rules
        """
        self._locked("ready", self.env._("Preview it first."))
        lines = self.line_ids
        self._check_unchanged(lines)
        points = self.env[POINT].with_company(self.company_id)
        points._jxc_put_levels({line._key(): line._after() for line in lines})
        # sudo: state and times are written by the server only
        self.sudo().write(
            {
                "state": "applied",
                "applied_at": fields.Datetime.now(),
                "applied_by": self.env.uid,
            }
        )
        self._finish(lines)

    def _finish(self, lines):
        """What core proposes to order follows at once, or soon where it is much."""
        if len(lines) > AT_ONCE:
            # sudo: the mark of the cron, and the cron itself, which users cannot read
            self.sudo().proposed = 0
            self.sudo().env.ref(CRON)._trigger()
        self.env.flush_all()
        self.env["jxc.stock.threshold"].invalidate_model(flush=False)

    @api.model
    def _cron_propose(self):
        """Compute what core proposes to order where many levels have changed."""
        for change in self.search([("proposed", ">=", 0)], order="id"):
            while change._propose_some():
                if not self.env["ir.cron"]._commit_progress(1, remaining=1):
                    return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _propose_some(self):
        """The next batch; whether there may be more."""
        lines = self.env["jxc.level.change.line"].search(
            [("change_id", "=", self.id), ("id", ">", self.proposed)],
            limit=BATCH,
            order="id",
        )
        points = self.env[POINT]
        there = points._jxc_points_of({line._key() for line in lines})
        points.browse(there.values())._jxc_propose()
        self.proposed = lines[-1].id if len(lines) == BATCH else -1
        return len(lines) == BATCH

    def _now(self, lines):
        """{(product id, warehouse id): (rule id, levels)} of what is there."""
        points = self.env[POINT]
        there = points._jxc_points_of({line._key() for line in lines})
        levels = points.browse(there.values())._jxc_level_columns()
        return {key: (number, levels[number]) for key, number in there.items()}

    def _check_unchanged(self, lines):
        now = self._now(lines)
        other = lines.filtered(
            lambda line: (
                line.made == (line._key() in now)
                or (not line.made and now[line._key()][1] != line._before())
            )
        )
        if other:
            raise UserError(
                self.env._(
                    "The levels of %(product)s in %(warehouse)s (%(count)s in all) "
                    "have changed since the preview: preview it again.",
                    product=other[0].product_id.display_name,
                    warehouse=other[0].warehouse_id.name,
                    count=len(other),
                )
            )

    def action_undo(self):
        """Put the former levels back where nobody has changed them since.

        New rules are archived. How many were left alone stands in the effect.
        """
        self._locked("applied", self.env._("Only what was applied can be undone."))
        now, lines = self._now(self.line_ids), self.line_ids
        mine = lines.filtered(
            lambda line: line._key() in now and now[line._key()][1] == line._after()
        )
        made = mine.filtered("made")
        points = self.env[POINT].with_company(self.company_id)
        points.browse(now[line._key()][0] for line in made).active = False
        points._jxc_set_levels(
            {now[line._key()][0]: line._before() for line in mine - made},
            later=len(lines) > AT_ONCE,
        )
        # sudo: state and times are written by the server only
        self.sudo().write(
            {
                "state": "undone",
                "undone_at": fields.Datetime.now(),
                "undone_by": self.env.uid,
                "report": {**self.report, "left": len(lines) - len(mine)},
            }
        )
        self._finish(lines)

    def action_open_lines(self):
        """The lines as a list to look through."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_level_change_line_action"
        )
        return {
            **action,
            "domain": [("change_id", "=", self.id)],
            "context": {"active_test": False},
        }
