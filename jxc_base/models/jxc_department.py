from odoo import api, fields, models
from odoo.exceptions import ValidationError


class JxcDepartment(models.Model):
    """Who leads whom, where no employees are kept (addon ``hr``)."""

    _name = "jxc.department"
    _description = "Department"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, ondelete="cascade"
    )
    parent_id = fields.Many2one(
        "jxc.department",
        string="Belongs to",
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Its head decides about what the head of this department asks for.",
    )
    head_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        ondelete="restrict",
    )
    user_ids = fields.One2many(
        "res.users", "jxc_department_id", string="Members", help="Without the head."
    )

    _check_company_auto = True

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A department cannot belong to itself."))

    @api.private
    def _heads(self):
        """Return the heads from this department upwards, the nearest first."""
        heads, department = self.env["res.users"], self
        while department:
            heads |= department.head_id
            department = department.parent_id
        return heads


class ResUsers(models.Model):
    _inherit = "res.users"

    jxc_department_id = fields.Many2one(
        "jxc.department",
        string="Department",
        index="btree_not_null",
        ondelete="set null",
        help="Its head approves where a rule asks for the requester's manager or "
        "department head.",
    )
    jxc_headed_ids = fields.One2many("jxc.department", "head_id", string="Heads")

    @api.private
    def _jxc_manager(self, company):
        """Return who leads each of these users, without themselves.

        :param company: ``res.company`` record the question is about
        :return: ``res.users``: the manager of the employee where ``hr`` knows one,
            else the head of the department
        """
        found = self.browse()
        for user in self:
            # sudo: who leads whom, readable or not; no other user data gets out
            boss = user.sudo()._jxc_employee(company)["manager"]
            found |= self.browse((boss - user).ids) or user._jxc_head(company)
        return found

    @api.private
    def _jxc_head(self, company):
        """Return the heads of these users' departments, the next higher for a head.

        :param company: ``res.company`` record the question is about
        :return: ``res.users``
        """
        found = self.browse()
        for user in self:
            # sudo: as above
            heads = user.sudo()._jxc_employee(company)["heads"] or (
                user.sudo()._jxc_departments(company)._heads()
            )
            found |= self.browse((heads.filtered("active") - user).ids[:1])
        return found

    def _jxc_departments(self, company):
        """The department they belong to, for heads without one the headed ones."""
        own = self.jxc_department_id or self.jxc_headed_ids[:1]
        return own.filtered(lambda d: d.company_id in (company, company.browse()))

    def _jxc_employee(self, company):
        """Return ``{"manager": users, "heads": users}`` as ``hr`` knows them.

        Empty without ``hr``; heads are those of the departments upwards.
        """
        nobody = {"manager": self.browse(), "heads": self.browse()}
        if "hr.employee" not in self.env:
            return nobody
        employee = self.env["hr.employee"].search(
            [("user_id", "=", self.id), ("company_id", "=", company.id)], limit=1
        )
        heads, department = self.browse(), employee.department_id
        while department:
            heads |= department.manager_id.user_id
            department = department.parent_id
        return {"manager": employee.parent_id.user_id, "heads": heads}
