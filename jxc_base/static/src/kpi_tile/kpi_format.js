import { formatFloat } from "@web/core/utils/numbers";

const DECIMALS = { percent: 1, days: 1, hours: 1, times: 2, money: 0 };

/**
 * A value in the unit of its indicator; a dash where there is none.
 *
 * @param {number|null} value
 * @param {{unit: string, unit_name: string}} kpi
 * @param {{sign?: boolean}} [options] sign: with + where it is positive
 */
export function formatKpi(value, kpi, { sign = false } = {}) {
    if (value === null || value === undefined) {
        return "–";
    }
    const decimals = DECIMALS[kpi.unit] ?? 2;
    const text = formatFloat(value, { digits: [16, decimals] });
    const shown = sign && value > 0 ? `+${text}` : text;
    if (kpi.unit === "money") {
        return `${kpi.unit_name} ${shown}`;
    }
    return kpi.unit === "number" ? shown : `${shown} ${kpi.unit_name}`;
}

/**
 * Change against an earlier value: text and whether it is better, worse or neither.
 *
 * @param {number|null} before
 * @param {Object} tile
 */
export function compareKpi(before, tile) {
    if (before === null || tile.value === null) {
        return { text: "–", mood: "none", icon: "" };
    }
    const change = tile.value - before;
    const sides = { higher: Math.sign(change), lower: -Math.sign(change) };
    let side = sides[tile.direction];
    if (tile.direction === "target") {
        const off = (value) => Math.abs(value - tile.target);
        side = tile.target === null ? 0 : Math.sign(off(before) - off(tile.value));
    }
    return {
        text: formatKpi(change, tile, { sign: true }),
        mood: side > 0 ? "better" : side < 0 ? "worse" : "none",
        icon: change > 0 ? "fa-arrow-up" : change < 0 ? "fa-arrow-down" : "fa-minus",
    };
}
