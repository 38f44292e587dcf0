import { Component } from "@odoo/owl";

const WIDTH = 120;
const HEIGHT = 32;
const EDGE = 3;

/** The trend of an indicator as a line; a gap where a period has no value. */
export class KpiSparkline extends Component {
    static template = "jxc_base.KpiSparkline";
    static props = {
        points: Array,
        target: { type: [Number, { value: null }], optional: true },
    };

    get box() {
        return `0 0 ${WIDTH} ${HEIGHT}`;
    }

    get range() {
        const values = this.props.points.map((point) => point.value).filter((v) => v !== null);
        if (typeof this.props.target === "number") {
            values.push(this.props.target);
        }
        return [Math.min(...values), Math.max(...values)];
    }

    y(value) {
        const [low, high] = this.range;
        const share = high > low ? (value - low) / (high - low) : 0.5;
        return HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE);
    }

    x(index) {
        const steps = Math.max(this.props.points.length - 1, 1);
        return EDGE + (index / steps) * (WIDTH - 2 * EDGE);
    }

    get dots() {
        return this.props.points
            .map((point, index) => ({ ...point, x: this.x(index), index }))
            .filter((point) => point.value !== null)
            .map((point) => ({ ...point, y: this.y(point.value) }));
    }

    /** One path; a period without a value lifts the pen. */
    get path() {
        let previous = null;
        return this.dots
            .map((dot) => {
                const pen = previous !== null && dot.index === previous + 1 ? "L" : "M";
                previous = dot.index;
                return `${pen}${dot.x.toFixed(1)} ${dot.y.toFixed(1)}`;
            })
            .join(" ");
    }

    get last() {
        return this.dots.at(-1);
    }

    get targetY() {
        return typeof this.props.target === "number" ? this.y(this.props.target) : null;
    }
}
