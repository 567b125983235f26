// The console, built to www/dist, which the Worker serves as its static assets.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { documents } from "./build/documents.js";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "./", // wherever the Worker is mounted
  plugins: [documents()],
  build: {
    target: ["chrome123", "firefox121", "safari17.5"], // the first with light-dark()
    assetsInlineLimit: 0, // the page's policy fetches nothing from data: addresses
    chunkSizeWarningLimit: 2000, // the explorer is large, and loaded when it is opened
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
