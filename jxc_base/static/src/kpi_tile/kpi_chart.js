/* global Chart */
import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { formatKpi } from "./kpi_format";

const STATES = { good: "#28a745", warn: "#ffac00", alarm: "#dc3545" };

/**
 * What Chart.js draws of a tile: bars in the colour of their limit, lines for target
 * and limits.
 */
export function chartConfig(tile, scheme) {
    const plain = getColor(1, scheme, "odoo");
    const line = (label, value, color) => ({
        type: "line",
        label,
        data: tile.trend.map(() => value),
        borderColor: color,
        borderDash: [5, 4],
        borderWidth: 1.5,
        pointRadius: 0,
    });
    const limits = tile.direction === "target" ? [] : ["warn", "alarm"];
    const names = { warn: _t("Warning Limit"), alarm: _t("Alarm Limit") };
    const lines = limits
        .filter((name) => tile[name] !== null)
        .map((name) => line(names[name], tile[name], STATES[name]));
    if (tile.target !== null) {
        lines.unshift(
            line(_t("Target"), tile.target, getCustomColor(scheme, "#374151", "#E4E4E4")),
        );
    }
    return {
        type: "bar",
        data: {
            labels: tile.trend.map((point) => point.label),
            datasets: [
                {
                    label: tile.name,
                    data: tile.trend.map((point) => point.value),
                    backgroundColor: tile.trend.map((point) => STATES[point.state] || plain),
                    order: 1,
                },
                ...lines,
            ],
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            plugins: {
                legend: {
                    display: lines.length > 0,
                    labels: { filter: (item) => item.datasetIndex },
                },
                tooltip: {
                    callbacks: {
                        label: (item) => `${item.dataset.label}: ${formatKpi(item.raw, tile)}`,
                    },
                },
            },
            scales: { y: { beginAtZero: true } },
        },
    };
}

/** The trend of an indicator, drawn by Chart.js. */
export class KpiChart extends Component {
    static template = "jxc_base.KpiChart";
    static props = { tile: Object };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (tile) => this.draw(tile),
            () => [this.props.tile],
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw(tile) {
        this.chart?.destroy();
        this.chart = new Chart(this.canvas.el, chartConfig(tile, cookie.get("color_scheme")));
    }
}
