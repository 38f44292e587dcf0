from odoo import api, fields, models


class JxcPromiseOrderMixin(models.AbstractModel):
    """Orders whose lines have promised dates (``jxc.promise.line.mixin``)."""

    _name = "jxc.promise.order.mixin"
    _description = "Order With Promised Dates"

    # Action that lists the promises of this kind of order
    _jxc_promise_action = None

    jxc_promise_count = fields.Integer("Promises", compute="_compute_jxc_promise_count")

    @api.depends("order_line")
    def _compute_jxc_promise_count(self):
        promises = self.env["jxc.promise"]
        if not promises.has_access("read"):
            self.jxc_promise_count = 0
            return
        link = self.order_line._jxc_promise_link
        counts = dict(
            promises._read_group(
                [(link, "in", self.order_line.ids)], [link], ["__count"]
            )
        )
        for order in self:
            order.jxc_promise_count = sum(counts.get(ln, 0) for ln in order.order_line)

    def action_jxc_promises(self):
        """Open the promised dates of this order."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(self._jxc_promise_action)
        lines = self.order_line
        action["domain"] = [(lines._jxc_promise_link, "in", lines.ids)]
        action["context"] = {}
        return action

    def action_jxc_change_promise(self):
        """Ask for a new date, who caused it and why."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_base.jxc_promise_change_action"
        )
        action["context"] = self._jxc_promise_change_context()
        return action

    def _jxc_promise_change_context(self):
        """Return the defaults of the wizard for this order."""
        raise NotImplementedError
