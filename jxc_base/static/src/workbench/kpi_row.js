import { Component, onMounted, useState } from "@odoo/owl";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { KpiChart } from "../kpi_tile/kpi_chart";
import { KpiTile } from "../kpi_tile/kpi_tile";
import { TILE_PROPS, workbenchKinds } from "./kinds";

// So few leave room for the chart of the first
const FEW = 2;

/** The user's indicators, and the trend of one of them as a chart. */
export class KpiRow extends Component {
    static template = "jxc_base.WorkbenchKpis";
    static components = { KpiChart, KpiTile };
    static props = TILE_PROPS;

    setup() {
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.state = useState({ chart: null });
        // Not before: the page does not wait for the library of the charts
        onMounted(() => this.showFirst());
    }

    get tiles() {
        return this.props.tile.tiles;
    }

    get charted() {
        return this.tiles.find((tile) => tile.code === this.state.chart);
    }

    showFirst() {
        const [first] = this.tiles;
        const drawn = first.trend.some((point) => point.value !== null);
        if (this.tiles.length <= FEW && drawn && !this.ui.isSmall) {
            this.state.chart = first.code;
        }
    }

    toggle(tile) {
        this.state.chart = this.state.chart === tile.code ? null : tile.code;
    }

    open(tile) {
        return this.props.open({
            type: "ir.actions.act_window",
            res_model: "jxc.kpi",
            res_id: tile.id,
            views: [[false, "form"]],
        });
    }

    async records(tile) {
        const args = [tile.code, tile.period.start, tile.dimension, tile.key];
        const action = await this.orm.call("jxc.kpi", "get_drill", args, {
            context: user.context,
        });
        return this.props.open(action);
    }
}

workbenchKinds.add("kpi", { Component: KpiRow, layout: "wide" });
