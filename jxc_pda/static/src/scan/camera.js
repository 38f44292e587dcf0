import { Component, onMounted, onWillUnmount, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** Milliseconds without the code after which the same code counts again. */
const GONE = 1200;
const PERIOD = 150;

/** Whether this device can read codes with its camera (needs HTTPS or localhost). */
export function hasCamera() {
    return "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Remembers which codes are in the picture: each counts once until it left it. */
export class Sightings {
    constructor() {
        this.seen = new Map();
    }

    /** @returns {string[]} codes that are new in the picture at `now` (ms) */
    update(codes, now) {
        const fresh = codes.filter((code) => now - (this.seen.get(code) ?? -GONE) >= GONE);
        for (const code of codes) {
            this.seen.set(code, now);
        }
        return [...new Set(fresh)];
    }
}

export class Camera extends Component {
    static template = "jxc_pda.Camera";
    static props = { onScan: Function, onClose: Function };

    setup() {
        this.video = useRef("video");
        this.state = useState({ error: null });
        this.sightings = new Sightings();
        onMounted(() => this.start());
        onWillUnmount(() => this.stop());
    }

    async start() {
        try {
            this.stream = await navigator.mediaDevices.getUserMedia({
                video: { facingMode: "environment" },
            });
        } catch {
            this.state.error = _t("The camera is not available. Allow it in the browser.");
            return;
        }
        this.detector = new window.BarcodeDetector();
        this.video.el.srcObject = this.stream;
        await this.video.el.play();
        this.timer = setInterval(() => this.look(), PERIOD);
    }

    async look() {
        const found = await this.detector.detect(this.video.el).catch(() => []);
        const codes = found.map((item) => item.rawValue);
        for (const code of this.sightings.update(codes, performance.now())) {
            this.props.onScan(code);
        }
    }

    stop() {
        clearInterval(this.timer);
        this.stream?.getTracks().forEach((track) => track.stop());
    }
}
