import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { formAction, recordsAction } from "./kpi_actions";
import { KpiSparkline } from "./kpi_sparkline";
import { compareKpi, formatKpi } from "./kpi_format";

/** One indicator: value, limit colour, target, trend, comparison, data time. */
export class KpiTile extends Component {
    static template = "jxc_base.KpiTile";
    static components = { KpiSparkline };
    static props = {
        tile: Object,
        onOpen: { type: Function, optional: true },
        onRecords: { type: Function, optional: true },
    };

    get tile() {
        return this.props.tile;
    }

    get value() {
        return formatKpi(this.tile.value, this.tile);
    }

    get target() {
        return formatKpi(this.tile.target, this.tile);
    }

    get stateName() {
        return {
            good: _t("Good"),
            warn: _t("Below expectations"),
            alarm: _t("Alarm"),
            none: _t("No limits or no value"),
        }[this.tile.state];
    }

    get comparisons() {
        const { previous, year_before } = this.tile;
        return [
            { name: _t("Previous period"), value: previous },
            { name: _t("Year before"), value: year_before },
        ].map((item) => ({
            ...item,
            shown: formatKpi(item.value, this.tile),
            change: compareKpi(item.value, this.tile),
        }));
    }

    get explained() {
        return [this.tile.meaning, this.tile.formula].filter(Boolean).join("\n");
    }

    get dataTime() {
        const time = this.tile.data_time;
        return time && formatDateTime(deserializeDateTime(time));
    }
}

/** Tiles of several indicators, for any screen: `<KpiTiles codes="['dso']"/>`. */
export class KpiTiles extends Component {
    static template = "jxc_base.KpiTiles";
    static components = { KpiTile };
    static props = {
        codes: { type: Array, element: String },
        options: { type: Object, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ tiles: [] });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((props) => this.load(props));
    }

    async load({ codes, options }) {
        this.state.tiles = codes.length
            ? await this.orm.call("jxc.kpi", "get_tile", [codes, options || {}], {
                  context: user.context,
              })
            : [];
    }

    open(tile) {
        return this.action.doAction(formAction(tile));
    }

    async records(tile) {
        return this.action.doAction(await recordsAction(this.orm, tile));
    }
}
