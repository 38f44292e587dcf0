from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

COST_GROUPS = "jxc_base.group_cost,jxc_base.group_purchaser"
HEADER_FACTS = {
    "name",
    "requested_by",
    "company_id",
    "picking_type_id",
    "jxc_warehouse_id",
    "origin",
    "date_start",
    "description",
    "jxc_department",
    "jxc_submitted_by",
    "jxc_submitted_at",
    "jxc_approved_by",
    "jxc_approved_at",
}


class PurchaseRequest(models.Model):
    _name = "purchase.request"
    _inherit = ["jxc.approval.mixin", "purchase.request"]
    _jxc_material_fields = ("requested_by", "company_id", "picking_type_id")
    _jxc_owner_fields = ("create_uid", "requested_by", "jxc_submitted_by")
    _jxc_approval_line_models = {"purchase.request.line": "request_id"}
    _jxc_confirmed_states = ("approved", "in_progress", "ordered", "done")
    _jxc_page_fields = (
        "requested_by",
        "jxc_department",
        "jxc_date_required",
        "description",
    )
    _jxc_page_lines = "line_ids"
    _jxc_page_line_fields = (
        "product_id",
        "product_qty",
        "product_uom_id",
        "",
        "estimated_cost",
    )
    _jxc_page_total = "estimated_cost"
    _jxc_criteria = ("amount", "category", "partner")
    _jxc_amount_field = "estimated_cost"
    _jxc_category_path = "product_id.categ_id"
    _jxc_partner_path = "supplier_id"
    _jxc_requester_field = "requested_by"
    _jxc_date_field = "date_start"
    # It waits as rejected until its owner takes it back
    _jxc_draft_state = None

    state = fields.Selection(
        selection_add=[
            ("to_approve", "Submitted"),
            ("approved",),
            ("in_progress", "In RFQ"),
            ("ordered", "Ordered"),
            ("done",),
            ("rejected",),
            ("cancelled", "Cancelled"),
        ],
        ondelete={"ordered": "set default", "cancelled": "set default"},
    )
    name = fields.Char(string="Number", default=lambda self: self.env._("New"))
    requested_by = fields.Many2one(string="Requested by")
    date_start = fields.Date(string="Request Date")
    description = fields.Text(string="Purpose")
    picking_type_id = fields.Many2one(string="Receive in")
    estimated_cost = fields.Monetary(groups=COST_GROUPS)
    purchase_count = fields.Integer(compute_sudo=True)
    move_count = fields.Integer(compute_sudo=True)
    jxc_department = fields.Char(
        string="Department",
        default=lambda self: self._jxc_default_department(),
        help="Department that needs the goods; the one of your last request is "
        "proposed.",
    )
    jxc_warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Warehouse",
        compute="_compute_jxc_warehouse_id",
        inverse="_inverse_jxc_warehouse_id",
        store=True,
        help="Where the goods are received.",
    )
    jxc_date_required = fields.Date(
        string="Wanted by",
        compute="_compute_jxc_date_required",
        store=True,
        help="Earliest wanted date of the lines.",
    )
    jxc_submitted_by = fields.Many2one(
        "res.users", string="Submitted by", readonly=True, copy=False
    )
    jxc_submitted_at = fields.Datetime(string="Submitted on", readonly=True, copy=False)
    jxc_approved_by = fields.Many2one(
        "res.users", string="Approved by", readonly=True, copy=False
    )
    jxc_approved_at = fields.Datetime(string="Approved on", readonly=True, copy=False)
    jxc_reason = fields.Text(
        string="Reason",
        readonly=True,
        copy=False,
        help="Why the request was rejected or cancelled.",
    )
    jxc_can_approve = fields.Boolean(compute="_compute_jxc_can")
    jxc_can_adjust = fields.Boolean(compute="_compute_jxc_can")
    jxc_has_open = fields.Boolean(
        string="Something to Order", compute="_compute_jxc_has_open"
    )

    @api.model
    def _jxc_default_department(self):
        last = self.search([("requested_by", "=", self.env.uid)], limit=1)
        return last.jxc_department

    @api.model
    def _get_default_name(self):
        """Number of the request's own series; the company's sequence numbers it."""
        return super()._get_default_name() or self.env._("New")

    @api.depends("picking_type_id")
    def _compute_jxc_warehouse_id(self):
        for request in self:
            request.jxc_warehouse_id = request.picking_type_id.warehouse_id

    @api.onchange("jxc_warehouse_id")
    def _inverse_jxc_warehouse_id(self):
        for request in self.filtered("jxc_warehouse_id"):
            request.picking_type_id = request.jxc_warehouse_id.in_type_id

    @api.depends("line_ids.date_required", "line_ids.cancelled")
    def _compute_jxc_date_required(self):
        for request in self:
            lines = request.line_ids.filtered(lambda line: not line.cancelled)
            days = [day for day in lines.mapped("date_required") if day]
            request.jxc_date_required = min(days, default=False)

    @api.depends("line_ids.jxc_open_qty", "state")
    def _compute_jxc_has_open(self):
        for request in self:
            request.jxc_has_open = request.state in ("approved", "in_progress") and any(
                line.jxc_open_qty > 0 for line in request.line_ids
            )

    @api.depends("state")
    def _compute_is_editable(self):
        for request in self:
            request.is_editable = request.state == "draft"

    @api.depends("state", "review_ids.status", "review_ids.reviewer_ids")
    @api.depends_context("uid")
    def _compute_jxc_can(self):
        manager = self.env.user.has_group("jxc_base.group_purchase_manager")
        for request in self:
            waiting = request.state == "to_approve"
            own = request._jxc_is_own(self.env.user)
            # sudo: reviews of a rule of another company count as well
            free = not request.sudo().review_ids
            request.jxc_can_approve = waiting and free and manager and not own
            request.jxc_can_adjust = (
                waiting
                and not own
                and (request.jxc_can_approve or bool(request.can_review))
            )

    def _jxc_is_own(self, user):
        """Whether approving this request would be approving one's own wish."""
        self.ensure_one()
        return user in self._jxc_excluded_reviewers()

    @api.constrains("company_id", "picking_type_id")
    def _check_jxc_company(self):
        for request in self:
            company = request.picking_type_id.company_id
            if company and request.company_id and company != request.company_id:
                raise ValidationError(
                    self.env._(
                        "%(place)s belongs to another company than the request.",
                        place=request.picking_type_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(
            vals.get("state", "draft") != "draft" for vals in vals_list
        ):
            raise UserError(
                self.env._("A purchase request starts as a draft: submit it.")
            )
        for vals in vals_list:
            if vals.get("name") == self.env._("New"):
                del vals["name"]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if "state" in vals:
                for request in self:
                    request._jxc_check_transition(vals["state"])
            self._jxc_check_header(vals)
        result = super().write(vals)
        if "requested_by" in vals:
            # Once more: nobody makes their request one of somebody else
            self.check_access("write")
        return result

    def _jxc_check_header(self, vals):
        if HEADER_FACTS & set(vals) and any(r.state != "draft" for r in self):
            raise UserError(
                self.env._(
                    "A submitted request cannot be changed. Withdraw it first "
                    "(“Back to draft”)."
                )
            )

    @api.model
    def _get_under_validation_exceptions(self):
        """Lines guard themselves: only approvers change quantities under review."""
        return [*super()._get_under_validation_exceptions(), "line_ids"]

    @api.model
    def _get_all_validation_exceptions(self):
        """The form leaves the lines open to approvers as well."""
        return [*super()._get_all_validation_exceptions(), "line_ids"]

    def _add_tier_validation_buttons(self, node, params):
        """Submitting asks for the review; no second button for it."""
        new_node = super()._add_tier_validation_buttons(node, params)
        for button in new_node.xpath("//button"):
            button.getparent().remove(button)
        return new_node

    def _can_be_deleted(self):
        return super()._can_be_deleted() and not self.jxc_submitted_at

    def action_jxc_make_rfqs(self):
        """Open the wizard that makes RFQs from the open lines of these requests."""
        return self.line_ids.action_jxc_make_rfqs()

    def action_view_purchase_order(self):
        """RFQs and orders made from these requests, all of them in one list."""
        action = self.env["ir.actions.actions"]._for_xml_id("purchase.purchase_rfq")
        orders = self.line_ids.purchase_lines.order_id
        action["context"] = {}
        action["domain"] = [("id", "in", orders.ids)]
        if len(orders) == 1:
            form = self.env.ref("purchase.purchase_order_form")
            action.update(views=[(form.id, "form")], res_id=orders.id)
        return action
