"""What a warning says: a template of its detector, in the language of the reader."""

from odoo import api, fields, models
from odoo.tools import format_amount, format_datetime
from odoo.tools.misc import formatLang

from ..common.jxc_cost_guard import PURCHASE_PRICE

SEVERITIES = [("warning", "Warning"), ("critical", "Critical")]


class JxcAlertText(models.AbstractModel):
    """Figures of a finding and its message; warnings and the preview share it.

    An addon adds `_message_<detector>()` → text for its detector.
    """

    _name = "jxc.alert.text"
    _description = "Text of a Warning"

    rule_id = fields.Many2one(
        "jxc.alert.rule", required=True, readonly=True, ondelete="cascade"
    )
    detector = fields.Selection(related="rule_id.detector", store=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document Id", model_field="res_model", required=True, readonly=True
    )
    product_id = fields.Many2one("product.product", readonly=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    owner_id = fields.Many2one("res.users", ondelete="set null")
    due = fields.Date(help="When the matter should be settled.")
    severity = fields.Selection(SEVERITIES, required=True, readonly=True)
    measure = fields.Float(readonly=True, aggregator=None)
    threshold = fields.Float(
        readonly=True, aggregator=None, help="The level that was passed."
    )
    impact = fields.Monetary(
        readonly=True,
        groups="jxc_base.group_cost",
        help="What is at stake, in money of the company.",
    )
    values = fields.Json(
        readonly=True,
        groups="base.group_system",
        help="What the message needs besides; prices among it.",
    )
    level_from = fields.Char(
        compute="_compute_level_from",
        help="Which level counts: of several rules the closest one.",
    )
    record_name = fields.Char(string="About", compute="_compute_record_name")
    message = fields.Char(string="What Is Wrong", compute="_compute_message")

    @api.depends("res_model", "res_id")
    @api.depends_context("lang")
    def _compute_record_name(self):
        self.record_name = False
        for model, alerts in self.grouped("res_model").items():
            if model not in self.env:
                continue
            # sudo: whoever may see the warning may know what it is about
            found = self.env[model].sudo().browse(alerts.mapped("res_id")).exists()
            names = {record.id: record.display_name for record in found}
            for alert in alerts:
                alert.record_name = names.get(alert.res_id)

    @api.depends("detector", "measure", "threshold", "values", "record_name")
    @api.depends_context("lang", "uid", "jxc_no_prices")
    def _compute_message(self):
        prices = self.env.su or self._sees_prices(self.env.user)
        prices = prices and not self.env.context.get("jxc_no_prices")
        for alert in self:
            # sudo: names of product, unit and partner in the text; prices only for
            # those who may see them
            spoken = alert.sudo().with_context(jxc_alert_prices=prices)
            wording = getattr(spoken, f"_message_{alert.detector}", None)
            alert.message = wording() if wording else alert.record_name

    @api.depends("rule_id", "values")
    @api.depends_context("lang")
    def _compute_level_from(self):
        """The closest scope by which the rule was chosen, or the record itself."""
        texts = {
            "product_id": self.env._("Rule for the product"),
            "product_category_id": self.env._("Rule for the category"),
            "warehouse_id": self.env._("Rule for the warehouse"),
            "company_id": self.env._("Rule of the company"),
        }
        home = self.env._("Replenishment rule")
        for alert in self:
            # sudo: for what a rule is, that the reader sees by name
            about = alert.sudo()
            rule = about.rule_id
            own = about._value("own", False)
            if own or about.res_model == "stock.warehouse.orderpoint":
                alert.level_from = home
                continue
            scope = next((name for name in texts if rule[name]), None)
            alert.level_from = (
                f"{texts[scope]} – {rule[scope].display_name}"
                if scope
                else self.env._("General rule")
            )

    @api.model
    def _sees_prices(self, user):
        return any(user.has_group(group) for group in PURCHASE_PRICE.split(","))

    # -- parts of messages -----------------------------------------------------

    def _figure(self, value, digits=2):
        """A number as the reader writes it, without needless zeros."""
        digits = 0 if float(value).is_integer() else digits
        return formatLang(self.env, value, digits=digits)

    def _quantity(self, value):
        unit = self.product_id.uom_id.name
        return f"{self._figure(value)} {unit}" if unit else self._figure(value)

    def _money(self, value):
        return format_amount(self.env, value, self.company_id.currency_id)

    def _value(self, name, default=0.0):
        return (self.values or {}).get(name, default)

    def _basis_name(self):
        basis = self._value("basis", "on_hand")
        field = self.env["jxc.alert.rule"]._fields["basis"]
        return dict(field._description_selection(self.env)).get(basis)

    # -- messages of the detectors here ----------------------------------------

    def _message_below_safety(self):
        return self.env._(
            "%(product)s: %(basis)s %(measure)s, safety stock %(threshold)s",
            **self._stock_words(),
        )

    def _message_below_min(self):
        return self.env._(
            "%(product)s: %(basis)s %(measure)s, minimum %(threshold)s",
            **self._stock_words(),
        )

    def _message_above_max(self):
        return self.env._(
            "%(product)s: %(basis)s %(measure)s, maximum %(threshold)s",
            **self._stock_words(),
        )

    def _stock_words(self):
        return {
            "product": self.product_id.display_name,
            "basis": self._basis_name(),
            "measure": self._quantity(self.measure),
            "threshold": self._quantity(self.threshold),
        }

    def _message_negative(self):
        return self.env._(
            "%(product)s: %(measure)s in stock, less than nothing",
            product=self.product_id.display_name,
            measure=self._quantity(self.measure),
        )

    def _message_expiring(self):
        return self.env._(
            "%(product)s, lot %(lot)s: %(quantity)s expire in %(days)s days",
            **self._lot_words(),
        )

    def _message_expired(self):
        return self.env._(
            "%(product)s, lot %(lot)s: %(quantity)s expired %(days)s days ago",
            **self._lot_words(),
        )

    def _lot_words(self):
        return {
            "product": self.product_id.display_name,
            "lot": self.record_name,
            "quantity": self._quantity(self._value("quantity")),
            "days": self._figure(self.measure),
        }

    def _message_late_purchase(self):
        return self.env._(
            "%(document)s of %(partner)s: %(quantity)s of %(product)s are %(days)s "
            "days late",
            document=self._value("document", ""),
            partner=self.partner_id.display_name,
            product=self.product_id.display_name,
            quantity=self._quantity(self._value("quantity")),
            days=self._figure(self.measure),
        )

    def _message_late_delivery(self):
        return self.env._(
            "%(document)s for %(partner)s is %(days)s days late",
            document=self.record_name,
            partner=self.partner_id.display_name or "?",
            days=self._figure(self.measure),
        )

    def _message_overdue(self):
        return self.env._(
            "%(partner)s owes %(amount)s, the oldest %(days)s days overdue",
            partner=self.partner_id.display_name,
            amount=self._money(self._value("amount")),
            days=self._figure(self.measure),
        )

    def _message_approval(self):
        return self.env._(
            "%(document)s has waited %(hours)s hours for approval",
            document=self.record_name,
            hours=self._figure(self.measure, 0),
        )

    def _message_backup(self):
        last = fields.Datetime.to_datetime(self._value("last", False))
        if not last:
            return self.env._("There is no backup of this database")
        return self.env._(
            "The last backup was made %(when)s, %(hours)s hours ago",
            when=format_datetime(self.env, last, dt_format="short"),
            hours=self._figure(self.measure, 0),
        )

    def _message_purchase_price(self):
        if not self.env.context.get("jxc_alert_prices"):
            return self.env._(
                "%(document)s: unusual price of %(product)s",
                document=self._value("document", ""),
                product=self.product_id.display_name,
            )
        return self.env._(
            "%(document)s: %(product)s at %(price)s, usually %(usual)s",
            document=self._value("document", ""),
            product=self.product_id.display_name,
            price=self._money(self._value("price")),
            usual=self._money(self._value("usual")),
        )
