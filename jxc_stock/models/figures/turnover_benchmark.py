"""What is usual in the trade: turns a year, by company and category."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    jxc_turnover_benchmark = fields.Float(
        "Turns a Year, Benchmark",
        default=4.0,
        digits=(16, 1),
        help="How often stock is turned over in your trade. Categories can have their "
        "own. 0: none, nothing is coloured.",
    )

    @api.constrains("jxc_turnover_benchmark")
    def _check_jxc_turnover_benchmark(self):
        self.env["product.category"]._jxc_check_benchmark(
            self.mapped("jxc_turnover_benchmark")
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    jxc_turnover_benchmark = fields.Float(
        related="company_id.jxc_turnover_benchmark", readonly=False
    )


class ProductCategory(models.Model):
    _inherit = "product.category"

    jxc_turnover_benchmark = fields.Float(
        "Turns a Year, Benchmark",
        company_dependent=True,
        digits=(16, 1),
        help="0: that of the category above, at last that of the company.",
    )

    @api.constrains("jxc_turnover_benchmark")
    def _check_jxc_turnover_benchmark(self):
        self._jxc_check_benchmark(self.mapped("jxc_turnover_benchmark"))

    @api.model
    def _jxc_check_benchmark(self, values):
        if any(value < 0 for value in values):
            raise ValidationError(self.env._("A benchmark cannot be negative."))

    @api.private
    def _jxc_benchmarks(self, company):
        """Turns a year that are usual: of the category, those above it, the company.

        :return: {category id: turns a year, 0 without}
        """
        # sudo: what is usual in a trade is no secret of a category
        categories = self.sudo().with_company(company)
        own = company.sudo().jxc_turnover_benchmark
        found = {}
        for category in categories:
            path = [int(number) for number in category.parent_path.split("/")[:-1]]
            above = categories.browse(reversed(path)).mapped("jxc_turnover_benchmark")
            found[category.id] = next((value for value in above if value), own)
        return found
