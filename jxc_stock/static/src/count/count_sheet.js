import { Component, onMounted, onWillStart, toRaw, useEffect, useRef, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { MixedError, mixedText } from "@jxc_base/mixed_qty/mixed";
import { mixedMessage } from "@jxc_base/mixed_qty/mixed_qty_field";
import { amountTyped, isExactly, isLike, newKey, progressText } from "./rows";

const MODEL = "jxc.count.task";

/** The sheet on which a counter enters what lies in one place. */
export class CountSheet extends Component {
    static template = "jxc_stock.CountSheet";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.search = useRef("search");
        this.format = new Intl.NumberFormat(user.lang || "en-US", { maximumFractionDigits: 3 });
        const { task_id, active_id } = {
            ...this.props.action.context,
            ...this.props.action.params,
        };
        this.taskId = task_id || active_id;
        this.sending = Promise.resolve();
        this.state = useState({ task: null, rows: [], text: "", found: null, focus: null });
        onWillStart(() => this.load());
        onMounted(() => this.focusFirst());
        useEffect(
            (key) => key && this.focusRow(key),
            () => [this.state.focus],
        );
    }

    async load() {
        const { task, rows } = await this.orm.call(MODEL, "get_sheet", [this.taskId]);
        this.state.task = task;
        this.state.rows = rows.map((row) => this.prepared(row));
    }

    prepared(row) {
        const typed = row.quantity === null ? "" : String(row.quantity);
        return { ...row, typed, uomChosen: row.uom_id, failed: false, lotTyped: "" };
    }

    // -- what is shown ---------------------------------------------------------------

    get canCount() {
        return this.state.task.can_count;
    }

    get shownRows() {
        const text = this.state.text.trim();
        return text ? this.state.rows.filter((row) => isLike(row, text)) : this.state.rows;
    }

    get progress() {
        return progressText(this.state.rows);
    }

    get columns() {
        const has = (name) => this.state.rows.some((row) => row[name]);
        return {
            lot: this.state.rows.some((row) => this.showsLot(row)),
            package: has("package"),
            owner: has("owner"),
            book: !this.state.task.blind,
        };
    }

    /** Rows of the server may be without a lot: so has it the book. */
    needsLot(row) {
        return row.tracking !== "none" && !row.lot_id && Boolean(row.added);
    }

    /** On a phone the lot stands under the product, unless it has to be typed. */
    showsLot(row) {
        return this.env.isSmall ? this.needsLot(row) : row.tracking !== "none";
    }

    quantityText(quantity) {
        return this.format.format(quantity);
    }

    /** The quantity in packings, "3 box 5 pack"; empty for goods without any. */
    packings(row, quantity) {
        return mixedText(quantity, row.scale);
    }

    hasPackings(row) {
        return row.uoms.length > 1;
    }

    /** Tells that several units may be typed: "box + pack". */
    unitNames(row) {
        const units = [...row.uoms].sort((one, other) => other[2] - one[2]);
        return this.hasPackings(row) ? units.map((unit) => unit[1]).join(" + ") : "";
    }

    /** What was typed is not yet the quantity in the product's unit. */
    isConverted(row) {
        return row.quantity !== null && row.typed !== String(row.quantity);
    }

    // -- finding goods ---------------------------------------------------------------

    onSearch(ev) {
        this.state.text = ev.target.value;
        this.state.found = null;
    }

    async onSearchKeydown(ev) {
        if (ev.key !== "Enter" || !this.state.text.trim()) {
            return;
        }
        ev.preventDefault();
        const text = this.state.text;
        const exact = this.state.rows.filter((row) => isExactly(row, text));
        const known = exact.length ? exact : this.shownRows;
        if (exact.length || known.length === 1) {
            this.choose(known[0]);
        } else if (!known.length) {
            await this.findElsewhere(text);
        }
    }

    async findElsewhere(text) {
        const found = await this.orm.call(MODEL, "find_goods", [this.taskId, text]);
        if (found.length === 1) {
            this.addRow(found[0]);
        } else {
            this.state.found = found;
        }
    }

    addRow(row) {
        const key = newKey(row, row.tracking !== "none" && !row.lot_id ? "new" : "");
        let mine = this.state.rows.find((known) => known.key === key);
        if (!mine) {
            this.state.rows.unshift({ ...this.prepared(row), key, added: true });
            mine = this.state.rows[0];
        }
        this.choose(mine);
    }

    /** A further lot of goods that are on the list. */
    addLot(row) {
        const key = newKey({ ...row, lot_id: 0, package_id: 0, owner_id: 0 }, "new");
        let fresh = this.state.rows.find((known) => known.key === key);
        if (!fresh) {
            const bare = { lot_id: 0, lot: "", package_id: 0, package: "" };
            const blank = { ...bare, owner_id: 0, owner: "", quantity: null, others: 0 };
            const place = this.state.rows.indexOf(row) + 1;
            fresh = { ...this.prepared({ ...row, ...blank }), key, added: true };
            this.state.rows.splice(place, 0, fresh);
        }
        this.choose(fresh);
    }

    choose(row) {
        this.state.text = "";
        this.state.found = null;
        this.state.focus = null;
        this.state.focus = row.key;
    }

    /** The first row without a figure, else the search. */
    focusFirst() {
        const row = this.state.rows.find(({ quantity }) => quantity === null);
        if (row && this.canCount) {
            this.focusRow(row.key);
        } else {
            this.search.el?.focus();
        }
    }

    focusRow(key) {
        const row = this.root.el?.querySelector(`tr[data-key="${CSS.escape(key)}"]`);
        const inputs = [...(row?.querySelectorAll("input") || [])];
        const input = inputs.find((field) => !field.value) || inputs.at(-1);
        input?.focus();
        input?.select();
        row?.scrollIntoView({ block: "nearest" });
        this.state.focus = null;
    }

    // -- entering --------------------------------------------------------------------

    /** Keep what is being typed: the table is drawn anew when another row is stored. */
    onTyping(row, name, ev) {
        toRaw(row)[name] = ev.target.value;
    }

    async onQuantity(row, ev) {
        row.typed = ev.target.value;
        await this.save(row);
    }

    async onUnit(row, ev) {
        row.uomChosen = Number(ev.target.value);
        await this.save(row);
    }

    onKeydown(ev) {
        const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const inputs = [...this.root.el.querySelectorAll("input.o_jxc_cell")];
        const next = inputs[inputs.indexOf(ev.target) + step];
        const target = next || (step > 0 ? this.search.el : null);
        target?.focus();
        target?.select();
    }

    async save(row) {
        const amount = this.amountOf(row);
        if (!amount) {
            row.failed = row.typed !== "";
            return;
        }
        if (this.needsLot(row) && !row.lotTyped.trim()) {
            row.failed = true;
            this.notification.add(_t("Enter the lot or serial number first."), { type: "warning" });
            return;
        }
        await this.send(row, amount);
    }

    /** {quantity, uom_id} of what was typed, null if it is none; says what is wrong. */
    amountOf(row) {
        try {
            return amountTyped(row);
        } catch (error) {
            if (!(error instanceof MixedError)) {
                throw error;
            }
            const text = mixedMessage(error, row.scale.own);
            this.notification.add(text, { type: "danger" });
            return null;
        }
    }

    entry(row, amount) {
        return {
            product_id: row.product_id,
            lot_id: row.lot_id || 0,
            lot: row.lotTyped.trim(),
            package_id: row.package_id,
            owner_id: row.owner_id,
            ...amount,
        };
    }

    /** One after the other, in the order they were typed. */
    send(row, amount) {
        const entry = this.entry(row, amount);
        const sent = this.sending.then(() => this.sendNow(row, entry));
        this.sending = sent.catch(() => {});
        return sent;
    }

    async sendNow(row, entry) {
        row.failed = true;
        const totals = await this.orm.call(MODEL, "record", [this.taskId, [entry]]);
        row.failed = false;
        if (this.needsLot(row)) {
            await this.reload(row);
            return;
        }
        row.quantity = totals[row.key] ?? entry.quantity;
        this.state.task.state = "doing";
    }

    /** Show the lot's own row, and keep what is typed in the others. */
    async reload(done) {
        const before = this.state.rows.filter((row) => row !== done);
        const typed = new Map(before.map((row) => [row.key, row]));
        await this.load();
        const stored = new Set(this.state.rows.map((row) => row.key));
        this.state.rows.unshift(...before.filter((row) => row.added && !stored.has(row.key)));
        for (const row of this.state.rows) {
            const { typed: text, lotTyped, uomChosen } = toRaw(typed.get(row.key)) || row;
            Object.assign(row, { typed: text, lotTyped, uomChosen });
        }
    }

    // -- the end ---------------------------------------------------------------------

    async finish() {
        await this.sending;
        const left = this.state.rows.filter((row) => row.quantity === null).length;
        if (!left) {
            return this.finishNow();
        }
        this.dialog.add(ConfirmationDialog, {
            title: _t("Finish this location?"),
            body: _t(
                "%s rows have no figure: they stay “not counted”. Enter 0 where nothing is left.",
                left,
            ),
            confirmLabel: _t("Finish"),
            cancelLabel: _t("Go On Counting"),
            confirm: () => this.finishNow(),
            cancel: () => {},
        });
    }

    async finishNow() {
        await this.orm.call(MODEL, "action_finish", [[this.taskId]]);
        this.notification.add(_t("%s is done.", this.state.task.location), { type: "success" });
        await this.action.doAction("jxc_stock.jxc_count_task_action_mine", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("actions").add("jxc_count_sheet", CountSheet);
