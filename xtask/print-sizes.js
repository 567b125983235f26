// Prints the sizes of the files that are named, as JSON.
import { readFileSync } from "node:fs";
import { sizes } from "./compressed-sizes.js";

console.log(JSON.stringify(process.argv.slice(2).map((path) => sizes(readFileSync(path)))));
