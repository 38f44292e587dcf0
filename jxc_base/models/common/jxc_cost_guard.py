"""Cost, margin and purchase prices hidden by role.

The hidden fields carry ``groups``: Odoo then refuses them in views, read, export,
grouping, ordering and domains, and in every attribute access of the user's own code.
Core's code, however, reads them on behalf of people who may not see them (a worker
who validates a receipt, a salesperson who adds a line). Those few entrances run with a
pass: the records keep the user, the rights and the rules, only the hidden fields open.
The pass is one Python object, compared by identity, so no client can send it.
"""

from odoo import api, models

COST = "jxc_base.group_cost"
PURCHASE_PRICE = (
    "purchase.group_purchase_user,account.group_account_invoice,"
    "account.group_account_readonly,jxc_base.group_cost"
)
SALE_PRICE = (
    "sales_team.group_sale_salesman,account.group_account_invoice,"
    "account.group_account_readonly,base.group_portal,base.group_public,"
    "jxc_base.group_cost"
)
GUARDED = frozenset({COST, PURCHASE_PRICE, SALE_PRICE})
CONTEXT_KEY = "jxc_cost_pass"


class _Pass(str):
    """A string, so that a context with it can be sent; what comes back is another."""

    __slots__ = ()


_PASS = _Pass("server")


class JxcCostGuard(models.AbstractModel):
    _name = "jxc.cost.guard"
    _description = "Cost Hidden by Role"

    @api.model
    def _has_field_access(self, field, operation):
        if super()._has_field_access(field, operation):
            return True
        return field.groups in GUARDED and self.env.context.get(CONTEXT_KEY) is _PASS

    def _field_to_sql(self, alias, field_expr, query=None):
        """Core follows an unstored related field without asking for it itself."""
        if field := self._fields.get(field_expr.partition(".")[0]):
            self._check_field_access(field, "read")
        return super()._field_to_sql(alias, field_expr, query)

    def _jxc_with_cost(self):
        """``self`` for internal computation: hidden prices open, all else as before."""
        return self.with_context(**{CONTEXT_KEY: _PASS})

    def _jxc_without_cost(self):
        """``self`` for handing out: the pass is taken away again."""
        if CONTEXT_KEY not in self.env.context:
            return self
        context = dict(self.env.context)
        del context[CONTEXT_KEY]
        return self.with_context(context)

    @api.model
    def _jxc_check_written(self, vals_list):
        """The user's own values obey the user's rights, before a pass opens them.

        :raise AccessError: a value of a field hidden from the user
        """
        for name in {name for vals in vals_list for name in vals}:
            if field := self._fields.get(name):
                self._check_field_access(field, "write")

    @api.model
    def _jxc_create_with_cost(self, create, vals_list):
        """Run core's ``create`` with the pass on values that the user may write.

        :param create: ``lambda records: super(…, records).create(vals_list)``
        """
        self._jxc_check_written(vals_list)
        return create(self._jxc_with_cost()).with_env(self.env)

    def copy(self, default=None):
        """Copy hidden values too: the user sees them no more than before."""
        self._jxc_check_written([default or {}])
        return (
            super(JxcCostGuard, self._jxc_with_cost()).copy(default).with_env(self.env)
        )
