import { _t } from "@web/core/l10n/translation";

/** Figures of the overview in the order of the screen; `width` in pixels. */
export const FIGURES = [
    { name: "on_hand", label: _t("On Hand"), short: _t("On Hand") },
    { name: "reserved", label: _t("Reserved"), short: _t("Reserved") },
    { name: "available", label: _t("Available"), short: _t("Available") },
    { name: "incoming", label: _t("Incoming"), short: _t("Incoming") },
    { name: "arrival", label: _t("Next Arrival"), short: _t("Next Arrival") },
    { name: "outgoing", label: _t("Outgoing"), short: _t("Outgoing") },
    { name: "in_transit", label: _t("In Transit"), short: _t("Transit") },
    { name: "hold_quality", label: _t("In Check"), short: _t("In Check") },
    { name: "hold_quarantine", label: _t("Quarantine"), short: _t("Quarantine") },
    { name: "expired", label: _t("Expired"), short: _t("Expired") },
    { name: "hold", label: _t("On Hold, all kinds"), short: _t("On Hold") },
    { name: "forecast", label: _t("Forecast"), short: _t("Forecast") },
];

export const DEFAULT_FIGURES = ["on_hand", "available", "incoming", "arrival"];

export const STATES = [
    { name: "short", label: _t("Short") },
    { name: "out", label: _t("Out of Stock") },
    { name: "negative", label: _t("Negative") },
    { name: "hold", label: _t("On Hold") },
    { name: "expired", label: _t("Expired") },
    { name: "incoming", label: _t("Incoming") },
    { name: "transit", label: _t("In Transit") },
    { name: "never", label: _t("Never Moved") },
];

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
