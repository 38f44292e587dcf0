import { Component, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { Pager } from "@web/core/pager/pager";
import { formatCurrency } from "@web/core/currency";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import {
    chosenFigures,
    coverText,
    FIGURES,
    isLow,
    moneyText,
    quantityText,
    STATES,
} from "./figures";
import { OverviewPanel } from "./overview_panel";

const MODEL = "jxc.stock.overview";
const PAGE = 80;
const TOTAL = 0;

/** Products in rows, a block of figures for each warehouse and for all together. */
export class StockOverview extends Component {
    static template = "jxc_stock.StockOverview";
    static components = { CheckboxItem, ControlPanel, Dropdown, OverviewPanel, Pager };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.table = useRef("table");
        this.format = new Intl.NumberFormat(user.lang || "en-US", { maximumFractionDigits: 3 });
        this.states = STATES;
        this.state = useState({
            products: [],
            length: 0,
            loading: false,
            chosen: chosenFigures(user.settings?.jxc_overview_columns),
            active: null,
            panel: null,
        });
        this.options = useState(this.initialOptions());
        this.onSearch = useDebounced(this.applySearch.bind(this), 250);
        useExternalListener(window, "keydown", this.onKeydown.bind(this));
        onWillStart(async () => {
            this.setupData = await this.orm.call(MODEL, "get_setup", []);
            this.allFigures = FIGURES.filter(
                ({ name }) => name !== "value" || this.setupData.value,
            );
            await this.load();
            this.catchUp();
        });
    }

    initialOptions() {
        return {
            search: this.props.action.context?.overview_search || "",
            category_id: 0,
            abc: "",
            warehouse_ids: [],
            state: this.props.action.context?.overview_state || "",
            order: "code",
            descending: false,
            offset: 0,
            limit: PAGE,
        };
    }

    // -- data ----------------------------------------------------------------------

    async load() {
        this.state.loading = true;
        const asked = this.orm.call(MODEL, "get_overview", [{ ...this.options }]);
        const page = await this.keepLast.add(asked);
        this.state.products = page.products;
        this.state.length = page.length;
        this.state.loading = false;
    }

    /** Value and sales of what has just moved are counted while the page is read. */
    async catchUp() {
        if (this.state.products.some((product) => product.pending)) {
            const { renewed } = await this.orm.call("jxc.stock.daily", "catch_up", []);
            return renewed && this.load();
        }
    }

    change(values) {
        Object.assign(this.options, { offset: 0 }, values);
        this.state.active = null;
        return this.load();
    }

    applySearch(ev) {
        return this.change({ search: ev.target.value });
    }

    chooseCategory(ev) {
        return this.change({ category_id: Number(ev.target.value) });
    }

    chooseClass(ev) {
        return this.change({ abc: ev.target.value });
    }

    sortBy(order) {
        if (order === "arrival") {
            return;
        }
        const again = this.options.order === order;
        const descending = again
            ? !this.options.descending
            : !["code", "name", "category"].includes(order);
        return this.change({ order, descending });
    }

    sortIcon(order) {
        if (this.options.order !== order) {
            return "";
        }
        return this.options.descending ? "fa fa-caret-down" : "fa fa-caret-up";
    }

    toggleState(name) {
        return this.change({ state: this.options.state === name ? "" : name });
    }

    toggleWarehouse(id) {
        const chosen = new Set(this.options.warehouse_ids);
        if (!chosen.delete(id)) {
            chosen.add(id);
        }
        return this.change({ warehouse_ids: [...chosen] });
    }

    async toggleFigure(name) {
        const chosen = new Set(this.state.chosen);
        if (!chosen.delete(name)) {
            chosen.add(name);
        }
        this.state.chosen = chosenFigures([...chosen].join(","));
        await user.setUserSettings("jxc_overview_columns", this.state.chosen.join(","));
    }

    clearFilters() {
        const none = { search: "", category_id: 0, abc: "", warehouse_ids: [], state: "" };
        return this.change(none);
    }

    // -- what is shown -------------------------------------------------------------

    get figures() {
        const chosen = new Set(this.state.chosen);
        const byName = Object.fromEntries(FIGURES.map((figure) => [figure.name, figure]));
        return this.allFigures
            .filter(({ name }) => chosen.has(name))
            .map((figure) => ({
                ...figure,
                below: chosen.has(figure.sub) ? null : byName[figure.sub],
            }));
    }

    get blocks() {
        const chosen = this.options.warehouse_ids;
        const warehouses = this.setupData.warehouses.filter(
            (warehouse) => !chosen.length || chosen.includes(warehouse.id),
        );
        const total = { id: TOTAL, name: this.totalName(warehouses) };
        return warehouses.length === 1 ? warehouses : [total, ...warehouses];
    }

    totalName(warehouses) {
        const all = warehouses.length === this.setupData.warehouses.length;
        if (!all) {
            return _t("Chosen Warehouses");
        }
        if (this.setupData.limited) {
            return _t("My Warehouses");
        }
        return this.setupData.companies > 1 ? _t("All Companies") : _t("Company Total");
    }

    get columns() {
        const figures = this.figures;
        return this.blocks.flatMap((block) =>
            figures.map((figure, index) => ({ block, figure, first: !index })),
        );
    }

    get rows() {
        const rows = [];
        let category = null;
        for (const product of this.state.products) {
            if (this.options.order === "category" && product.category !== category) {
                category = product.category;
                rows.push({ key: `c${product.id}`, category: category || _t("No Category") });
            }
            rows.push({ key: product.id, product });
        }
        return rows;
    }

    get filtered() {
        const { search, category_id, abc, warehouse_ids, state } = this.options;
        return Boolean(search || category_id || abc || warehouse_ids.length || state);
    }

    cell(product, block) {
        return (block.id === TOTAL ? product.total : product.cells[block.id]) || {};
    }

    text(product, { block, figure }) {
        const cell = this.cell(product, block);
        switch (figure.name) {
            case "available":
                return cell.short || cell.on_hand ? this.format.format(cell.available) : "";
            case "arrival":
                return cell.arrival ? this.day(cell.arrival.date) : "";
            case "cover":
                return coverText(cell.cover);
            case "value":
                return moneyText(cell.value, user.lang || "en-US");
            default:
                return quantityText(cell[figure.name], this.format);
        }
    }

    belowText(product, { block, figure }) {
        return figure.below
            ? quantityText(this.cell(product, block)[figure.below.name], this.format)
            : "";
    }

    day(text) {
        return deserializeDateTime(text.replace("T", " ").slice(0, 19)).toFormat("MM-dd");
    }

    title(product, { block, figure }) {
        const cell = this.cell(product, block);
        const { arrival } = cell;
        const { name } = figure;
        if (name === "available" && cell.short) {
            return block.id === TOTAL ? _t("Short in at least one warehouse") : _t("Short");
        }
        if (name === "arrival" && arrival) {
            return `${arrival.document} · ${this.format.format(arrival.quantity)} ${product.unit}`;
        }
        if (name === "value" && cell.value) {
            return this.dailyTitle(product, formatCurrency(cell.value, this.setupData.currency_id));
        }
        return name === "cover" && cell.sold
            ? this.dailyTitle(product, this.soldText(cell, product))
            : "";
    }

    soldText(cell, product) {
        return _t("Sold %(sold)s %(unit)s in the last %(days)s days", {
            sold: this.format.format(cell.sold),
            unit: product.unit,
            days: this.setupData.cover_days,
        });
    }

    dailyTitle(product, text) {
        return product.pending ? `${text} · ${_t("being counted again")}` : text;
    }

    cellClass(product, column, rowIndex, columnIndex) {
        const cell = this.cell(product, column.block);
        const name = column.figure.name;
        const { active } = this.state;
        return {
            "text-danger fw-bold": (name === "available" && cell.short) || cell[name] < 0,
            "text-danger": name === "arrival" && cell.arrival?.late,
            "text-warning-emphasis": name.startsWith("hold") || name === "expired",
            o_jxc_low: name === "cover" && isLow(cell.cover),
            o_jxc_block_start: column.first,
            o_jxc_total: column.block.id === TOTAL,
            o_jxc_active: active?.row === rowIndex && active?.column === columnIndex,
        };
    }

    // -- keyboard ------------------------------------------------------------------

    onKeydown(ev) {
        if (ev.defaultPrevented || ev.target.closest("input, select, textarea, .o_dialog")) {
            return;
        }
        const step = {
            ArrowDown: [1, 0],
            ArrowUp: [-1, 0],
            ArrowRight: [0, 1],
            ArrowLeft: [0, -1],
        }[ev.key];
        if (step) {
            ev.preventDefault();
            this.moveActive(...step);
        } else if (ev.key === "Enter" && this.state.active) {
            this.openActive();
        } else if (ev.key === "Escape") {
            this.closePanel();
        } else if (ev.key === "PageDown" || ev.key === "PageUp") {
            this.turnPage(ev.key === "PageDown" ? PAGE : -PAGE);
        }
    }

    moveActive(down, right) {
        const { active, products } = this.state;
        if (!products.length) {
            return;
        }
        const clamp = (value, last) => Math.min(Math.max(value, 0), last);
        const row = active ? clamp(active.row + down, products.length - 1) : 0;
        const column = active ? clamp(active.column + right, this.columns.length - 1) : 0;
        this.state.active = { row, column };
        const cells = this.table.el?.querySelectorAll(`tr[data-row="${row}"] td[data-column]`);
        cells?.[column]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    }

    openActive() {
        const { row, column } = this.state.active;
        this.openPanel(this.state.products[row], this.columns[column].block, row, column);
    }

    turnPage(step) {
        const offset = this.options.offset + step;
        if (offset >= 0 && offset < this.state.length) {
            return this.onPage({ offset });
        }
    }

    onPage({ offset, limit }) {
        return this.change({ offset, limit: limit || this.options.limit });
    }

    // -- going on ------------------------------------------------------------------

    openPanel(product, block, row, column) {
        this.state.active = { row, column };
        this.state.panel = {
            productId: product.id,
            warehouseId: block.id || false,
            place: block.name,
            currencyId: this.setupData.currency_id,
        };
    }

    closePanel() {
        this.state.panel = null;
    }

    openList() {
        return this.action.doAction("jxc_stock.jxc_stock_overview_action_list");
    }

    async exportXlsx() {
        const figures = this.figures
            .flatMap(({ name, below }) => (below ? [name, below.name] : [name]))
            .filter((name) => name !== "arrival");
        const action = await this.orm.call(MODEL, "action_export", [{ ...this.options }, figures]);
        return this.action.doAction(action);
    }
}

registry.category("actions").add("jxc_stock_overview", StockOverview);
