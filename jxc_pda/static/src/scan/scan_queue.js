/**
 * First in, first out: no scan is dropped while another one is on its way, and one
 * text of several lines is several scans.
 */
export class ScanQueue {
    /** @param {(code: string) => Promise<void>} process */
    constructor(process) {
        this.process = process;
        this.waiting = [];
        this.running = null;
    }

    /**
     * @param {string} text
     * @returns {Promise<void>} resolved when everything waiting has been processed
     */
    add(text) {
        const codes = text.split(/[\r\n\t]+/).map((line) => line.trim());
        this.waiting.push(...codes.filter(Boolean));
        this.running ||= this.run();
        return this.running;
    }

    async run() {
        let failure = null;
        while (this.waiting.length) {
            try {
                await this.process(this.waiting.shift());
            } catch (error) {
                failure ||= error;
            }
        }
        this.running = null;
        if (failure) {
            throw failure;
        }
    }
}
