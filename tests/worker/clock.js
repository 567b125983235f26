import { vi } from "vitest";

/** Moves the Worker's clock; the sandbox has its own. @param {number} seconds */
export function advanceClock(seconds) {
  vi.setSystemTime(Date.now() + seconds * 1000);
}
