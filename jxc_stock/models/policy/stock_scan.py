"""Lines confirmed by scanning: what was scanned is what is on the line."""

from odoo import api, fields, models
from odoo.addons.jxc_base.models.common.jxc_gate import SCAN, gate_open, with_gate
from odoo.exceptions import UserError

STAMP = ("jxc_scanned_at", "jxc_scanned_by", "jxc_scan_device")
# Changing one of these makes it other goods than those that were scanned
IDENTITY = {
    "product_id",
    "lot_id",
    "lot_name",
    "package_id",
    "location_id",
    "quant_id",
    "move_id",
}
KINDS = ["lot", "product", "packing", "package"]


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    jxc_scanned_at = fields.Datetime(
        "Scanned At",
        readonly=True,
        copy=False,
        help="When the product, lot or package of this line was confirmed by scanning.",
    )
    jxc_scanned_by = fields.Many2one(
        "res.users", "Scanned By", readonly=True, copy=False
    )
    jxc_scan_device = fields.Char(
        "Scanning Device", readonly=True, copy=False, help="Name of the PDA, or web."
    )
    jxc_scan_required = fields.Boolean(
        "Scanning Mandatory", related="picking_type_id.jxc_scan_required"
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._jxc_refuse_stamp(vals)
        plain = self
        if any(f"default_{name}" in self.env.context for name in STAMP):
            cleared = {f"default_{name}": False for name in STAMP}
            plain = self.with_context(**cleared)
        return super(StockMoveLine, plain).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._jxc_refuse_stamp(vals)
        if IDENTITY & vals.keys():
            self._jxc_forget_scan(vals)
        return super().write(vals)

    def _jxc_refuse_stamp(self, vals):
        """:raises UserError: when a caller writes what only a scan may say"""
        if any(vals.get(name) for name in STAMP) and not gate_open(self, SCAN):
            raise UserError(self.env._("A line is confirmed by scanning its code."))

    def _jxc_forget_scan(self, vals):
        for line in self.filtered("jxc_scanned_at"):
            names = IDENTITY & vals.keys()
            if line.lot_name and not line.lot_id:
                names -= {"lot_id"}  # core makes the lot whose name was scanned
            held = line._convert_to_write({name: line[name] for name in names})
            if any((held[name] or False) != (vals[name] or False) for name in names):
                line._jxc_stamp_scan(False, False, False)

    @api.private
    def _jxc_stamp_scan(self, at, user, device):
        """Write down, or take back, that these lines were confirmed by scanning.

        :param at: naive UTC time, False to take it back
        :param user: `res.users`, or False
        :param device: name of the device, or False
        """
        super(StockMoveLine, with_gate(self, SCAN)).write(
            {
                "jxc_scanned_at": at,
                "jxc_scanned_by": user and user.id,
                "jxc_scan_device": device,
            }
        )

    def _jxc_named_by(self, candidate):
        """Whether a candidate of the barcode resolver names what is on this line."""
        if candidate["kind"] == "package":
            packages = self.package_id | self.result_package_id
            return candidate["id"] in packages.ids
        if candidate.get("product_id") != self.product_id.id:
            return False
        if self.product_id.tracking == "none":
            return True
        if candidate.get("lot_id"):
            return candidate["lot_id"] == self.lot_id.id
        # a lot that does not exist yet, on a receipt
        name = candidate.get("lot")
        return bool(name) and name == (self.lot_id.name or self.lot_name)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    jxc_scan_required = fields.Boolean(
        "Scanning Mandatory", related="picking_type_id.jxc_scan_required"
    )
    jxc_scan_open = fields.Integer(
        "Lines to Scan",
        compute="_compute_jxc_scan_open",
        help="Lines that nobody has confirmed by scanning yet.",
    )

    @api.depends("move_line_ids.jxc_scanned_at", "jxc_scan_required")
    def _compute_jxc_scan_open(self):
        for picking in self:
            lines = picking.move_line_ids if picking.jxc_scan_required else ()
            picking.jxc_scan_open = sum(not line.jxc_scanned_at for line in lines)

    def jxc_scan(self, code, device="web"):
        """Confirm the line of this transfer that a scanned code names.

        GS1 codes, barcodes of products and packings, lots, serials and packages, as
        `jxc.barcode.resolve` reads them. Tracked goods need their lot or serial; a
        package confirms all its lines. The line counts as picked from then on.

        :param str code: the scanned text
        :param str device: name of the device
        :return: dict of `line_ids`, `product`, `lot`, `open` (lines still to scan) and
            `again` (it had been scanned before)
        :raises UserError: unknown code, or goods that are not on this transfer
        """
        self.ensure_one()
        self.check_access("write")
        if self.state in ("done", "cancel"):
            raise UserError(self.env._("%(name)s is closed.", name=self.name))
        found = self.env["jxc.barcode"].resolve(code, expected=KINDS)
        lines = self._jxc_scanned_lines(found, code)
        if not found and not lines:
            raise UserError(self.env._("Unknown code: %(code)s", code=code))
        if not lines:
            raise UserError(self._jxc_not_here(found[0]))
        fresh = lines.filtered(lambda line: not line.jxc_scanned_at)
        lines = fresh or lines
        package = found and found[0]["kind"] == "package"
        lines = lines if package else lines[:1]
        device = device if isinstance(device, str) else "web"
        lines._jxc_stamp_scan(fields.Datetime.now(), self.env.user, device[:64])
        lines.filtered(lambda line: not line.picked).picked = True
        return {
            "line_ids": lines.ids,
            "product": ", ".join(lines.product_id.mapped("display_name")[:3]),
            "lot": ", ".join(line.lot_id.name or line.lot_name or "" for line in lines),
            "open": self.jxc_scan_open,
            "again": not fresh,
        }

    def _jxc_scanned_lines(self, found, code):
        """Lines that one of the candidates names, or a new lot of this receipt."""
        lines = self.move_line_ids.filtered(
            lambda line: not line.product_uom_id.is_zero(line.quantity)
        )
        named = lines.filtered(
            lambda line: any(line._jxc_named_by(candidate) for candidate in found)
        )
        return named or lines.filtered(
            lambda line: line.lot_name and line.lot_name == code.strip()
        )

    def _jxc_not_here(self, candidate):
        """Why a known code confirms nothing."""
        lines = self.move_line_ids
        same = lines.filtered(
            lambda line: line.product_id.id == candidate.get("product_id")
        )
        if not same:
            return self.env._(
                "%(what)s is not on this transfer.", what=candidate["name"]
            )
        lots = [line.lot_id.name or line.lot_name for line in same]
        return self.env._(
            "%(what)s: scan the lot. This transfer takes %(lots)s; take another lot "
            "by changing the line.",
            what=same[0].product_id.display_name,
            lots=", ".join(dict.fromkeys(filter(None, lots))) or "–",
        )
