import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { KpiChart } from "./kpi_chart";
import { formatKpi } from "./kpi_format";
import { KpiTile } from "./kpi_tile";

/** On the form of an indicator: tile, chart, meaning, and what moved it. */
export class KpiPanel extends Component {
    static template = "jxc_base.KpiPanel";
    static components = { KpiChart, KpiTile };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            tile: null,
            period: null,
            moved: null,
            dimension: null,
            against: "previous",
        });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({ record }) => this.load(record));
    }

    call(method, ...args) {
        return this.orm.call("jxc.kpi", method, args, { context: user.context });
    }

    async load(record) {
        const { code } = record.data;
        if (!code) {
            return;
        }
        const [tile] = await this.call("get_tile", [code], { period: this.state.period });
        this.state.tile = tile || null;
        const dimensions = tile ? tile.dimensions : [];
        if (!dimensions.some((item) => item.code === this.state.dimension)) {
            this.state.dimension = dimensions.length ? dimensions[0].code : null;
        }
        await this.loadMoved();
    }

    async loadMoved() {
        const { tile, dimension, against } = this.state;
        this.state.moved = dimension
            ? await this.call("get_moved", tile.code, tile.period.start, { dimension, against })
            : null;
    }

    selectDimension(ev) {
        this.state.dimension = ev.target.value;
        return this.loadMoved();
    }

    selectAgainst(ev) {
        this.state.against = ev.target.value;
        return this.loadMoved();
    }

    selectPeriod(ev) {
        this.state.period = ev.target.value;
        return this.load(this.props.record);
    }

    async drill(dimension = "none", key = "") {
        const { code, period } = this.state.tile;
        return this.action.doAction(
            await this.call("get_drill", code, period.start, dimension, key),
        );
    }

    format(value) {
        return formatKpi(value, this.state.tile);
    }

    change(value) {
        return formatKpi(value, this.state.tile, { sign: true });
    }

    width(part) {
        const all = this.state.moved.parts.map((item) => Math.abs(item.contribution));
        return (100 * Math.abs(part.contribution)) / (Math.max(...all) || 1);
    }

    isBetter(value) {
        const { direction } = this.state.tile;
        return direction === "target" ? null : value > 0 === (direction === "higher");
    }
}

registry.category("view_widgets").add("jxc_kpi_panel", {
    component: KpiPanel,
    fieldDependencies: [{ name: "code", type: "char", readonly: true }],
});
