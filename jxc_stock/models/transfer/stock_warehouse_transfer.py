from odoo import api, fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    @api.private
    def _jxc_raise_transfer(self, target, amounts, origin):
        """A draft transfer between warehouses, over the transit location.

        :return: `stock.interwarehouse.transfer`
        """
        return self.env["stock.interwarehouse.transfer"].create(
            {
                "warehouse_from_id": self.id,
                "warehouse_to_id": target.id,
                "company_id": self.company_id.id,
                "jxc_origin": origin,
                "line_ids": [
                    fields.Command.create(
                        {
                            "product_id": product.id,
                            "product_uom": product.uom_id.id,
                            "product_uom_qty": quantity,
                        }
                    )
                    for product, quantity in amounts.items()
                ],
            }
        )
