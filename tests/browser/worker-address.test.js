// Where the Worker is, as an attribute or an option says it. An address that runs as a script would run in the app's page.

import { beforeAll, beforeEach, expect, test } from "vitest";
import { servers, useFixtures, visitor } from "./fixtures.js";
import { build, serve } from "./vite-build.js";

useFixtures();

/** @type {import("./vite-build.js").Files} */
let files;
beforeAll(async () => {
  files = await build("tests/browser/element");
});
beforeEach(async () => {
  const address = `${servers.origin}/element/`;
  await serve(visitor.context, address, files);
  await visitor.page.goto(address);
  await visitor.page.waitForFunction(() => "connect" in window);
});

const SCRIPT = "javascript:((globalThis.opener??globalThis).ran=true);//x";

const HOSTILE = [
  SCRIPT,
  `${SCRIPT}/api`,
  `JavaScript:${SCRIPT.slice(11)}/api`,
  ` \t${SCRIPT}/api`,
  `java\nscript:${SCRIPT.slice(11)}/api`,
  "data:text/html,<script>opener.ran = true</script>/api",
  "//evil.example/api",
  "https://user:password@evil.example/api",
  "https://evil.example/api#x",
];

/** Puts an element into the page, with these attributes, and notes its errors. */
const place = (/** @type {Record<string, string>} */ attributes, html = "") =>
  visitor.page.evaluate(
    ([attributes, html]) => {
      const at = /** @type {any} */ (window);
      at.errors = [];
      const element = document.createElement("portaria-connect");
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.innerHTML = html;
      element.addEventListener("portaria-error", ({ detail }) => at.errors.push(detail.code));
      document.body.replaceChildren(element);
    },
    /** @type {const} */ ([attributes, html]),
  );

/** What the page noted. */
const noted = () =>
  visitor.page.evaluate(() => {
    const { errors, ran = false } = /** @type {any} */ (window);
    return { errors, ran };
  });

test.each(HOSTILE)(
  "an element whose via is %j runs nothing, and says what is wrong",
  async (via) => {
    const { page, seen } = visitor;
    const { length } = seen.asked;
    for (const mode of ["redirect", "popup", "auto"]) {
      await place({ instance: "pipichat", mode, via });
      await page.getByRole("button", { name: "Connect pipichat" }).click();
      await page.getByText("via must be the address of a Portaria Worker's proxy").waitFor();
      expect(await noted()).toEqual({ errors: ["invalid_argument"], ran: false });
    }
    expect(visitor.context.pages()).toHaveLength(1);
    expect(page.url()).toBe(`${servers.origin}/element/`);
    expect(seen.asked.slice(length)).toEqual([]);
  },
);

test.each(HOSTILE)("an element whose via is %j sends no key that is typed in", async (via) => {
  const { page, seen } = visitor;
  const { length } = seen.asked;
  const form = '<form slot="form"><input name="apiKey"><button>Send</button></form>';
  await place({ instance: "jetchat", via }, form);
  await page.getByRole("textbox").fill("canary");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("via must be the address of a Portaria Worker's proxy").waitFor();
  expect(await noted()).toEqual({ errors: ["invalid_argument"], ran: false });
  expect(seen.asked.slice(length)).toEqual([]);
});

test("connect() refuses an option that it does not know, and opens no window", async () => {
  const refused = await visitor.page.evaluate(() =>
    /** @type {any} */ (window)
      .connect("pipichat", { worker: "/portaria" })
      .catch((/** @type {any} */ { code, message }) => ({ code, message })),
  );
  expect(refused).toEqual({
    code: "invalid_argument",
    message:
      "worker is not an option of connect(); there are credentials, mode, returnTo, signal, via",
  });
  expect(visitor.context.pages()).toHaveLength(1);
});

test("connections() and a client take the same via for the same Worker", async () => {
  const { page } = visitor;
  const worker = `${servers.origin}/elsewhere`;
  /** @type {string[]} */
  const asked = [];
  await page.route(`${worker}/**`, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ json: { connections: [] } });
  });
  for (const via of [`${worker}/api`, "/elsewhere/api"]) {
    asked.length = 0;
    await page.evaluate(async (via) => {
      const { connections, JetChat } = /** @type {any} */ (window);
      await connections({ via });
      await new JetChat({ via }).me.get();
    }, via);
    expect(asked).toEqual([`${worker}/connections`, `${worker}/api/jetchat/me`]);
  }
});
