import { Component, onWillStart, useState } from "@odoo/owl";
import { Pager } from "@web/core/pager/pager";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { cellText, columnsOf, hasSome, valueOf } from "./cells";

const MODEL = "jxc.store.stock";
const PAGE = 80;

/** Which store has it: products in rows, stores by company in columns. */
export class StoreStock extends Component {
    static template = "jxc_stock.StoreStock";
    static components = { ControlPanel, Pager };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.format = new Intl.NumberFormat(user.lang || "en-US", { maximumFractionDigits: 3 });
        this.state = useState({ products: [], length: 0, loading: false });
        this.options = useState({
            search: this.props.action.context?.store_search || "",
            category_id: 0,
            store_id: 0,
            state: "",
            offset: 0,
            limit: PAGE,
        });
        this.onSearch = useDebounced((ev) => this.change({ search: ev.target.value }), 250);
        onWillStart(async () => {
            this.setupData = await this.orm.call(MODEL, "get_setup", []);
            this.columns = columnsOf(this.setupData.companies);
            this.options.store_id = this.stores.find((store) => store.own)?.id || 0;
            await this.load();
        });
    }

    get stores() {
        return this.setupData.companies.flatMap((company) => company.stores);
    }

    get filtered() {
        const { search, category_id, state } = this.options;
        return Boolean(search || category_id || state);
    }

    async load() {
        this.state.loading = true;
        const asked = this.orm.call(MODEL, "get_stores", [{ ...this.options }]);
        const page = await this.keepLast.add(asked);
        Object.assign(this.state, page, { loading: false });
    }

    change(values) {
        Object.assign(this.options, { offset: 0 }, values);
        return this.load();
    }

    toggleState(name) {
        return this.change({ state: this.options.state === name ? "" : name });
    }

    chooseStore(ev) {
        const store_id = Number(ev.target.value);
        return this.change({ store_id, state: store_id ? "elsewhere" : "" });
    }

    onPage({ offset, limit }) {
        return this.change({ offset, limit: limit || this.options.limit });
    }

    columnsBy(company) {
        return columnsOf([company]).length;
    }

    text(product, column) {
        return cellText(valueOf(product, column), this.format);
    }

    cellClass(product, column) {
        return {
            o_jxc_total: column.total,
            o_jxc_some: !column.total && hasSome(valueOf(product, column)),
            "text-danger": valueOf(product, column) < 0,
            o_jxc_mine: !column.total && column.id === this.options.store_id,
        };
    }

    openOverview(product) {
        return this.action.doAction("jxc_stock.jxc_stock_overview_action", {
            additionalContext: { overview_search: product.code || product.name },
        });
    }

    async exportXlsx() {
        const action = await this.orm.call(MODEL, "action_export", [{ ...this.options }]);
        return this.action.doAction(action);
    }
}

registry.category("actions").add("jxc_store_stock", StoreStock);
