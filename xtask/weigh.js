// Weighs the files that are named.
import { readFileSync } from "node:fs";
import { weight } from "./weight.js";

console.log(JSON.stringify(process.argv.slice(2).map((path) => weight(readFileSync(path)))));
