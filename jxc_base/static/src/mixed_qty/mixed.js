/**
 * Quantities in several units at once: 3 box 5 pack.
 *
 * The same rules as jxc_base/core/mixed.py, proven by the same cases
 * (static/tests/mixed_cases.js). Fractions of BigInt: nothing is rounded on the way.
 * A unit is {name, factor: [numerator, denominator], others: [names]}; factors count
 * base units. Amounts are fractions {n, d}, d > 0.
 */

const NUMBER = /^(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)/;
const WORD = /^\p{L}+/u;
const OPERATORS = { "×": "*", "÷": "/", "－": "-", "−": "-" };

export class MixedError extends Error {
    /**
     * @param {"unknown" | "ambiguous" | "syntax" | "not_exact"} code
     * @param {string} text what it is about
     * @param {string[]} names units that may be used
     */
    constructor(code, text, names = []) {
        super(`${code}: ${text}`);
        this.code = code;
        this.text = text;
        this.names = names;
    }
}

// --- fractions -----------------------------------------------------------------

const abs = (x) => (x < 0n ? -x : x);

function gcd(a, b) {
    while (b) {
        [a, b] = [b, a % b];
    }
    return abs(a);
}

export function fraction(n, d = 1n) {
    n = BigInt(n);
    d = BigInt(d);
    if (d < 0n) {
        [n, d] = [-n, -d];
    }
    const common = gcd(n, d) || 1n;
    return { n: n / common, d: d / common };
}

