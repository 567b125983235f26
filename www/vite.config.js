// The console, built to www/dist, which the Worker serves as its static assets.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { documents } from "./build/documents.js";

/**
 * A file that is loaded only for one platform is named after it.
 * @param {{ facadeModuleId: string | null }} chunk
 */
function fileOf({ facadeModuleId }) {
  const platform = /\/src\/providers\/([^/]+)\/console\.js$/.exec(facadeModuleId ?? "")?.[1];
  if (platform) return `assets/console-${platform}-[hash].js`;
  const client = /\/pkg\/dist\/entries\/page\/[^/]+\.js$/.test(facadeModuleId ?? "");
  return `assets/${client ? "client-" : ""}[name]-[hash].js`;
}

/** What of the package a page needs that makes no calls. */
const WITHOUT_CALLS =
  /\/pkg\/(dist\/protocol|lib\/(abort|changes|connect|cookies|cross-site-login|error|known-options|login-window|worker-.*))\.js$/;

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
    rolldownOptions: {
      output: {
        chunkFileNames: fileOf,
        // What the sections share is one file, what the platforms share of the package another: fewer requests.
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            {
              name: "shared",
              test: /\/www\/src\/(?!main)[\w-]+\.js$|virtual:clients|preload-helper/,
            },
            { name: "portaria", test: (id) => WITHOUT_CALLS.test(id) },
            // Loaded with the first platform's client.
            { name: "client-core", test: /\/pkg\//, minShareCount: 2 },
          ],
        },
      },
    },
  },
});
