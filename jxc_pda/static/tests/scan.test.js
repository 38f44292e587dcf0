import { describe, expect, getFixture, test } from "@odoo/hoot";
import { press, queryOne } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { PdaScanner, SILENCE } from "@jxc_pda/scan/pda_scanner";
import { ScanQueue } from "@jxc_pda/scan/scan_queue";
import { Sightings } from "@jxc_pda/scan/camera";

describe.current.tags("headless");

function mountField() {
    const fixture = getFixture();
    fixture.innerHTML = `<textarea class="field"></textarea><button class="b">B</button>`;
    const scanner = new PdaScanner();
    const detach = scanner.attach(queryOne(".field"), async (code) => expect.step(code));
    return { scanner, detach, field: queryOne(".field") };
}

function inject(field, text, inputType = "insertText") {
    field.value += text;
    field.dispatchEvent(new InputEvent("input", { data: text, inputType, bubbles: true }));
}

test("scans are handled in order, one at a time, none dropped while busy", async () => {
    const gates = [new Deferred(), new Deferred(), new Deferred()];
    let started = 0;
    const queue = new ScanQueue(async (code) => {
        expect.step(`start ${code}`);
        await gates[started++];
        expect.step(`end ${code}`);
    });
    queue.add("A");
    queue.add("A");
    const done = queue.add("B");
    expect.verifySteps(["start A"]);
    gates.forEach((gate) => gate.resolve());
    await done;
    expect.verifySteps(["end A", "start A", "end A", "start B", "end B"]);
});

test("two labels joined by a line break are two scans", async () => {
    const queue = new ScanQueue(async (code) => expect.step(code));
    await queue.add("  A1\r\nB2\n\n");
    expect.verifySteps(["A1", "B2"]);
});

test("a failing scan does not block the next one", async () => {
    const queue = new ScanQueue(async (code) => {
        expect.step(code);
        if (code === "bad") {
            throw new Error("no");
        }
    });
    await expect(queue.add("bad\nnext")).rejects.toThrow("no");
    await queue.add("good");
    expect.verifySteps(["bad", "next", "good"]);
});

test("the field has the focus from the start and gets it back", async () => {
    const { detach, field } = mountField();
    await advanceTime(1);
    expect(document.activeElement).toBe(field);
    queryOne(".b").focus();
    queryOne(".b").click();
    await advanceTime(1);
    expect(document.activeElement).toBe(field);
    detach();
});

test("keys followed by Enter are one scan, slow or fast", async () => {
    const { detach, field } = mountField();
    await advanceTime(1);
    field.focus();
    await press("a");
    await advanceTime(5000);
    expect.verifySteps([]);
    await press("1");
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["a1"]);
    expect(field.value).toBe("");
    detach();
});

test("text injected without key events is a scan after a short silence", async () => {
    const { detach, field } = mountField();
    inject(field, "6901234");
    inject(field, "567892");
    expect.verifySteps([]);
    await advanceTime(SILENCE + 10);
    await animationFrame();
    expect.verifySteps(["6901234567892"]);
    inject(field, "ONE\nTWO\n");
    await animationFrame();
    expect.verifySteps(["ONE", "TWO"]);
    detach();
});

test("the scanner's Enter never presses a focused button", async () => {
    const { detach, field } = mountField();
    queryOne(".b").addEventListener("click", () => expect.step("pressed"));
    field.value = "CODE";
    queryOne(".b").focus();
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["CODE"]);
    detach();
});

test("a pasted text is scanned", async () => {
    const { detach, field } = mountField();
    const clipboardData = new window.DataTransfer();
    clipboardData.setData("text", "P1\nP2");
    field.dispatchEvent(new window.ClipboardEvent("paste", { clipboardData, bubbles: true }));
    await animationFrame();
    expect.verifySteps(["P1", "P2"]);
    detach();
});

test("the separator key of a GS1 code is kept", async () => {
    const { detach, field } = mountField();
    field.focus();
    field.value = "10LOT";
    await press(["Control", "]"]);
    field.value += "21S";
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["10LOT\x1d21S"]);
    detach();
});

test("after detaching nothing is listened to", async () => {
    const { detach, field } = mountField();
    detach();
    field.focus();
    field.value = "X";
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    await animationFrame();
    expect.verifySteps([]);
});

test("the camera counts a code again only after it left the picture", () => {
    const sightings = new Sightings();
    expect(sightings.update(["A"], 0)).toEqual(["A"]);
    for (let now = 150; now < 5000; now += 150) {
        expect(sightings.update(["A"], now)).toEqual([]);
    }
    expect(sightings.update(["A", "B"], 5000)).toEqual(["B"]);
    expect(sightings.update(["A", "A"], 9000)).toEqual(["A"]);
});
