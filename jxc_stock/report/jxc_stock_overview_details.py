from datetime import date, datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..core.balance import future_balance
from .overview_sql import OPEN_STATES


class JxcStockOverview(models.Model):
    _inherit = "jxc.stock.overview"

    @api.model
    @api.readonly
    def get_details(self, product_id, warehouse_id=None):
        """What is behind one cell of the overview.

        :param product_id: id of a product the user may read
        :param warehouse_id: id, or None for all warehouses of the chosen companies
        :return: dict: ``product``, ``unit``, ``bins`` (location, lot, expiry, owner,
            package, quantity, packings, reserved, hold, frozen), ``frozen`` (texts:
            what is frozen here, why and until when), ``incoming`` and ``outgoing``
            (date, quantity, document, …, by reliable date), ``timeline`` (day,
            incoming, outgoing, balance), ``figures`` as in `get_overview`,
            ``packings`` (on_hand and available as 3箱5包, "" without packings),
            ``cover_days``, ``lead_time`` (days of the first vendor, or None),
            ``pending``.
            Quantities in the product's unit
        :raises UserError: no such product or warehouse
        :raises AccessError: the product is not the user's to see
        """
        self.check_access("read")
        product = self._jxc_product(product_id)
        warehouses = self._jxc_warehouses([warehouse_id] if warehouse_id else None)
        figures = self._jxc_figures(product.ids, warehouses)[product.id]
        figures = self._jxc_finished(product.uom_id, figures)["total"]
        incoming = self._jxc_movements(product, warehouses, "in")
        outgoing = self._jxc_movements(product, warehouses, "out")
        bins = self._jxc_bins(product, warehouses, bool(warehouse_id))
        return {
            "product": {"id": product.id, "name": product.display_name},
            "unit": product.uom_id.name,
            "figures": figures,
            "packings": {
                name: product._jxc_mixed(figures[name])
                for name in ("on_hand", "available")
            },
            "cover_days": self._jxc_cover_days(),
            "lead_time": self._jxc_lead_time(product),
            "pending": bool(self._jxc_pending(product.ids)),
            "bins": bins,
            "frozen": self._jxc_frozen(product, warehouses, bins),
            "incoming": [self._jxc_row(arrival) for arrival in incoming],
            "outgoing": [self._jxc_row(arrival) for arrival in outgoing],
            "timeline": self._jxc_timeline(product, figures, incoming, outgoing),
        }

    def _jxc_product(self, product_id):
        valid = type(product_id) is int and 0 < product_id < 2**31
        product = self.env["product.product"].browse(product_id if valid else ())
        if not product.exists():
            raise UserError(self.env._("This product does not exist any more."))
        product.check_access("read")
        return product

    # -- movements ---------------------------------------------------------------

    def _jxc_arrivals(self, product_ids, warehouse_ids):
        """Open arrivals, {(product id, warehouse id): [arrival, …]}."""
        products = self.env["product.product"].browse(product_ids)
        warehouses = self.env["stock.warehouse"].browse(warehouse_ids)
        arrivals = {}
        for arrival in self._jxc_movements(products, warehouses, "in"):
            key = arrival["product_id"], arrival["warehouse_id"]
            arrivals.setdefault(key, []).append(arrival)
        return arrivals

    def _jxc_movements(self, products, warehouses, way):
        """Open movements that reach (`way` in) or leave (out) the warehouses."""
        # sudo: quantities and documents' names are the same truth for everybody;
        # opening a document asks for the user's own rights
        moves = self.env["stock.move"].sudo()
        domain = Domain("product_id", "in", products.ids)
        domain &= Domain("state", "in", OPEN_STATES)
        domain &= self._jxc_way_domain(warehouses, way)
        moves = moves.search(domain, order="date, id")
        moves = moves.filtered(lambda move: len(set(self._jxc_ends(move))) == 2)
        dates = moves._jxc_reliable_date()
        rows = [self._jxc_movement(move, way, dates[move.id]) for move in moves]
        return sorted(rows, key=lambda row: (row["date"], row["move_id"]))

    def _jxc_way_domain(self, warehouses, way):
        if way == "out":
            return Domain("location_id.warehouse_id", "in", warehouses.ids)
        final = Domain("location_final_id.warehouse_id", "in", warehouses.ids)
        direct = Domain("location_final_id", "=", False)
        direct &= Domain("location_dest_id.warehouse_id", "in", warehouses.ids)
        return final | direct

    def _jxc_ends(self, move):
        target = move.location_final_id or move.location_dest_id
        return move.location_id.warehouse_id, target.warehouse_id

    def _jxc_movement(self, move, way, day):
        origin, target = self._jxc_ends(move)
        document = move._get_source_document() or move.picking_id
        return {
            "move_id": move.id,
            "product_id": move.product_id.id,
            "warehouse_id": (target if way == "in" else origin).id,
            "warehouse": (target if way == "in" else origin).name,
            "date": day,
            "scheduled": move.date,
            "quantity": move.product_qty,
            "reserved": move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id
            ),
            "document": {
                "model": document._name if document else None,
                "id": document.id if document else None,
                "name": (document and document.display_name) or move.reference or "",
            },
            "place": (move.location_id if way == "in" else move.location_dest_id).name,
        }

    def _jxc_row(self, movement):
        return {
            **movement,
            "date": movement["date"].isoformat(),
            "scheduled": movement["scheduled"].isoformat(),
            "late": movement["date"] < datetime.now(),
        }

    # -- bins and lots -----------------------------------------------------------

    def _jxc_bins(self, product, warehouses, one_warehouse):
        # sudo: what lies where is the same truth for everybody; no value is read
        quants = self.env["stock.quant"].sudo()
        place = Domain("location_id.warehouse_id", "in", warehouses.ids)
        if not one_warehouse:
            place |= Domain("location_id.usage", "=", "transit") & Domain(
                "location_id.company_id", "in", self.env.companies.ids
            )
        domain = Domain("product_id", "=", product.id) & place
        found = quants.search(domain, order="location_id, removal_date, in_date, id")
        freezes = self.env["jxc.stock.freeze"]._holding()
        return [self._jxc_bin(quant, freezes) for quant in found]

    def _jxc_bin(self, quant, freezes):
        expiry = quant.expiration_date
        return {
            "id": quant.id,
            "location": quant.location_id.complete_name,
            "warehouse_id": quant.location_id.warehouse_id.id,
            "lot": {"id": quant.lot_id.id, "name": quant.lot_id.name}
            if quant.lot_id
            else None,
            "expiry": expiry.isoformat() if expiry else None,
            "package": quant.package_id.name or None,
            "owner": quant.owner_id.name or None,
            "quantity": quant.quantity,
            "packings": quant.jxc_mixed_qty or "",
            "reserved": quant.reserved_quantity,
            "hold": self._jxc_bin_hold(quant),
            "frozen": self._jxc_bin_frozen(quant, freezes),
        }

    def _jxc_bin_hold(self, quant):
        """Why these goods are not free, by the conditions of `overview_sql`."""
        if hold := quant.location_id.jxc_hold_effective:
            return hold
        if quant.lot_id.jxc_recall_id:
            return "recall"
        today = datetime.combine(date.today(), time.min)
        stale = quant.removal_date and quant.removal_date <= today
        return "expired" if stale else None

    def _jxc_bin_frozen(self, quant, freezes):
        """Why nothing is brought or taken away there; None: it may be."""
        place = quant.location_id
        for freeze in freezes:
            if freeze._holds(quant.company_id, quant.product_id, place):
                return freeze._in_short()
        count = place.jxc_count_id
        return self.env._("counted by %(count)s", count=count.name) if count else None

    def _jxc_frozen(self, product, warehouses, bins):
        """Texts of what holds for the product or the warehouses, stock or not."""
        freezes = (
            self.env["jxc.stock.freeze"]
            ._holding()
            .filtered(
                lambda freeze: (
                    not freeze.location_id
                    and freeze.product_id in (product, product.browse())
                    and freeze.warehouse_id in (*warehouses, warehouses.browse())
                    and freeze.company_id in self.env.companies
                )
            )
        )
        texts = [freeze._in_short() for freeze in freezes]
        texts += [row["frozen"] for row in bins if row["frozen"]]
        return list(dict.fromkeys(texts))

    # -- balance -----------------------------------------------------------------

    def _jxc_timeline(self, product, figures, incoming, outgoing):
        """Days with their balance: not blocked now, then what comes and goes."""
        rounded = product.uom_id.round
        events = [(self._jxc_day(row["date"]), row["quantity"]) for row in incoming]
        events += [(self._jxc_day(row["date"]), -row["quantity"]) for row in outgoing]
        opening = figures["available"] + figures["reserved"]
        today = self._jxc_day(datetime.now())
        return [
            {
                "day": step.day.isoformat(),
                "incoming": rounded(step.incoming),
                "outgoing": rounded(step.outgoing),
                "balance": rounded(step.balance),
            }
            for step in future_balance(opening, events, today)
        ]

    def _jxc_day(self, moment):
        return fields.Datetime.context_timestamp(self, moment).date()
