// The package as a user gets it: packed as a tarball, and installed in another folder.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PKG = fileURLToPath(new URL("../../pkg", import.meta.url));

/**
 * Packs the package and installs the tarball in a new folder, which `remove` removes.
 * @param {string} [parent] where the folder is made: among the system's temporary ones by default
 */
export function install(parent = tmpdir()) {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "portaria-package-"));
  const npm = (/** @type {string[]} */ ...args) =>
    execFileSync("npm", [...args, "--loglevel=error"], { cwd: folder, encoding: "utf8" });
  const [packed] = JSON.parse(npm("pack", PKG, "--json", "--pack-destination", folder));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  npm("install", "--offline", join(folder, packed.filename));
  return {
    folder,
    tarball: join(folder, packed.filename),
    /** @type {string[]} */
    files: packed.files.map((/** @type {{ path: string }} */ { path }) => path),
    /** @type {number} */
    size: packed.size,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
