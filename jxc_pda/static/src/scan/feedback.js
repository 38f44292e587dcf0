import { registry } from "@web/core/registry";

/** Sounds: [hertz, seconds] one after the other. */
const SOUNDS = {
    ok: [[1320, 0.09]],
    ask: [
        [880, 0.09],
        [1100, 0.09],
    ],
    alarm: [
        [240, 0.22],
        [180, 0.22],
        [240, 0.3],
    ],
};
const BUZZ = { ok: 40, ask: [40, 60, 40], alarm: [220, 80, 220] };

let audio;

/** Play a sound and vibrate; silent where the device allows neither. */
function play(kind) {
    navigator.vibrate?.(BUZZ[kind]);
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) {
        return;
    }
    audio ||= new Audio();
    audio.resume?.();
    let at = audio.currentTime;
    for (const [hertz, seconds] of SOUNDS[kind]) {
        const tone = audio.createOscillator();
        const volume = audio.createGain();
        tone.type = "square";
        tone.frequency.value = hertz;
        volume.gain.value = 0.15;
        tone.connect(volume).connect(audio.destination);
        tone.start(at);
        at += seconds;
        tone.stop(at);
    }
}

registry.category("services").add("pda_feedback", { start: () => ({ play }) });
