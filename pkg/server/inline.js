// A server that is bundled into one file.
import "../core/inline-server.js";
import "../lib/tokens.js";

export * from "../lib/server.js";
