// The code samples of the README files and of the documentation.
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The generated reference is left out: it has no samples of its own. */
const FILES = ["README.md", "pkg/README.md", ...globSync("docs/**/*.md", { cwd: ROOT })].filter(
  (file) => !file.startsWith("docs/reference/"),
);

/**
 * Every code block, the line that it begins in, and the platform of the sandbox that it runs against.
 * @returns {{ file: string, line: number, language: string, run: string | undefined, code: string }[]}
 */
export function samples() {
  return FILES.sort().flatMap((file) => {
    const text = readFileSync(ROOT + file, "utf8");
    return [...text.matchAll(/^```(\w+)(?: run=(\w+))?\n(.*?)^```$/gms)].map((found) => {
      const [, language = "", run, code = ""] = found;
      const line = text.slice(0, found.index).split("\n").length;
      return { file, line, language, run, code };
    });
  });
}
