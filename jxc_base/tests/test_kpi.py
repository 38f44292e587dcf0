"""The registry: storing, closing, versions, tiles, limits and rights."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..models.kpi.jxc_kpi import JxcKpi
from .common_kpi import NOW, SaidCase


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestKpi(SaidCase):
    # -- storing -----------------------------------------------------------------------
    def test_the_first_night(self):
        self.good._refresh(self.company)
        february = self.stored("said", self.month(2026, 2))
        self.assertEqual(
            {f.label: (f.numerator, f.value, f.closed) for f in february},
            {"": (94, 94, True), "Tom": (45, 90, True), "Kim": (49, 98, True)},
        )
        march = self.stored("said", self.month(2026, 3), key="")
        self.assertEqual((march.value, march.closed, march.version), (97, False, 1))
        self.assertEqual(str(march.period_end), "2026-03-31")
        self.assertEqual(len(self.stored("said", self.month(2025, 3), key="")), 1)
        self.assertFalse(self.stored("said", self.month(2025, 2)))

    def test_nothing_to_divide_by(self):
        self.good._refresh(self.company)
        january = self.stored("said", self.month(2026, 1))
        shown = {f.label: f.has_value for f in january}
        self.assertEqual(shown, {"": True, "Tom": True, "Kim": False})

    def test_the_open_period_is_replaced(self):
        self.good._refresh(self.company)
        self.tell("2026-03", tom=(99, 100))
        self.good._refresh(self.company)
        march = self.stored("said", self.month(2026, 3), key="")
        self.assertEqual((march.value, march.version), (99, 1))

    def test_a_closed_period_stays_for_the_cron(self):
        self.good._refresh(self.company)
        self.tell("2026-02", tom=(0, 50))
        self.good._refresh(self.company)
        self.assertEqual(self.stored("said", self.month(2026, 2), key="").value, 94)

    def test_recomputed_it_gets_a_version(self):
        self.good._refresh(self.company)
        self.tell("2026-02", tom=(50, 50))  # Kim is gone
        self.good.action_recompute()
        february = self.stored("said", self.month(2026, 2))
        told = {(f.label, f.version): (f.value, f.latest, f.closed) for f in february}
        self.assertEqual(
            told,
            {
                ("", 1): (94, False, True),
                ("Tom", 1): (90, False, True),
                ("Kim", 1): (98, False, True),
                ("", 2): (100, True, True),
                ("Tom", 2): (100, True, True),
            },
        )
        self.assert_immutable(february[0])
        self.good.action_recompute()
        self.assertEqual(self.stored("said", self.month(2026, 2)), february)

    def test_all_gone_and_back(self):
        self.good._refresh(self.company)
        for number, tom in enumerate((None, (45, 50)), start=2):
            self.tell("2026-02", tom=tom)
            self.good.action_recompute()
            total = self.stored("said", self.month(2026, 2), key="", latest=True)
            self.assertEqual((total.version, total.has_value), (number, bool(tom)))

    def test_grace(self):
        self.good.grace_days = 10
        self.good._refresh(self.company)
        self.assertFalse(self.stored("said", self.month(2026, 2), closed=True))
        with freeze_time("2026-03-10 16:30:00"):  # the 11th in Shanghai
            self.good._refresh(self.company)
        self.assertTrue(self.stored("said", self.month(2026, 2), closed=True))

    def test_settled(self):
        self.assert_settled("said", self.month(2026, 2))

    def test_every_company_for_itself(self):
        other = self.env["res.company"].create({"name": "Other Ltd"})
        self.tell("2026-03", tom=(1, 100), company=other)
        for company in self.company + other:
            self.good._refresh(company)
        self.assertEqual(self.tile()["value"], 97)
        boss = new_test_user(
            self.env, login="kpi.boss", groups="jxc_base.group_boss",
            company_id=other.id, company_ids=[(6, 0, other.ids)],
        )  # fmt: skip
        kpi = self.good.with_user(boss).with_context(allowed_company_ids=other.ids)
        self.assertEqual(kpi.get_tile(["said"])[0]["value"], 1)
        found = kpi.env["jxc.kpi.value"].search([("kpi_id", "=", kpi.id)])
        self.assertEqual(found.company_id, other)

    def test_records_behind_a_figure_are_those_of_its_company(self):
        other = self.env["res.company"].create({"name": "Other Ltd"})
        self.env.user.company_ids += other
        self.tell("2026-03", tom=(1, 100), company=other)
        self.good._refresh(other)
        both = (self.company + other).ids
        figure = self.env["jxc.kpi.value"].search(
            [("company_id", "=", other.id), ("key", "=", str(self.tom.id))], limit=1
        )
        asked = []

        def say(kpi, period, dimension, company):
            asked.append(company)
            return self.say(period, dimension, company)

        with patch.object(JxcKpi, "_kpi_said", say):
            figure.with_context(allowed_company_ids=both).action_lines()
        self.assertEqual(asked, [other])

    # -- tiles -------------------------------------------------------------------------
    def test_tile(self):
        self.tell("2025-03", tom=(80, 100))
        self.good._refresh(self.company)
        tile = self.tile()
        self.assertEqual(
            [tile[name] for name in ("value", "previous", "year_before", "state")],
            [97, 94, 80, "warn"],
        )
        self.assertEqual(
            tile["period"],
            {"start": "2026-03-01", "end": "2026-03-31", "label": "2026-03", "open": 1},
        )
        self.assertEqual(len(tile["trend"]), 13)
        self.assertEqual(tile["trend"][0]["label"], "2025-03")
        self.assertEqual(
            [point["state"] for point in tile["trend"][-3:]], ["alarm", "alarm", "warn"]
        )
        self.assertIsNone(tile["trend"][1]["value"])
        self.assertTrue(tile["data_time"])
        one = self.tile(dimension="customer", key=str(self.kim.id), period="2026-02-11")
        self.assertEqual((one["value"], one["label"]), (98, "Kim"))

    def test_tiles_take_few_queries(self):
        self.good._refresh(self.company)
        codes = ["said", "dso", "nonsense"]
        self.good.get_tile(codes)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            found = self.env["jxc.kpi"].get_tile(codes)
        self.assertEqual([tile["code"] for tile in found], ["said", "dso"])

    def test_moved_and_its_records(self):
        self.good._refresh(self.company)
        found = self.good.get_moved("said", "2026-02-28")
        self.assertAlmostEqual(found["change"], 94 - 90)
        total = sum(part["contribution"] for part in found["parts"])
        self.assertAlmostEqual(total + found["others"], 94 - 90)
        self.assertEqual(found["parts"][0]["label"], "Kim")
        year = self.good.get_moved("said", None, {"against": "year_before"})
        self.assertEqual((year["comparable"], year["parts"]), (False, []))
        action = self.good.get_drill("said", "2026-02-01", "customer", str(self.kim.id))
        self.assertEqual(action["res_model"], "res.partner")
        figure = self.stored("said", self.month(2026, 2), key=str(self.kim.id))
        self.assertEqual(figure.action_lines()["domain"], action["domain"])

    def test_nonsense_is_refused(self):
        kpi = self.env["jxc.kpi"]
        for call in (
            lambda: kpi.get_tile("said"),
            lambda: kpi.get_tile([7]),
            lambda: kpi.get_tile(["said"], ["x"]),
            lambda: kpi.get_tile(["said"], {"period": "yesterday"}),
            lambda: kpi.get_tile(["said"], {"dimension": {"a": 1}}),
            lambda: kpi.get_drill("nonsense"),
            lambda: kpi.get_drill(None),
            lambda: kpi.get_drill("said", "2026-02-01", "warehouse"),
            lambda: kpi.get_drill("said", "2026-02-01", "customer", "0"),
            lambda: kpi.get_drill("said", "2026-02-01", part="_figures"),
            lambda: kpi.get_moved("said", 5),
            lambda: kpi.get_moved("said", None, {"dimension": "warehouse"}),
        ):
            with self.assertRaises(UserError):
                call()

    # -- limits ------------------------------------------------------------------------
    def test_a_company_has_its_own_target(self):
        self.good._refresh(self.company)
        self.good.target_ids = [
            (
                0,
                0,
                {"company_id": self.company.id, "target": 90, "warn": 90, "alarm": 8},
            )
        ]
        tile = self.tile()
        self.assertEqual((tile["target"], tile["state"]), (90, "good"))
        self.assertIn("90", self.good.message_ids[:1].body)

    def test_limits_make_sense(self):
        with self.assertRaises(ValidationError):
            self.good.alarm = 99
        with self.assertRaises(ValidationError):
            self.good.write({"direction": "lower"})

    def test_an_upgrade_leaves_limits_alone(self):
        self.good._load_records_write({"alarm": 1, "owner_id": 1, "formula": "new"})
        self.assertEqual((self.good.alarm, self.good.owner_id.id), (95, False))
        self.assertEqual(self.good.formula, "new")

    def test_changes_are_tracked(self):
        self.flush_tracking()
        self.good.target = 97
        self.flush_tracking()
        tracked = self.good.message_ids.tracking_value_ids
        self.assertEqual(
            [(v.old_value_float, v.new_value_float) for v in tracked], [(98, 97)]
        )

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()
        self.env.invalidate_all()

    # -- rights ------------------------------------------------------------------------
    def as_user(self, role):
        user = new_test_user(
            self.env, login=f"kpi.{role}", groups=f"jxc_base.group_{role}",
            company_id=self.company.id, company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        return self.good.with_user(user)

    def test_who_sets_limits(self):
        for role in ("finance", "planner", "salesperson"):
            kpi = self.as_user(role)
            with self.subTest(role), self.assertRaises(AccessError):
                kpi.write({"warn": 97})
            with self.subTest(role), self.assertRaises(AccessError):
                kpi.action_refresh()
        boss = self.as_user("boss")
        boss.write({"warn": 97})
        boss.action_refresh()
        self.assertEqual(self.tile()["state"], "good")
        for vals in ({"formula": "x"}, {"group_ids": [(5,)]}, {"is_cost": False}):
            with self.assertRaises(AccessError):
                boss.write(vals)
        admin = self.as_user("jxc_admin")
        admin.write({"group_ids": [(6, 0, self.env.ref("jxc_base.group_boss").ids)]})
        with self.assertRaises(AccessError):
            admin.write({"formula": "x"})
        with self.assertRaises(AccessError):
            admin.unlink()

    def test_cost_needs_the_right_to_see_cost(self):
        self.good._refresh(self.company)
        self.assert_seen_by("said", "jxc_base.group_warehouse_worker")
        self.good.sudo().is_cost = True
        self.assert_hidden_from("said", "jxc_base.group_warehouse_worker")
        self.assert_seen_by("said", "jxc_base.group_finance")

    def test_figures_are_nobodys_to_write(self):
        self.good._refresh(self.company)
        boss = self.as_user("boss")
        figure = self.stored("said", self.month(2026, 3), key="").with_user(
            boss.env.user
        )
        self.assertEqual(figure.value, 97)
        for method, *args in (("write", {"value": 1}), ("unlink",)):
            with self.assertRaises(AccessError):
                getattr(figure, method)(*args)

    def test_measured_ones_are_kept(self):
        self.good._refresh(self.company)
        with self.assertRaises(UserError):
            self.good.unlink()
        self.good.with_context(_force_unlink=True).unlink()  # as uninstalling does
        self.assertFalse(self.stored("said", self.month(2026, 2)))

    def test_needs_a_method(self):
        with self.assertRaises(ValidationError):
            self.good.copy({"code": "unheard"})
