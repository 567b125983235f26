import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// One project a runtime. Their files run one after the other where they share a sandbox.
export default defineConfig({
  test: {
    // Tests wait for browsers and servers half of the time, so that two at once pay on two processors, too.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      "tests/worker/vitest.config.js",
      {
        test: {
          name: "sandbox",
          root: "tests/sandbox",
          include: ["**/*.test.js"],
          environment: "node",
        },
      },
      {
        test: {
          name: "package",
          root: "tests/package",
          include: ["**/*.test.js"],
          environment: "node",
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          root: "tests/browser",
          include: ["*.test.js"],
          environment: "node",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "workerd",
          root: "tests/workerd",
          include: ["*.test.js"],
          environment: "node",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
