import { registry } from "@web/core/registry";
import { ScanQueue } from "./scan_queue";

const GS = "\x1d";
/** Milliseconds of silence after which injected text without Enter is complete. */
export const SILENCE = 150;
/** An Enter this soon (ms) after a key belongs to the scanner, not to a finger. */
export const FAST = 140;

/**
 * One scan field takes everything: keys of a wedge, text injected without key events,
 * pasted text. It belongs to the page that mounts it, see `attach`.
 */
export class PdaScanner {
    constructor() {
        this.queue = new ScanQueue((code) => this.handler?.(code));
        this.handler = null;
        this.typing = false;
        this.reset();
    }

    reset() {
        this.lastKey = 0;
        clearTimeout(this.timer);
    }

    /**
     * @param {HTMLTextAreaElement} field keeps line breaks, which an input loses
     * @param {(code: string) => Promise<void>} handler
     * @returns {() => void} detach
     */
    attach(field, handler) {
        this.field = field;
        this.handler = handler;
        const bound = [
            [document, "keydown", (ev) => this.onKey(ev), true],
            [field, "input", (ev) => this.onInput(ev), false],
            [field, "paste", (ev) => this.onPaste(ev), false],
            [field, "blur", () => this.keepFocus(), false],
            [document, "click", () => this.keepFocus(), false],
        ];
        for (const [target, name, listener, capture] of bound) {
            target.addEventListener(name, listener, capture);
        }
        this.keepFocus();
        return () => {
            for (const [target, name, listener, capture] of bound) {
                target.removeEventListener(name, listener, capture);
            }
            this.reset();
            this.handler = null;
        };
    }

    /** The field is always ready; without `typing` no on-screen keyboard appears. */
    keepFocus() {
        setTimeout(() => {
            const other = document.activeElement;
            const busy = other && other !== this.field && other.matches("input, select");
            if (!busy && this.handler) {
                this.field.focus({ preventScroll: true });
            }
        });
    }

    onKey(ev) {
        if (this.isOtherInput(ev.target)) {
            return;
        }
        if (ev.ctrlKey && ev.key === "]") {
            // how scanners send the GS1 separator as a key
            ev.preventDefault();
            this.field.value += GS;
        } else if (this.isEnd(ev)) {
            this.onEnd(ev);
        } else if (ev.key?.length === 1 && !ev.ctrlKey && !ev.metaKey) {
            this.onCharacter(ev);
        }
    }

    isEnd(ev) {
        return ev.key === "Enter" || (ev.key === "Tab" && Boolean(this.field.value));
    }

    isOtherInput(target) {
        return target !== this.field && target.matches?.("input, select");
    }

    /** The scanner's Enter never presses a focused button. */
    onEnd(ev) {
        if (this.field.value || ev.target === this.field) {
            ev.preventDefault();
            this.submit();
        } else if (performance.now() - this.lastKey < FAST) {
            ev.preventDefault();
        }
    }

    onCharacter(ev) {
        this.lastKey = performance.now();
        if (ev.target !== this.field) {
            // the character follows the focus
            this.field.focus({ preventScroll: true });
        }
    }

    onInput(ev) {
        clearTimeout(this.timer);
        if (/[\r\n\t]/.test(this.field.value)) {
            this.submit();
            return;
        }
        // Keys are complete with Enter only: a pause between them may be a slow device,
        // and half a code would be another code.
        if ((ev.data || "").length > 1 || !ev.inputType) {
            this.timer = setTimeout(() => this.submit(), SILENCE);
        }
    }

    onPaste(ev) {
        ev.preventDefault();
        this.scan(ev.clipboardData.getData("text"));
    }

    /** Take what stands in the field as a scan. */
    submit() {
        const text = this.field.value;
        this.field.value = "";
        this.reset();
        return this.scan(text);
    }

    /** A scan of any source: field, camera, list of recent codes. */
    scan(text) {
        return this.queue.add(text);
    }
}

export const pdaScannerService = {
    start() {
        return new PdaScanner();
    },
};

registry.category("services").add("pda_scanner", pdaScannerService);
