"""A stock count: what is counted, how, and how far it is."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_cost_guard import COST
from odoo.exceptions import UserError, ValidationError

from ..given import refused_label

REVIEW = "stock.group_stock_manager,jxc_base.group_cost"
ACTIVE = ("counting", "review", "recount", "approval", "posting")
FROZEN = ("counting", "review", "recount")
STATES = [
    ("draft", "Draft"),
    ("counting", "Counting"),
    ("review", "Review"),
    ("recount", "Recount"),
    ("approval", "Approval"),
    ("posting", "Being Posted"),
    ("posted", "Posted"),
    ("cancelled", "Cancelled"),
]
GRADES = [
    ("A", "A"),
    ("B", "B"),
    ("C", "C"),
    ("AB", "A and B"),
    ("BC", "B and C"),
    ("none", "Without a Class"),
]
# What may be set only while it is a draft; the rest of a plan may change later
PLAN = {
    "company_id",
    "warehouse_id",
    "location_ids",
    "category_ids",
    "product_ids",
    "grades",
    "method",
    "blind",
    "freeze",
    "missing_zero",
    "share_a",
    "share_b",
    "share_c",
    "cap",
}
LATER = {"deadline", "note", "counter_ids", "user_id"}


class JxcCount(models.Model):
    _name = "jxc.count"
    _inherit = ["jxc.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _description = "Stock Count"
    _order = "id desc"
    _check_company_auto = True

    _state_from = ["approval"]
    _state_to = ["posting"]
    _cancel_state = "cancelled"
    _tier_validation_manual_config = False
    _jxc_confirmed_states = ("posting", "posted")
    _jxc_draft_state = "review"
    _jxc_owner_fields = ("create_uid", "user_id")
    _jxc_page_fields = ("warehouse_id", "user_id", "counted_lines", "gross_value")
    _jxc_page_lines = "difference_ids"
    _jxc_page_line_fields = ("product_id", "variance", "uom_id", "", "value")
    _jxc_page_total = "net_value"
    _jxc_criteria = ("amount", "category")
    # surplus and shortage without sign: they never make up for each other
    _jxc_amount_field = "gross_value"
    _jxc_category_path = "difference_ids.product_id.categ_id"
    _jxc_requester_field = "user_id"

    name = fields.Char("Number", default="", readonly=True, copy=False, index=True)
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, tracking=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        check_company=True,
        default=lambda self: self._default_warehouse(),
    )
    location_ids = fields.Many2many(
        "stock.location",
        string="Locations",
        check_company=True,
        domain="[('usage', '=', 'internal'), ('warehouse_id', '=', warehouse_id)]",
        help="These and all below them; empty: the whole warehouse.",
    )
    category_ids = fields.Many2many(
        "product.category", string="Categories", help="Empty: all goods."
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        domain="[('is_storable', '=', True)]",
        help="Empty: all goods of the categories.",
    )
    grades = fields.Selection(
        GRADES,
        "Classes",
        help="Goods of these classes as they are when the count starts; empty: all.",
    )
    method = fields.Selection(
        [("full", "Full"), ("cycle", "Cycle"), ("trigger", "On Occasion")],
        required=True,
        default="full",
    )
    blind = fields.Boolean(
        default=lambda self: self.env.company.jxc_count_blind,
        help="The count does not tell counters what the book says: neither on the "
        "screen nor in what the server sends. The stock screens stay open to everybody "
        "who may look at stock.",
    )
    freeze = fields.Boolean(
        "Freeze Locations",
        help="Nothing moves there until the counting is over. Off: the warehouse goes "
        "on working, and what moved since the count is taken into account.",
    )
    missing_zero = fields.Boolean(
        "Missing Means Zero",
        help="In finished locations, goods nobody counted are taken as not there. "
        "Otherwise they stay not counted. Somebody else than the planner has to post.",
    )
    share_a = fields.Float(
        "Tolerance A", default=lambda self: self.env.company.jxc_count_share_a
    )
    share_b = fields.Float(
        "Tolerance B", default=lambda self: self.env.company.jxc_count_share_b
    )
    share_c = fields.Float(
        "Tolerance C", default=lambda self: self.env.company.jxc_count_share_c
    )
    cap = fields.Monetary(
        "Tolerated Value",
        currency_field="company_currency_id",
        default=lambda self: self.env.company.jxc_count_cap,
        help="A difference worth more is counted again; 0: no such limit.",
    )
    deadline = fields.Date(tracking=True)
    note = fields.Text()
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
        help="Reviews the differences; the third count is theirs.",
    )
    counter_ids = fields.Many2many(
        "res.users",
        string="Counters",
        domain="[('share', '=', False)]",
        help="Each gets a part of the locations; empty: whoever starts first.",
    )
    started_at = fields.Datetime(readonly=True, copy=False)
    posted_at = fields.Datetime(readonly=True, copy=False)
    posted_on = fields.Date("Day Posted", readonly=True, copy=False)
    posted_by = fields.Many2one("res.users", readonly=True, copy=False)
    task_ids = fields.One2many("jxc.count.task", "count_id", "Tasks", copy=False)
    line_ids = fields.One2many("jxc.count.line", "count_id", "Lines", groups=REVIEW)
    difference_ids = fields.One2many(
        "jxc.count.line",
        "count_id",
        "Differences",
        domain=[("variance", "!=", 0), ("state", "in", ("accepted", "posted"))],
        groups=REVIEW,
    )

    # figures of the review, written by `_summarise` only
    total_lines = fields.Integer(readonly=True, copy=False, groups=REVIEW)
    counted_lines = fields.Integer(
        "Lines Counted", readonly=True, copy=False, groups=REVIEW
    )
    exact_lines = fields.Integer(
        "Lines Exact", readonly=True, copy=False, groups=REVIEW
    )
    first_exact_lines = fields.Integer(
        "Exact at First Count", readonly=True, copy=False, groups=REVIEW
    )
    within_lines = fields.Integer(
        "Lines within Tolerance", readonly=True, copy=False, groups=REVIEW
    )
    places = fields.Integer(
        "Locations Counted", readonly=True, copy=False, groups=REVIEW
    )
    exact_places = fields.Integer(
        "Locations Exact", readonly=True, copy=False, groups=REVIEW
    )
    again_lines = fields.Integer(
        "To Count Again", readonly=True, copy=False, groups=REVIEW
    )
    grey_lines = fields.Integer("To Decide", readonly=True, copy=False, groups=REVIEW)
    post_lines = fields.Integer("To Post", readonly=True, copy=False, groups=REVIEW)
    done_lines = fields.Integer("Posted", readonly=True, copy=False, groups=REVIEW)
    gross_value = fields.Monetary(
        "Sum of Differences",
        currency_field="company_currency_id",
        readonly=True,
        copy=False,
        groups=COST,
        help="Surplus and shortage without sign, at cost: what approval rules look at.",
    )
    net_value = fields.Monetary(
        "Net Difference",
        currency_field="company_currency_id",
        readonly=True,
        copy=False,
        groups=COST,
    )
    accuracy = fields.Float(
        compute="_compute_accuracy",
        groups=REVIEW,
        help="Lines whose book equals the count exactly ÷ lines counted, lines with "
        "book 0 included. Surplus and shortage never make up for each other.",
    )
    first_accuracy = fields.Float(
        "Accuracy of First Counts",
        compute="_compute_accuracy",
        groups=REVIEW,
        help="Lines found exact by the first counter ÷ lines counted.",
    )
    place_accuracy = fields.Float(
        "Accuracy of Locations",
        compute="_compute_accuracy",
        groups=REVIEW,
        help="Locations without any difference ÷ locations counted.",
    )
    open_tasks = fields.Integer(compute="_compute_open_tasks")

    _name_uniq = models.Constraint(
        "UNIQUE(name, company_id)", "The number of a count is unique."
    )
    _shares_sane = models.Constraint(
        "CHECK(share_a BETWEEN 0 AND 1 AND share_b BETWEEN 0 AND 1 AND share_c "
        "BETWEEN 0 AND 1 AND COALESCE(cap, 0) >= 0)",
        "Tolerances lie between 0 % and 100 %, the tolerated value is not negative.",
    )

    @api.model
    def _default_warehouse(self):
        company = self.env.company
        mine = self.env.user.jxc_warehouse_ids.filtered(
            lambda warehouse: warehouse.company_id == company
        )
        return mine[:1] or self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)], limit=1
        )

    @api.depends("counted_lines", "exact_lines", "first_exact_lines", "exact_places")
    def _compute_accuracy(self):
        for count in self:
            counted, places = count.counted_lines, count.places
            count.accuracy = count.exact_lines / counted if counted else 0
            count.first_accuracy = count.first_exact_lines / counted if counted else 0
            count.place_accuracy = count.exact_places / places if places else 0

    @api.depends("task_ids.state")
    def _compute_open_tasks(self):
        groups = self.env["jxc.count.task"]._read_group(
            [("count_id", "in", self.ids), ("state", "in", ("todo", "doing"))],
            ["count_id"],
            ["__count"],
        )
        number = {count.id: found for count, found in groups}
        for count in self:
            count.open_tasks = number.get(count.id, 0)

    @api.depends("name")
    def _compute_display_name(self):
        for count in self:
            count.display_name = count.name or self.env._("New Count")

    @api.constrains("location_ids", "warehouse_id")
    def _check_locations(self):
        for count in self:
            wrong = count.location_ids.filtered(
                lambda place, home=count.warehouse_id: (
                    place.usage not in ("internal", "view")
                    or place.warehouse_id != home
                )
            )
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(place)s is no location of %(warehouse)s.",
                        place=wrong[0].complete_name,
                        warehouse=count.warehouse_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_given(vals, PLAN | LATER)
            company = self.env["res.company"].browse(vals.get("company_id"))
            sequence = self.env["ir.sequence"].with_company(company or self.env.company)
            vals["name"] = sequence.next_by_code("jxc.count") or self.env._("New")
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and any(count.state != "draft" for count in self):
            # whose recount it was, and who planned it, decides on who may post
            submitted = any(count.state not in FROZEN for count in self)
            later = LATER - {"user_id"} if submitted else LATER
            self._check_given(vals, later | {"state"})
        self._check_given(vals, PLAN | LATER | {"state"})
        if "state" in vals and not self.env.su and vals["state"] != "posting":
            raise UserError(self.env._("A count moves on by its buttons."))
        return super().write(vals)

    @api.model
    def _check_given(self, vals, allowed):
        """Figures, numbers and states come from the methods, never with the values."""
        if label := refused_label(self, vals, allowed):
            raise UserError(
                self.env._(
                    "%(field)s cannot be changed here: the plan of a count is set "
                    "while it is a draft, and its figures come from the counting.",
                    field=label,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(count.state not in ("draft", "cancelled") for count in self):
            raise UserError(self.env._("Cancel the count before you delete it."))
        # sudo: entries of others count
        if (
            self.env["jxc.count.entry"]
            .sudo()
            .search_count([("count_id", "in", self.ids)], limit=1)
        ):
            raise UserError(self.env._("What was counted is kept for good."))
