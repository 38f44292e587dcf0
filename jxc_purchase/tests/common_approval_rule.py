from odoo.fields import Command

from .common import RequestCommon


class RuleCommon(RequestCommon):
    """Cold goods, other goods, one approver per role, and rules as the page makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.jxc_self_approval = False
        cls.admin = cls._user("admin", "jxc_base.group_jxc_admin")
        cls.boss = cls._user("boss", "jxc_base.group_boss")
        cls.inspector = cls._user("qa", "jxc_base.group_quality_inspector")
        cls.cold = cls.env["product.category"].create({"name": "冷链"})
        fish = cls.env["product.category"].create(
            {"name": "鲜鱼", "parent_id": cls.cold.id}
        )
        cls.fish = cls._product("Fish", [(cls.vendor, 10.0)])
        cls.fish.categ_id = fish

    @classmethod
    def group(cls, role):
        return cls.env.ref(f"jxc_base.group_{role}").id

    @classmethod
    def step(cls, role, **values):
        return Command.create({"group_id": cls.group(role), **values})

    @classmethod
    def rule(cls, *steps, **values):
        """Made by the administrator, who has no more rights than that."""
        rules = cls.env["jxc.approval.rule"].with_user(cls.admin)
        return rules.create(
            {
                "document": "purchase.order",
                "company_id": cls.company.id,
                "step_ids": list(steps),
                **values,
            }
        )

    @classmethod
    def usual_rule(cls):
        """50,000: manager; 200,000: also the boss; cold goods: also quality."""
        return cls.rule(
            cls.step("purchase_manager", amount_from=50_000),
            cls.step("boss", amount_from=200_000),
            cls.step("quality_inspector", categ_ids=[Command.set(cls.cold.ids)]),
        )

    @classmethod
    def order(cls, price, product=None, user=None, **values):
        line = {
            "product_id": (product or cls.soy).id,
            "product_qty": 1,
            "price_unit": price,
            "tax_ids": False,
        }
        return (
            cls.env["purchase.order"]
            .with_user(user or cls.purchaser)
            .create(
                {
                    "partner_id": cls.vendor.id,
                    "order_line": [Command.create(line)],
                    **values,
                }
            )
        )

    def asked(self, order):
        """Submit; returns who is asked, step by step."""
        order.request_validation()
        self.env.flush_all()
        self.env.invalidate_all()
        reviews = order.sudo().review_ids.sorted("sequence")
        return [review.reviewer_ids for review in reviews]

    def sign(self, order, *users):
        for user in users:
            self.assertTrue(order.with_user(user).can_review, user.name)
            order.with_user(user).validate_tier()
            self.env.flush_all()
            self.env.invalidate_all()
