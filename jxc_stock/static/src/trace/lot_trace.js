import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { deserializeDateTime, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { balanceRows, FOUND, isReconciled, KINDS } from "./trace_texts";

const MODEL = "jxc.trace";

/** A lot from its vendors over the warehouse to its customers. */
export class LotTrace extends Component {
    static template = "jxc_stock.LotTrace";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.search = useRef("search");
        this.format = new Intl.NumberFormat(user.lang || "en-US", { maximumFractionDigits: 6 });
        this.state = useState({ text: "", found: null, data: null, loading: false, open: {} });
        this.onSearch = useDebounced(() => this.find(), 300);
        const { params, context } = this.props.action;
        const lotId = params?.lot_id || this.props.state?.lotId || context?.trace_lot_id;
        onWillStart(() => lotId && this.load(lotId));
        onMounted(() => this.state.data || this.search.el?.focus());
    }

    // -- data ------------------------------------------------------------------------

    onInput(ev) {
        this.state.text = ev.target.value;
        this.onSearch();
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            return this.find(true);
        }
    }

    /** Lots that the text names; a single one is opened at once when asked for. */
    async find(open = false) {
        const text = this.state.text.trim();
        if (!text) {
            this.state.found = null;
            return;
        }
        this.state.found = await this.keepLast.add(this.orm.call(MODEL, "find_lots", [text]));
        if (open && this.state.found.length === 1) {
            await this.load(this.state.found[0].id);
        }
    }

    async load(lotId) {
        this.state.loading = true;
        try {
            this.state.data = await this.orm.call(MODEL, "get_trace", [lotId]);
            this.state.found = null;
            this.state.text = "";
            this.state.open = {};
        } finally {
            this.state.loading = false;
        }
    }

    // -- what is shown ---------------------------------------------------------------

    get lot() {
        return this.state.data.lot;
    }

    get balance() {
        return balanceRows(this.state.data.totals);
    }

    get reconciled() {
        return isReconciled(this.state.data.totals);
    }

    get shippedNet() {
        return this.state.data.customers.reduce((sum, row) => sum + row.net, 0);
    }

    get emptyText() {
        return _t("No lot is called so. Try a part of the number, a document or a customer.");
    }

    foundBy(row) {
        return FOUND[row.found].toString();
    }

    kind(row) {
        return KINDS[row.kind].toString();
    }

    number(quantity) {
        return this.format.format(quantity || 0);
    }

    day(text) {
        return text ? formatDate(this.moment(text)) : "";
    }

    moment(text) {
        return deserializeDateTime(text.replace("T", " ").slice(0, 19));
    }

    signed(row) {
        return `${row.returned ? "−" : ""}${this.number(row.quantity)}`;
    }

    isOpen(key) {
        return this.state.open[key];
    }

    toggle(key) {
        this.state.open[key] = !this.state.open[key];
    }

    // -- going on --------------------------------------------------------------------

    openRecord(model, id) {
        if (id) {
            return this.action.doAction({
                type: "ir.actions.act_window",
                res_model: model,
                res_id: id,
                views: [[false, "form"]],
            });
        }
    }

    openOrder(row) {
        if (row.purchase_id && row.purchase_open) {
            return this.openRecord("purchase.order", row.purchase_id);
        }
        return row.sale_open && this.openRecord("sale.order", row.sale_id);
    }

    exportXlsx() {
        return this.run("action_xlsx");
    }

    async run(method) {
        return this.action.doAction(await this.orm.call(MODEL, method, [this.lot.id]));
    }

    print() {
        return this.action.doAction("jxc_stock.action_report_trace", {
            additionalContext: { active_ids: [this.lot.id], active_model: "stock.lot" },
        });
    }

    startRecall() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Recalls"),
            res_model: "jxc.recall",
            views: [[false, "form"]],
            context: { default_lot_ids: [this.lot.id] },
        });
    }
}

registry.category("actions").add("jxc_trace", LotTrace);
