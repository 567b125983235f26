// Makes the site: the guides, and beside them the reference of the package's types.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { build } from "vitepress";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

await build(`${ROOT}docs`);
const typedoc = [`${ROOT}node_modules/typedoc/bin/typedoc`, "--options", "docs/typedoc.json"];
execFileSync(process.execPath, [...typedoc, "--logLevel", "Warn", "--treatWarningsAsErrors"], {
  cwd: ROOT,
  stdio: "inherit",
});
