from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..core import pick_path


class JxcPickOrder(models.TransientModel):
    """Number the bins of a warehouse in the order in which somebody passes them."""

    _name = "jxc.pick.order"
    _description = "Pick Order of Bins"

    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, default=lambda self: self._first()
    )
    aisle_metres = fields.Float(
        "Metres Between Aisles", default=pick_path.AISLE_METRES, digits=(16, 1)
    )
    rack_metres = fields.Float(
        "Metres Between Racks", default=pick_path.RACK_METRES, digits=(16, 1)
    )
    keep = fields.Boolean(
        "Keep What Is Entered",
        default=False,
        help="Bins that have metres from the dock keep them.",
    )
    preview = fields.Text(compute="_compute_preview")

    @api.model
    def _first(self):
        company = [("company_id", "=", self.env.company.id)]
        return self.env["stock.warehouse"].search(company, limit=1)

    @api.constrains("aisle_metres", "rack_metres")
    def _check_metres(self):
        for wizard in self:
            if wizard.aisle_metres < 0 or wizard.rack_metres <= 0:
                raise ValidationError(self.env._("Metres are above 0."))

    @api.depends("warehouse_id")
    def _compute_preview(self):
        for wizard in self:
            names = wizard._names()
            order = pick_path.serpentine(names)
            known = [key for key in order if pick_path.parse(names[key])]
            others = [names[key] for key in order if key not in set(known)]
            wizard.preview = "\n".join(
                filter(None, wizard._sentences(names, known, others))
            )

    def _sentences(self, names, known, others):
        shown = [names[key] for key in (*known[:6], *known[-2:])]
        return (
            self.env._(
                "%(number)s bins by aisle, rack and level: %(names)s",
                number=len(known),
                names=" → ".join(dict.fromkeys(shown)),
            ),
            others
            and self.env._(
                "%(number)s come last, their names tell no rack: %(names)s",
                number=len(others),
                names=", ".join(others[:8]),
            ),
        )

    def _names(self):
        """{id: name} of the bins: internal places without others below."""
        stock = self.warehouse_id.lot_stock_id
        places = self.env["stock.location"].search(
            [("id", "child_of", stock.id), ("usage", "=", "internal")]
        )
        inner = places.location_id
        return {place.id: place.name for place in places - inner - stock}

    def action_number(self):
        """Write pick order and metres from the dock.

        :raises AccessError: not a task of the user
        :raises UserError: the warehouse has no bins
        """
        if not self.env.user.has_group("stock.group_stock_manager"):
            raise AccessError(self.env._("Warehouse managers number the bins."))
        names = self._names()
        if not names:
            raise UserError(
                self.env._(
                    "%s has no bins: add places below its stock first.",
                    self.warehouse_id.name,
                )
            )
        metres = pick_path.dock_metres(names, self.aisle_metres, self.rack_metres)
        places = self.env["stock.location"].browse(pick_path.serpentine(names))
        for number, place in enumerate(places, 1):
            values = {"jxc_pick_order": number * pick_path.STEP}
            if place.id in metres and not (self.keep and place.jxc_dock_metres):
                values["jxc_dock_metres"] = metres[place.id]
            place.write(values)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_bin_action"
        )
        return {**action, "domain": [("id", "in", places.ids)], "context": {}}
