// What an account is connected with, platform by platform, as the crate says.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** @typedef {{ name: string, label: string, hint: string, required: boolean }} Field */
/** @typedef {{ name: string, title: string, connect: string, credentials: { place: string, fields: Field[] }[] }} Platform */

const ROOT = fileURLToPath(new URL("..", import.meta.url));

export default {
  /** @returns {Platform[]} */
  load() {
    const facts = ["run", "--quiet", "--package", "portaria", "--example", "facts"];
    return JSON.parse(String(execFileSync("cargo", facts, { cwd: ROOT }))).platforms;
  },
};
