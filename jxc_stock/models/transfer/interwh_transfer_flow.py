"""Who moves a transfer on, and what has to be true before."""

from odoo import models
from odoo.exceptions import AccessError, UserError

from .transfer_gate import settling


class StockInterwarehouseTransfer(models.Model):
    _inherit = "stock.interwarehouse.transfer"

    # -- asking ----------------------------------------------------------------

    def action_submit(self):
        """Ask for the goods: approvers of the rules decide, else the warehouse."""
        for transfer in self:
            transfer._check_state("draft")
            transfer.check_access("write")
            transfer._check_lines()
            transfer._move_on("to_approve")
            transfer.invalidate_recordset(["need_validation"])
            if transfer.need_validation:
                transfer.request_validation()
        return True

    def action_draft(self):
        """Take the request back to change it; it is approved anew."""
        for transfer in self:
            transfer._check_state("to_approve")
            transfer.check_access("write")
            if transfer.review_ids:
                transfer.restart_validation()
            transfer._move_on("draft")
        return True

    def _move_on(self, stage):
        # sudo: callers have checked user and state; nobody writes the stage directly
        self.sudo().with_context(skip_validation_check=True).write({"jxc_stage": stage})

    def _check_lines(self):
        """:raises UserError: there is nothing to transfer"""
        lines = self.line_ids
        if not lines or any(
            line.product_uom.is_zero(line.product_uom_qty) for line in lines
        ):
            raise UserError(
                self.env._("Say which goods, and how many of each, are to be brought.")
            )

    def _check_state(self, *states):
        names = dict(self._fields["state"]._description_selection(self.env))
        for transfer in self:
            if transfer.state not in states:
                raise UserError(
                    self.env._(
                        "%(transfer)s is in state “%(state)s”; this is done in state "
                        "“%(wanted)s”.",
                        transfer=transfer.name,
                        state=names[transfer.state],
                        wanted="”, “".join(names[wanted] for wanted in states),
                    )
                )

    # -- deciding --------------------------------------------------------------

    def _confirm_error(self):
        """Why this user may not confirm the transfer, None if they may."""
        self.ensure_one()
        user = self.env.user
        if self.env.su:
            return None
        if not user.has_group("stock.group_stock_user"):
            return self.env._(
                "The warehouse confirms transfers: submit yours and wait for it."
            )
        # sudo: a setting of the company, readable or not
        company = (self.company_id or self.env.company).sudo()
        if company.jxc_transfer_manager and not user.has_group(
            "stock.group_stock_manager"
        ):
            return self.env._("A warehouse manager has to confirm this transfer.")
        if not self._works_in(self.warehouse_from_id):
            return self.env._(
                "%(warehouse)s gives the goods: its people confirm the transfer.",
                warehouse=self.warehouse_from_id.name,
            )
        return None

    def _check_confirmer(self):
        """:raises AccessError: says who confirms transfers"""
        for transfer in self:
            if error := transfer._confirm_error():
                raise AccessError(error)

    def action_confirm(self):
        """Approve the transfer: plans its shipment and its receipt."""
        for transfer in self:
            transfer._check_state("draft", "to_approve")
            transfer._check_lines()
            transfer._check_confirmer()
            transfer._jxc_business_method().write({"jxc_stage": "confirmed"})
            # sudo: checked above; both warehouses get their documents
            known = transfer.sudo()
            if not known.jxc_user_id:
                known.jxc_user_id = self.env.user
            super(StockInterwarehouseTransfer, settling(known)).action_confirm()
            known.line_ids.move_ids.filtered(
                lambda move: move.state in ("confirmed", "waiting")
            )._action_assign()
        return True

    def action_cancel(self):
        """Cancel what has not left yet; what is under way still arrives."""
        for transfer in self:
            if transfer.state in ("done", "cancelled"):
                raise UserError(self.env._("This transfer is finished already."))
            transfer.check_access("write")
            if transfer.jxc_stage != "confirmed" and not transfer.picking_ids:
                transfer._move_on("cancelled")
                continue
            transfer._check_confirmer()
            transfer._cancel_planned()
        return True

    def _cancel_planned(self):
        # sudo: checked by the caller; both warehouses follow
        lines = self.sudo().line_ids
        balances = lines._jxc_balances()
        open_moves = lines.move_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        if any(balance.shipped for balance in balances.values()):
            open_moves = open_moves.filtered(
                lambda move: move._jxc_transfer_kind() == "shipped"
            )
            if not open_moves:
                raise UserError(
                    self.env._(
                        "All of it is under way already: receive it, or have it "
                        "returned to its source."
                    )
                )
        settling(open_moves)._action_cancel()
        lines._jxc_settle(arriving=False)

    # -- opening ---------------------------------------------------------------

    def _jxc_open(self):
        """Action that opens these transfers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_transfer_action"
        )
        action["context"] = {}
        if len(self) == 1:
            action.update(views=[(False, "form")], view_mode="form", res_id=self.id)
        else:
            action["domain"] = [("id", "in", self.ids)]
        return action

    def action_ship(self):
        """Open what is still to be shipped."""
        return self._open_stage("shipped", self.env._("Shipments"), todo=True)

    def action_view_shipments(self):
        """All shipments of this transfer."""
        return self._open_stage("shipped", self.env._("Shipments"))

    def action_view_receipts(self):
        """All receipts of this transfer, and what comes back."""
        return self._open_stage("", self.env._("Arrivals"))

    def _open_stage(self, kind, title, todo=False):
        self.ensure_one()
        # sudo: which documents; reading them is up to the reader's rights
        moves = self.sudo().line_ids.move_ids
        chosen = moves.filtered(
            lambda move: (move._jxc_transfer_kind() == "shipped") == (kind == "shipped")
        )
        if todo:
            chosen = chosen.filtered(lambda m: m.state not in ("done", "cancel"))
        pickings = chosen.picking_id
        action = {
            "type": "ir.actions.act_window",
            "name": f"{title} {self.name}",
            "res_model": "stock.picking",
            "view_mode": "list,form",
            "domain": [("id", "in", pickings.ids)],
        }
        if len(pickings) == 1:
            action.update(view_mode="form", res_id=pickings.id)
        return action

    def action_view_differences(self):
        """What did not arrive as it was shipped."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "jxc_stock.jxc_transfer_difference_action"
        )
        action["domain"] = [("transfer_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_receive(self):
        """Enter what arrived, with what is missing, damaged or too much."""
        self.ensure_one()
        return self.env["jxc.transfer.arrival"]._open(self)

    def action_sources(self):
        """Compare the warehouses the goods could come from."""
        self.ensure_one()
        return self.env["jxc.transfer.source"]._open(self)
