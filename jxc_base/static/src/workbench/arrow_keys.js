import { useExternalListener } from "@odoo/owl";

const SELECTOR = "[data-jxc-stop]";
// How much a step aside counts against a step ahead
const ASIDE = 3;
const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];

/**
 * Index of the box that an arrow key leads to, or -1.
 *
 * @param {{left, right, top, bottom}[]} boxes
 * @param {number} from index of the box one stands on
 * @param {string} key ArrowUp, ArrowDown, ArrowLeft or ArrowRight
 */
export function boxInWay(boxes, from, key) {
    const [dx, dy] = WAYS[key];
    const [x, y] = middle(boxes[from]);
    let best = -1;
    let shortest = Infinity;
    boxes.forEach((box, index) => {
        const [bx, by] = middle(box);
        const ahead = (bx - x) * dx + (by - y) * dy;
        const aside = Math.abs((bx - x) * dy) + Math.abs((by - y) * dx);
        const length = ahead + ASIDE * aside;
        if (index !== from && ahead > 1 && length < shortest) {
            best = index;
            shortest = length;
        }
    });
    return best;
}

/** Arrow keys lead from one `data-jxc-stop` below `root` to the next. */
export function useArrowKeys(root) {
    useExternalListener(window, "keydown", (ev) => {
        const inside = ev.key in WAYS && root.el?.contains(ev.target);
        if (!inside || !ev.target.matches(SELECTOR)) {
            return;
        }
        const stops = [...root.el.querySelectorAll(SELECTOR)];
        const boxes = stops.map((stop) => stop.getBoundingClientRect());
        const next = stops[boxInWay(boxes, stops.indexOf(ev.target), ev.key)];
        if (next) {
            ev.preventDefault();
            next.focus();
        }
    });
}
