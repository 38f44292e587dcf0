"""What can be done about stock: request, bring, send, stow, count."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class JxcAlert(models.Model):
    _inherit = "jxc.alert"

    # -- how much --------------------------------------------------------------

    def _points(self):
        """{warning id: its replenishment rule, if it is about one}."""
        model = "stock.warehouse.orderpoint"
        # sudo: how much is missing is the same for everybody
        points = self.env[model].sudo()
        found = points.browse(
            self.filtered(lambda alert: alert.res_model == model).mapped("res_id")
        ).exists()
        by_id = {point.id: point for point in found}
        return {
            alert.id: by_id.get(alert.res_id, points) if by_id else points
            for alert in self
        }

    def _missing(self):
        """{warning id: quantity to ask for, product unit}; what comes is taken off.

        What core wants to order for the replenishment rule, at least up to the level
        that was passed.
        """
        missing = {}
        for number, point in self._points().items():
            alert = self.browse(number)
            if point:
                short = alert.threshold - point.qty_forecast
                missing[number] = max(point.qty_to_order, short, 0.0)
            else:
                missing[number] = alert._missing_here()
        return missing

    def _missing_here(self):
        """The same where no replenishment rule stands behind the warning."""
        return max(self.threshold - self.measure, 0.0)

    def _too_much(self):
        """Quantity above the level, product unit."""
        return max(self.measure - self.threshold, 0.0)

    def _nothing(self, text):
        raise UserError(
            self.env._("%(warning)s: %(reason)s", warning=self[:1].message, reason=text)
        )

    # -- request ---------------------------------------------------------------

    def _remedy_request(self):
        """One request per warehouse for what is missing after all that comes."""
        missing, points, made = self._missing(), self._points(), {}
        short = self.filtered(
            lambda alert: alert.product_id.uom_id.compare(missing[alert.id], 0) > 0
        )
        if not short:
            self._nothing(
                self.env._("what is on order and requested is enough, nothing to ask.")
            )
        for warehouse, alerts in short.grouped("warehouse_id").items():
            products = alerts.product_id
            amounts = {
                product.id: max(
                    missing[a.id] for a in alerts if a.product_id == product
                )
                for product in products
            }
            ours = {a.product_id.id: points[a.id].id for a in alerts if points[a.id]}
            raised = products.with_context(
                warehouse_id=warehouse.id, jxc_source="min_stock", jxc_points=ours
            )._jxc_raise_demand(amounts, alerts._origin_name())
            made.update(alerts._raised(raised))
        return made

    def _raised(self, raised):
        """{warning id: document}; left to the stock rules: the rule or product."""
        made = {}
        for alert in self:
            record = raised.get(alert.product_id.id)
            if record and "request_id" in record._fields:
                record = record.request_id
            made[alert.id] = record or alert._document() or alert.product_id
        return {number: record.with_env(self.env) for number, record in made.items()}

    def _origin_name(self):
        """What the documents name as their source."""
        return self.env._("Warning: %(rule)s", rule=self[:1].rule_id.name)

    # -- from and to other warehouses ------------------------------------------

    def _remedy_bring(self):
        """A draft transfer per giving warehouse, of what it can spare."""
        missing, moves = self._missing(), {}
        spare = self._all_warehouses()._jxc_spare(self.product_id)
        for alert in self:
            need = max(missing[alert.id], alert._missing_here())
            giver, most = alert._best(spare)
            if giver:
                # what is given once is not there for the next
                spare[giver.id][alert.product_id.id] -= min(need, most)
                line = (alert, min(need, most))
                moves.setdefault((giver, alert.warehouse_id), []).append(line)
        if not moves:
            self._nothing(self.env._("no other warehouse has any to spare."))
        return self._transfers(moves)

    def _remedy_send(self):
        """A draft transfer per warehouse that lacks what is too much here."""
        moves, lack = {}, self._all_warehouses()._jxc_lack(self.product_id)
        for alert in self:
            taker, most = alert._best(lack)
            if taker:
                line = (alert, min(alert._too_much(), most))
                moves.setdefault((alert.warehouse_id, taker), []).append(line)
        if not moves:
            self._nothing(self.env._("no other warehouse is short of it."))
        return self._transfers(moves)

    def _all_warehouses(self):
        # sudo: what lies elsewhere is the same for everybody; the transfer itself is
        # made with the rights of the user
        warehouses = self.env["stock.warehouse"].sudo()
        return warehouses.search([("company_id", "=", self.company_id.id)])

    def _best(self, amounts):
        """(other warehouse, quantity) with the most of the product, None without."""
        product = self.product_id
        others = {
            number: found.get(product.id, 0.0)
            for number, found in amounts.items()
            if number != self.warehouse_id.id
        }
        best = max(others, key=others.get, default=None)
        if best is None or product.uom_id.compare(others[best], 0) <= 0:
            return None, 0.0
        return self.warehouse_id.browse(best), others[best]

    def _transfers(self, moves):
        made = {}
        for (giver, taker), lines in moves.items():
            amounts = {}
            for alert, quantity in lines:
                product = alert.product_id
                amounts[product] = max(amounts.get(product, 0.0), quantity)
            alerts = self.browse(alert.id for alert, _quantity in lines)
            transfer = giver._jxc_raise_transfer(taker, amounts, alerts._origin_name())
            made.update(dict.fromkeys(alerts.ids, transfer))
        return made

    # -- expired, and less than nothing ----------------------------------------

    def _remedy_stow(self):
        """A transfer of an expired lot, ready to be done, to the place for expired."""
        return {alert.id: alert._stow() for alert in self}

    def _stow(self):
        place = self._expired_place()
        quants = self._document().quant_ids.filtered(
            lambda quant: (
                quant.quantity > 0
                and quant.location_id.warehouse_id == self.warehouse_id
                and quant.location_id.jxc_hold_effective != "expired"
            )
        )
        return self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse_id.int_type_id.id,
                "location_id": quants[:1].location_id.id,
                "location_dest_id": place.id,
                "origin": self._origin_name(),
                "move_line_ids": [
                    fields.Command.create(_line_of(quant, place)) for quant in quants
                ],
            }
        )

    def _expired_place(self):
        """Where the warehouse puts expired goods.

        :raises UserError: nowhere
        """
        place = self.env["stock.location"].search(
            [
                ("warehouse_id", "=", self.warehouse_id.id),
                ("jxc_hold", "=", "expired"),
                ("usage", "=", "internal"),
            ],
            limit=1,
        )
        if not place:
            self._nothing(
                self.env._(
                    "%(warehouse)s has no place for expired goods. Set Hold to Expired "
                    "on one of its locations.",
                    warehouse=self.warehouse_id.name,
                )
            )
        return place

    def _remedy_count(self):
        """Have the places counted where there is less than nothing."""
        made = {}
        for alert in self:
            quants = self.env["stock.quant"].search(
                [
                    ("product_id", "=", alert.product_id.id),
                    ("location_id.usage", "in", ("internal", "transit")),
                    ("location_id.warehouse_id", "=", alert.warehouse_id.id),
                    ("quantity", "<", 0),
                ]
            )
            if not quants:
                alert._nothing(self.env._("there is no such stock any more."))
            made[alert.id] = alert._count(quants)
        return made

    @api.model
    def _count(self, quants):
        """Put quants on today's list to count; an addon with count orders makes one."""
        self.env["stock.request.count"].create(
            {
                "quant_ids": [fields.Command.set(quants.ids)],
                "inventory_date": fields.Date.context_today(self),
                "user_id": self.env.uid,
            }
        ).action_request_count()
        return quants[:1]

    def _after_count(self, documents):
        """Quants have no form: the list to count, with what is to be counted."""
        if documents._name != "stock.quant":
            return None
        action = self.env["stock.quant"].action_view_inventory()
        action["domain"] = [
            *action["domain"],
            ("product_id", "in", documents.product_id.ids),
        ]
        return action


