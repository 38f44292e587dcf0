from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDepartment(TransactionCase):
    """Who leads whom: from the employees where there are any, else from the list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.boss, cls.head, cls.one, cls.two = (
            new_test_user(cls.env, login=f"dep_{name}", groups=f"jxc_base.group_{role}")
            for name, role in (
                ("boss", "boss"),
                ("head", "purchase_manager"),
                ("one", "purchaser"),
                ("two", "requester"),
            )
        )
        cls.top = cls.make("Company", cls.boss, cls.env["res.users"])
        cls.part = cls.make("Purchasing", cls.head, cls.one, parent_id=cls.top.id)

    @classmethod
    def make(cls, name, head, members, **values):
        return cls.env["jxc.department"].create(
            {
                "name": name,
                "head_id": head.id,
                "user_ids": [Command.set(members.ids)],
                **values,
            }
        )

    def test_list(self):
        for user, head in (
            (self.one, self.head),
            (self.head, self.boss),
            (self.boss, self.env["res.users"]),
            (self.two, self.env["res.users"]),
            (self.one | self.head, self.head | self.boss),
        ):
            with self.subTest(user=user.mapped("login")):
                self.assertEqual(user._jxc_head(self.company), head)
                self.assertEqual(user._jxc_manager(self.company), head)

    def test_head_who_left(self):
        self.head.active = False
        self.assertEqual(self.one._jxc_head(self.company), self.boss)

    def test_department_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.one._jxc_head(other))
        (self.part | self.top).company_id = False
        self.assertEqual(self.one._jxc_head(other), self.head)

    def test_employees_count_first(self):
        """What ``hr`` says, and the list where it says nothing."""
        known = {"manager": self.two, "heads": self.boss}
        users = type(self.one)
        with patch.object(users, "_jxc_employee", lambda user, company: known):
            self.assertEqual(self.one._jxc_manager(self.company), self.two)
            self.assertEqual(self.one._jxc_head(self.company), self.boss)
            self.assertEqual(
                self.two._jxc_manager(self.company), self.boss, "nobody leads himself"
            )
        nobody = dict.fromkeys(("manager", "heads"), self.env["res.users"])
        with patch.object(users, "_jxc_employee", lambda user, company: nobody):
            self.assertEqual(self.one._jxc_manager(self.company), self.head)

    def test_no_circle(self):
        with self.assertRaises(UserError):
            self.top.parent_id = self.part

    def test_rights(self):
        admin = new_test_user(
            self.env, login="dep_admin", groups="jxc_base.group_jxc_admin"
        )
        self.part.with_user(admin).write(
            {"name": "Buying", "user_ids": [Command.link(self.two.id)]}
        )
        self.assertEqual(self.two.jxc_department_id, self.part)
        for user in (self.head, self.one, self.boss):
            self.assertEqual(self.part.with_user(user).head_id, self.head)
            with self.assertRaises(AccessError):
                self.part.with_user(user).head_id = user
        with self.assertRaises(AccessError):
            self.one.with_user(self.one).write({"jxc_department_id": self.top.id})
