// What the Worker logs of a request.
import { expect, test } from "vitest";
import { browser, useFixtures } from "./fixtures.js";
import { output } from "./output.js";

useFixtures();

test("logs one line for each request, with nothing of the person's", async () => {
  await browser.logIn();
  await browser.ask("/connect/%3Cscript%3E");
  expect(output.logLines()).toMatchObject([
    { portaria: "request", route: "connect", instance: "pipichat", status: 303, code: null },
    { portaria: "request", route: "callback", instance: "pipichat", status: 303, code: null },
    { portaria: "request", route: "connect", instance: null, status: 404, code: "not_found" },
  ]);
  for (const line of output.logLines())
    expect(Object.keys(line).sort()).toEqual([
      "calls",
      "code",
      "instance",
      "ms",
      "portaria",
      "route",
      "status",
      "upstream",
      "vault",
    ]);
});
