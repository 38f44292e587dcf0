"""Fixture: an indicator whose figures each test says, in a company of its own."""

from unittest.mock import patch

from ..core.kpi import Figure, Lines
from ..models.kpi.jxc_kpi import JxcKpi
from .kpi_case import KpiCase

LINES = {"numerator": Lines("res.partner", [("id", "=", 0)])}
NOW = "2026-03-10 04:00:00"


class SaidCase(KpiCase):
    """A made-up indicator whose figures each test says."""

    said = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Measured Ltd", "jxc_tz": "Asia/Shanghai"}
        )
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        method = patch.object(JxcKpi, "_kpi_said", cls.say, create=True)
        cls.addClassCleanup(method.stop)
        method.start()
        cls.tom, cls.kim = cls.env["res.partner"].create(
            [{"name": "Tom"}, {"name": "Kim"}]
        )
        cls.customer = cls.env.ref("jxc_base.kpi_dimension_customer")
        cls.good = cls.env["jxc.kpi"].create(
            {
                "code": "said",
                "name": "Said",
                "formula": "said ÷ asked",
                "unit": "percent",
                "direction": "higher",
                "period": "month",
                "has_target": True,
                "target": 98,
                "has_limits": True,
                "warn": 98,
                "alarm": 95,
                "dimension_ids": cls.customer.ids,
            }
        )

    def say(self, period, dimension, company):
        parts = SaidCase.said.get((period.label, company.id), {})
        if dimension == "none":
            pairs = list(parts.values())
            sums = [sum(pair[i] for pair in pairs) for i in (0, 1)]
            return [Figure(None, *sums, LINES)] if pairs else []
        return [Figure(key, *pair, LINES) for key, pair in parts.items()]

    def setUp(self):
        super().setUp()
        self.said.clear()
        self.tell("2026-01", tom=(90, 100), kim=(0, 0))
        self.tell("2026-02", tom=(45, 50), kim=(49, 50))
        self.tell("2026-03", tom=(97, 100))

    def tell(self, label, tom=None, kim=None, company=None):
        pairs = {self.tom.id: tom, self.kim.id: kim}
        self.said[label, (company or self.company).id] = {
            key: pair for key, pair in pairs.items() if pair
        }

    def tile(self, **options):
        [tile] = self.good.get_tile(["said"], options)
        return tile
