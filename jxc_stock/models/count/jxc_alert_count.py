from odoo import fields, models


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    def _count(self, quants):
        """A draft count of the product, where it lies.

        Without the text of the warning: it names the book, and counters read the note.
        """
        if not self.warehouse_id:
            return super()._count(quants)
        return self.env["jxc.count"].create(
            {
                "method": "trigger",
                "company_id": self.company_id.id,
                "warehouse_id": self.warehouse_id.id,
                "location_ids": [fields.Command.set(quants.location_id.ids)],
                "product_ids": [fields.Command.set(self.product_id.ids)],
            }
        )
