"""The trace of a lot as a file: everything, where the page shows the newest."""

from datetime import datetime

from odoo import api, models
from odoo.addons.jxc_base.core.xlsx import Column, Sheet


class JxcTrace(models.AbstractModel):
    _inherit = "jxc.trace"

    @api.model
    def action_xlsx(self, lot_id):
        """Download the whole trace of a lot as xlsx.

        :raises UserError, AccessError: as `get_trace`
        """
        lot = self._lot(lot_id)
        data = self._collect(lot)
        sheets = [
            self._summary_sheet(lot, data),
            self._vendor_sheet(data),
            self._step_sheet(data),
            self._customer_sheet(data),
        ]
        title = f"{self.env._('Lot Trace')} {lot.name}"
        return self.env["jxc.xlsx"]._download(title, sheets)

    @api.model
    @api.private
    def _kind_labels(self):
        """Names of the kinds of `core.trace.SIGNS`."""
        return {
            "received": self.env._("Received from vendors"),
            "vendor_return": self.env._("Returned to vendors"),
            "made": self.env._("Made or taken apart"),
            "used": self.env._("Used for other goods"),
            "surplus": self.env._("Surplus of counts"),
            "shortage": self.env._("Shortage of counts"),
            "scrapped": self.env._("Scrapped"),
            "other_receipt": self.env._("Other receipts"),
            "other_issue": self.env._("Other issues"),
            "shipped": self.env._("Delivered to customers"),
            "customer_return": self.env._("Returned by customers"),
            "other_in": self.env._("From other companies"),
            "other_out": self.env._("To other companies"),
            "inner": self.env._("Moved inside"),
            "outside": self.env._("Straight to the customer"),
        }

    @api.model
    @api.private
    def _sum_labels(self):
        return {
            **self._kind_labels(),
            "balance": self.env._("Should be on hand"),
            "on_hand": self.env._("On hand"),
            "difference": self.env._("Difference"),
            "with_customers": self.env._("Still with customers"),
        }

    def _summary_sheet(self, lot, data):
        sums, labels = self._totals(lot, data), self._sum_labels()
        return Sheet(
            self.env._("Summary"),
            [Column(self.env._("Figure")), Column(self.env._("Quantity"), "number")],
            [[labels[name], sums[name]] for name in labels],
            title=f"{self.env._('Lot Trace')} {lot.name}",
            subtitles=[f"{lot.product_id.display_name} · {lot.product_uom_id.name}"],
        )

    def _document_columns(self, partner):
        return [
            Column(self.env._("Date"), "datetime"),
            Column(partner),
            Column(self.env._("Phone")),
            Column(self.env._("Transfer")),
            Column(self.env._("Order")),
            Column(self.env._("Lot")),
            Column(self.env._("Vendor's Lot")),
            Column(self.env._("Quantity"), "number"),
        ]

    def _document_rows(self, partners, order, data):
        """Rows of receipts or deliveries; what was returned is negative."""
        for partner in partners:
            for row in partner["documents"]:
                lot = data["lots"][row["lot_id"]]
                yield [
                    self._moment(row["date"]),
                    partner["name"],
                    partner["phone"],
                    row["document"]["name"],
                    row[order],
                    lot["name"],
                    lot["vendor_lot"],
                    -row["quantity"] if row["returned"] else row["quantity"],
                ]

    def _moment(self, text):
        return self.env["jxc.xlsx"]._local(datetime.fromisoformat(text))

    def _vendor_sheet(self, data):
        rows = self._document_rows(self._vendors(data), "purchase", data)
        columns = self._document_columns(self.env._("Vendor"))
        return Sheet(self.env._("Vendors"), columns, rows)

    def _customer_sheet(self, data):
        rows = self._document_rows(self._customers(data), "sale", data)
        columns = self._document_columns(self.env._("Customer"))
        return Sheet(self.env._("Customers"), columns, rows)

    def _step_sheet(self, data):
        labels = self._kind_labels()
        columns = [
            Column(self.env._("Date"), "datetime"),
            Column(self.env._("Kind")),
            Column(self.env._("From")),
            Column(self.env._("To")),
            Column(self.env._("Document")),
            Column(self.env._("Partner")),
            Column(self.env._("Quantity"), "number"),
        ]
        rows = (
            [
                self._moment(row["date"]),
                labels[row["kind"]],
                row["origin"],
                row["target"],
                row["document"]["name"],
                row["partner"] and row["partner"]["name"],
                row["quantity"],
            ]
            for row in data["steps"]
        )
        return Sheet(self.env._("Movements"), columns, rows)
