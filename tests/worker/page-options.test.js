// The option `pages`: the name and the style of the pages that people see.
import { expect, test } from "vitest";
import { createWorker } from "./create-worker.js";
import { useFixtures } from "./fixtures.js";

useFixtures();

test("shows the configured name and CSS on its pages, and allows that CSS in their policy", async () => {
  const css = "body{font-family:serif}";
  const ask = createWorker({ pages: { name: "Example & Sons", css } });
  const page = await ask("/callback/pipichat", { headers: { accept: "text/html" } });
  const html = await page.text();
  expect(html).toContain(" · Example &amp; Sons</title>");
  const style = /<style>(.*)<\/style>/s.exec(html)?.[1] ?? "";
  expect(style.endsWith(css)).toBe(true);
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style)),
  );
  const hash = btoa(String.fromCharCode(...digest));
  expect(page.headers.get("content-security-policy")).toContain(`style-src 'sha256-${hash}'`);
});
