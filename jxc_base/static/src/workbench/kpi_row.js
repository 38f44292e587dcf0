import { Component, onMounted, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { formAction, recordsAction } from "../kpi_tile/kpi_actions";
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
        return this.props.open(formAction(tile));
    }

    async records(tile) {
        return this.props.open(await recordsAction(this.orm, tile));
    }
}

workbenchKinds.add("kpi", { Component: KpiRow, layout: "wide" });