const plus = (a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
const times = (a, b) => fraction(a.n * b.n, a.d * b.d);
const same = (a, b) => a.n * b.d === b.n * a.d;
const ZERO = fraction(0);
const factorOf = (unit) => fraction(...unit.factor);

function fromDecimal(text) {
    const [whole, decimals = ""] = text.replaceAll(",", "").split(".");
    return fraction(BigInt(`${whole}${decimals}` || 0), 10n ** BigInt(decimals.length));
}

function rounded(value, digits) {
    const scale = 10n ** BigInt(digits);
    const cut = ((2n * abs(value.n) * scale) / value.d + 1n) / 2n;
    return fraction(value.n < 0n ? -cut : cut, scale);
}

function toDecimal(value) {
    let rest = value.n % value.d;
    let text = "";
    while (rest) {
        rest *= 10n;
        text += String(rest / value.d);
        rest %= value.d;
    }
    const whole = String(value.n / value.d);
    return text ? `${whole}.${text}` : whole;
}

// --- writing -------------------------------------------------------------------

const isCjk = (char) => /\p{Script=Han}/u.test(char || "");

function split(quantity, units, digits) {
    const base = units.find((unit) => same(factorOf(unit), fraction(1)));
    const whole = rounded(quantity, digits);
    const sign = whole.n < 0n ? -1n : 1n;
    let rest = fraction(abs(whole.n), whole.d);
    const parts = [];
    const large = units
        .map((unit) => ({ unit, factor: factorOf(unit) }))
        .filter(({ factor }) => factor.n > factor.d)
        .sort((a, b) => Number(b.factor.n * a.factor.d - a.factor.n * b.factor.d));
    for (const { unit, factor } of large) {
        const count = (rest.n * factor.d) / (rest.d * factor.n);
        if (count) {
            rest = plus(rest, times(factor, fraction(-count)));
            parts.push([fraction(sign * count), unit]);
        }
    }
    rest = times(rounded(rest, digits), fraction(sign));
    if (rest.n || !parts.length) {
        parts.push([rest, base]);
    }
    const total = parts.reduce(
        (sum, [number, unit]) => plus(sum, times(number, factorOf(unit))),
        ZERO,
    );
    return same(total, whole) ? parts : [[whole, base]];
}

/**
 * @param {{n: bigint, d: bigint}} quantity of base units
 * @returns {string} "3 box 5 pack"
 */
export function formatMixed(quantity, units, digits) {
    const parts = split(quantity, units, digits);
    let text = parts[0][0].n < 0n ? "-" : "";
    parts.forEach(([number, unit], index) => {
        if (index && !isCjk(text.at(-1))) {
            text += " ";
        }
        const gap = isCjk(unit.name[0]) ? "" : " ";
        text += toDecimal(fraction(abs(number.n), number.d)) + gap + unit.name;
    });
    return text;
}

/**
 * @param {number} value of a field, in the unit `own`
 * @returns {string} in all units, "" if there is only one
 */
export function mixedText(value, { units, own, digits }) {
    if (units.length < 2) {
        return "";
    }
    // a field holds the decimal it shows, as near as a double can
    const shown = fromDecimal(Math.abs(value).toFixed(digits));
    const quantity = times(shown, fraction(value < 0 ? -1 : 1));
    const base = times(quantity, factorOf(own));
    if (same(rounded(base, digits), base)) {
        return formatMixed(base, units, digits);
    }
    // the base unit has not decimals enough for it
    const gap = isCjk(own.name[0]) ? "" : " ";
    return (quantity.n < 0n ? "-" : "") + toDecimal(shown) + gap + own.name;
}

// --- reading -------------------------------------------------------------------

const folded = (text) => text.normalize("NFKC").toLowerCase().trim();
const namesOf = (units) => units.map((unit) => unit.name);

export function foundUnit(word, units) {
    const wanted = folded(word);
    const steps = [
        (name) => name === wanted,
        (name) => wanted === `${name}s` || wanted === `${name}es`,
        (name) => name.startsWith(wanted),
    ];
    for (const step of steps) {
        const found = units.filter((unit) =>
            [unit.name, ...(unit.others || [])].map(folded).some(step),
        );
        if (found.length && found.every((u) => same(factorOf(u), factorOf(found[0])))) {
            return found[0];
        }
        if (found.length) {
            throw new MixedError("ambiguous", word, namesOf(found));
        }
    }
    throw new MixedError("unknown", word, namesOf(units));
}

/** Reads one expression from left to right. */
class Reader {
    constructor(text, units) {
        for (const [sign, plain] of Object.entries(OPERATORS)) {
            text = text.replaceAll(sign, plain);
        }
        this.text = text.normalize("NFKC").trim().replace(/^=/, "");
        this.units = units;
        const names = units.flatMap((unit) => [unit.name, ...(unit.others || [])]);
        this.names = names.map(folded).sort((a, b) => b.length - a.length);
    }

    get next() {
        this.text = this.text.trimStart();
        return this.text[0] || "";
    }

    wrong() {
        return new MixedError("syntax", this.text, namesOf(this.units));
    }

    take(length) {
        const taken = this.text.slice(0, length);
        this.text = this.text.slice(length);
        return taken;
    }

    all() {
        const amount = this.sum();
        if (this.next) {
            throw this.wrong();
        }
        return amount;
    }

    sum() {
        let sign = this.sign();
        let term = this.scaled(this.product(), fraction(sign));
        let total = term;
        while (this.next && this.next !== ")") {
            if ("+-".includes(this.next)) {
                sign = this.sign();
            } else if (!term.counted) {
                throw this.wrong();
            }
            term = this.scaled(this.product(), fraction(sign));
            total = {
                plain: plus(total.plain, term.plain),
                base: plus(total.base, term.base),
                counted: total.counted || term.counted,
            };
        }
        return total;
    }

    sign() {
        let sign = 1;
        while (this.next && "+-".includes(this.next)) {
            sign = this.take(1) === "-" ? -sign : sign;
        }
        return sign;
    }

    product() {
        let value = this.factor();
        while (this.next && "*/".includes(this.next)) {
            value = this.combined(this.take(1), value, this.factor());
        }
        return value;
    }

    combined(operator, left, right) {
        if (operator === "/") {
            if (right.counted || !right.plain.n) {
                throw this.wrong();
            }
            return this.scaled(left, fraction(right.plain.d, right.plain.n));
        }
        if (left.counted && right.counted) {
            throw this.wrong();
        }
        return right.counted ? this.scaled(right, left.plain) : this.scaled(left, right.plain);
    }

    scaled(amount, number) {
        return {
            plain: times(amount.plain, number),
            base: times(amount.base, number),
            counted: amount.counted,
        };
    }

    factor() {
        const value = this.next === "(" ? this.bracket() : this.number();
        const unit = this.unit();
        if (unit && value.counted) {
            throw this.wrong();
        }
        return unit
            ? { plain: ZERO, base: times(value.plain, factorOf(unit)), counted: true }
            : value;
    }

    bracket() {
        this.take(1);
        const value = this.sum();
        if (this.next !== ")") {
            throw this.wrong();
        }
        this.take(1);
        return value;
    }

    number() {
        const match = this.next && NUMBER.exec(this.text);
        if (!match) {
            throw this.wrong();
        }
        return { plain: fromDecimal(this.take(match[0].length)), base: ZERO, counted: false };
    }

    unit() {
        const rest = this.next && this.text.toLowerCase();
        for (const name of this.names) {
            if (name && rest.startsWith(name) && this.ends(name, rest)) {
                return foundUnit(this.take(name.length), this.units);
            }
        }
        const match = rest && WORD.exec(this.text);
        return match ? foundUnit(this.take(match[0].length), this.units) : null;
    }

    ends(name, rest) {
        const [last, following] = [name.at(-1), rest.charAt(name.length)];
        if (/\d/.test(last)) {
            return !/\d/.test(following);
        }
        return isCjk(last) || !/\p{L}/u.test(following) || isCjk(following);
    }
}

function fits(base, unit, digits) {
    const { n, d } = factorOf(unit);
    const value = times(base, fraction(d, n));
    return same(rounded(value, digits), value);
}

/**
 * What was typed, in the unit `own`, exactly.
 *
 * @param {string} text
 * @param {{units: Object[], own: Object, digits: number}} scale
 * @returns {number}
 * @throws {MixedError}
 */
export function parseMixed(text, { units, own, digits }) {
    const amount = new Reader(text, units).all();
    const { n, d } = factorOf(own);
    const value = amount.counted
        ? times(plus(amount.base, amount.plain), fraction(d, n))
        : amount.plain;
    if (!same(rounded(value, digits), value)) {
        const base = times(value, factorOf(own));
        const names = namesOf(units.filter((unit) => fits(base, unit, digits)));
        throw new MixedError("not_exact", text.trim(), names);
    }
    return Number(toDecimal(fraction(abs(value.n), value.d))) * (value.n < 0n ? -1 : 1);
}
