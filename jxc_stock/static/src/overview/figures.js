import { _t } from "@web/core/l10n/translation";

/**
 * Figures of the overview in the order of the screen. `sub` stands small below its
 * figure unless it has a column of its own.
 */
export const FIGURES = [
    { name: "on_hand", label: _t("On Hand"), short: _t("On Hand"), sub: "hold" },
    { name: "reserved", label: _t("Reserved"), short: _t("Reserved") },
    { name: "available", label: _t("Available"), short: _t("Available"), sub: "reserved" },
    { name: "incoming", label: _t("Incoming"), short: _t("Incoming"), sub: "in_transit" },
    { name: "arrival", label: _t("Next Arrival"), short: _t("Arrives") },
    { name: "outgoing", label: _t("Outgoing"), short: _t("Outgoing") },
    { name: "in_transit", label: _t("In Transit"), short: _t("Transit") },
    { name: "hold_quality", label: _t("In Check"), short: _t("In Check") },
    { name: "hold_quarantine", label: _t("Quarantine"), short: _t("Quarantine") },
    { name: "expired", label: _t("Expired"), short: _t("Expired") },
    { name: "hold", label: _t("On Hold, all kinds"), short: _t("On Hold") },
    { name: "forecast", label: _t("Forecast"), short: _t("Forecast") },
    { name: "sold", label: _t("Sold, last days"), short: _t("Sold") },
    { name: "cover", label: _t("Days of Cover"), short: _t("Cover") },
    { name: "value", label: _t("Stock Value"), short: _t("Value") },
];

export const DEFAULT_FIGURES = ["on_hand", "available", "incoming", "arrival", "cover", "value"];

export const STATES = [
    { name: "short", label: _t("Short") },
    { name: "out", label: _t("Out of Stock") },
    { name: "negative", label: _t("Negative") },
    { name: "cover_week", label: _t("Under 7 Days") },
    {
        name: "cover_lead",
        label: _t("Under Lead Time"),
        help: _t("Covers fewer days than the first vendor needs to deliver"),
    },
    { name: "hold", label: _t("On Hold") },
    { name: "expired", label: _t("Expired") },
    { name: "incoming", label: _t("Incoming") },
    { name: "transit", label: _t("In Transit") },
    { name: "never", label: _t("Never Moved") },
];

const LOW_COVER = 7; // days; fewer stand out
const MANY_DAYS = 1000; // how many exactly is told by the panel

/**
 * The figures a user has chosen; unknown names are dropped, nothing left means the
 * default.
 * @param {string|false} text names separated by commas, as stored
 * @returns {string[]} in the order of the screen
 */
export function chosenFigures(text) {
    const wanted = new Set((text || "").split(","));
    const names = FIGURES.map((figure) => figure.name).filter((name) => wanted.has(name));
    return names.length ? names : DEFAULT_FIGURES;
}

/**
 * A quantity as short as it is exact: no decimals for whole numbers, empty for zero.
 * @param {number|undefined} value
 * @param {Intl.NumberFormat} format
 */
export function quantityText(value, format) {
    return value ? format.format(value) : "";
}

/**
 * Money in a narrow cell: whole units, from 100,000 on in thousands (in Chinese
 * in ten thousands).
 * @param {number|undefined} value
 * @param {string} locale
 */
export function moneyText(value, locale) {
    if (!value) {
        return "";
    }
    const notation = Math.abs(value) < 100_000 ? "standard" : "compact";
    const maximumFractionDigits = notation === "standard" ? 0 : 1;
    return new Intl.NumberFormat(locale, { notation, maximumFractionDigits }).format(value);
}

/**
 * Days of cover: a decimal where a day matters, empty when nothing was sold.
 * @param {number|null|undefined} days
 */
export function coverText(days) {
    if (days === null || days === undefined) {
        return "";
    }
    if (days >= MANY_DAYS) {
        return `>${MANY_DAYS - 1}`;
    }
    return days < 10 ? String(days) : String(Math.round(days));
}

/** Whether so few days are left that they stand out. */
export function isLow(days) {
    return typeof days === "number" && days < LOW_COVER;
}
