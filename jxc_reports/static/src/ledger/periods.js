/** Periods of a ledger: plain functions over days as text, "2026-11-22". */

const { DateTime } = luxon;

const day = (text) => DateTime.fromISO(text);
const period = (from, to) => ({ from: from.toISODate(), to: to.toISODate() });

/** The month of `today` up to today. */
export function thisMonth(today) {
    return period(day(today).startOf("month"), day(today));
}

/** The whole month before the one of `today`. */
export function lastMonth(today) {
    const month = day(today).startOf("month").minus({ months: 1 });
    return period(month, month.endOf("month"));
}

/** The year of `today` up to today. */
export function thisYear(today) {
    return period(day(today).startOf("year"), day(today));
}

/**
 * The month `step` months after (before, when negative) the one in which the period ends.
 * The current month ends today: nothing has happened after.
 */
export function otherMonth({ to }, step, today) {
    const month = day(to).startOf("month").plus({ months: step });
    const end = month.endOf("month");
    const current = month.hasSame(day(today), "month");
    return period(month, current ? day(today) : end);
}

/** The period with another first or last day; the other end follows when it has to. */
export function withDay({ from, to }, name, text) {
    if (name === "from") {
        return { from: text, to: text > to ? text : to };
    }
    return { from: text < from ? text : from, to: text };
}

/** Which of the named periods this is, or "". */
export function nameOf({ from, to }, today) {
    const named = { thisMonth, lastMonth, thisYear };
    const same = (name) => {
        const other = named[name](today);
        return other.from === from && other.to === to;
    };
    return Object.keys(named).find(same) || "";
}
