"""Quantities in packings on what the warehouse works with."""

from odoo import models


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "jxc.mixed.qty.mixin"]
    _jxc_mixed_uom = "product_uom"
    _jxc_mixed_quantity = "product_uom_qty"


class StockMoveLine(models.Model):
    _name = "stock.move.line"
    _inherit = ["stock.move.line", "jxc.mixed.qty.mixin"]
    _jxc_mixed_quantity = "quantity"


class StockQuant(models.Model):
    _name = "stock.quant"
    _inherit = ["stock.quant", "jxc.mixed.qty.mixin"]
    _jxc_mixed_quantity = "quantity"


class StockInterwarehouseTransferLine(models.Model):
    _name = "stock.interwarehouse.transfer.line"
    _inherit = ["stock.interwarehouse.transfer.line", "jxc.mixed.qty.mixin"]
    _jxc_mixed_uom = "product_uom"
    _jxc_mixed_quantity = "product_uom_qty"