def _line_of(quant, place):
    """A movement line of all that a quant has."""
    return {
        "product_id": quant.product_id.id,
        "location_id": quant.location_id.id,
        "location_dest_id": place.id,
        "lot_id": quant.lot_id.id,
        "package_id": quant.package_id.id,
        "owner_id": quant.owner_id.id,
        "product_uom_id": quant.product_uom_id.id,
        "quantity": quant.quantity,
    }


def _lack(have, least, most):
    return max(most, least) - have if have < least else 0.0


class StockWarehouse(models.Model):
    """Hooks: what one warehouse can spare or lacks, and a transfer between two."""

    _inherit = "stock.warehouse"

    @api.private
    def _jxc_spare(self, products):
        """What each warehouse can give away.

        Available now and later, the lower of both, above its minimum and safety stock.
        :return: {warehouse id: {product id: product unit, not negative}}
        """
        levels, spare = self._jxc_levels(products), {}
        for warehouse in self:
            kept = levels[warehouse.id]
            # sudo: what can be had is the same for everybody
            here = products.sudo().with_context(warehouse_id=warehouse.id)
            spare[warehouse.id] = {
                p.id: max(min(p.free_qty, p.virtual_available) - kept[p.id][0], 0.0)
                for p in here
            }
        return spare

    @api.private
    def _jxc_lack(self, products):
        """What each warehouse lacks up to its maximum, once all has come and gone.

        :return: {warehouse id: {product id: product unit}}; 0 where it is not below its
            minimum and safety stock
        """
        levels, lack = self._jxc_levels(products), {}
        for warehouse in self:
            # sudo: as above
            here = products.sudo().with_context(warehouse_id=warehouse.id)
            lack[warehouse.id] = {
                p.id: _lack(p.virtual_available, *levels[warehouse.id][p.id])
                for p in here
            }
        return lack

    def _jxc_levels(self, products):
        """{warehouse id: {product id: (least, most)}} of its replenishment rules."""
        # sudo: levels are the same for everybody
        points = self.env["stock.warehouse.orderpoint"].sudo()
        levels = {
            number: dict.fromkeys(products.ids, (0.0, 0.0)) for number in self.ids
        }
        for point in points.search(
            [("product_id", "in", products.ids), ("warehouse_id", "in", self.ids)]
        ):
            mine = levels[point.warehouse_id.id]
            least, most = mine[point.product_id.id]
            low = max(point.product_min_qty, point.jxc_safety_quantity)
            high = max(point.product_max_qty, low)
            mine[point.product_id.id] = (least + low, most + high)
        return levels

    @api.private
    def _jxc_raise_transfer(self, target, amounts, origin):
        """A draft transfer to another warehouse, with the rights of the user.

        :param target: `stock.warehouse` of the same company
        :param amounts: {product: product unit}
        :param origin: name of what caused it
        :return: the document; here an internal `stock.picking`
        """
        places = {
            "location_id": self.lot_stock_id.id,
            "location_dest_id": target.lot_stock_id.id,
        }
        return self.env["stock.picking"].create(
            {
                "picking_type_id": self.int_type_id.id,
                "origin": origin,
                **places,
                "move_ids": [
                    fields.Command.create(
                        {
                            "product_id": product.id,
                            "product_uom": product.uom_id.id,
                            "product_uom_qty": quantity,
                            **places,
                        }
                    )
                    for product, quantity in amounts.items()
                ],
            }
        )
