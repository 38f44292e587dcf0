from odoo.tests import HttpCase, new_test_user, tagged

from .common_trace import TraceCommon


@tagged("post_install", "-at_install")
class TestRecallTour(HttpCase, TraceCommon):
    def test_find_see_recall_tick(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.vendor.name = "导览面粉厂"
        self.shop.write({"name": "导览便利店", "phone": "0571-88"})
        self.school.name = "导览小学"
        self.lot.name = "T-2026"
        self._receive(self.lot, 100)
        self._ship(self.lot, 40)
        self._ship(self.lot, 20, self.school)
        user = new_test_user(
            self.env,
            login="recall_tour",
            groups="jxc_base.group_quality_inspector",
            lang="zh_CN",
        )
        self.start_tour("/odoo/lot-trace", "jxc_recall", login=user.login)
        recall = self.env["jxc.recall"].search([("lot_ids", "in", self.lot.ids)])
        states = {line.customer_name: line.state for line in recall.line_ids}
        self.assertEqual(states, {"导览便利店": "informed", "导览小学": "refused"})
