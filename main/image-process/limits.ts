/** What reading an image may cost. Sides and areas are judged in import.ts, before anything is decoded. */

/** Pixels from which an image is a large one: those are decoded one after the other. */
export const largePixels = 16 * 2 ** 20

/** Milliseconds for one image; the largest that can be opened takes a tenth of it on a machine that is not busy. */
export const deadlineMs = 60_000

/** Memory at which the process that reads images ends itself, and the exit code that says so. */
export const memoryLimit = { bytes: 3 * 2 ** 30, exitCode: 86 } as const
