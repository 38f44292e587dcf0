import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { LedgerSearchModel } from "./ledger_search_model";
import { PeriodBar } from "./period_bar";

/** Columns that are rare, but without which a row that has them does not add up. */
const RARE = ["shifted_quantity", "shifted_value", "late_quantity"];

export class LedgerListController extends ListController {
    static template = "jxc_reports.LedgerListView";
    static components = { ...ListController.components, PeriodBar };

    setup() {
        super.setup();
        const { title } = this.env.searchModel.facts;
        if (title) {
            this.env.config.setDisplayName(title);
        }
    }

    /** Quantities beside values need small figures to fit a laptop. */
    get className() {
        return `${super.className} o_jxc_ledger`;
    }

    get withValues() {
        return "closing_value" in this.props.fields || "balance_value" in this.props.fields;
    }
}

/** Groups of another period are no groups of this one, not even empty ones. */
export class LedgerModel extends RelationalModel {
    async _postprocessReadGroup(config, ...args) {
        delete config.currentGroups;
        return super._postprocessReadGroup(config, ...args);
    }
}

export class LedgerListRenderer extends ListRenderer {
    computeOptionalActiveFields() {
        const { groups, records } = this.props.list;
        const rows = groups
            ? groups.map((group) => group.aggregates)
            : records.map((record) => record.data);
        const needed = RARE.filter((name) => rows.some((row) => row[name]));
        return {
            ...super.computeOptionalActiveFields(),
            ...Object.fromEntries(needed.map((name) => [name, true])),
        };
    }
}

registry.category("views").add("jxc_stock_ledger", {
    ...listView,
    Controller: LedgerListController,
    Model: LedgerModel,
    Renderer: LedgerListRenderer,
    SearchModel: LedgerSearchModel,
});
