// The npm package in workerd, in a Worker that handles its logins itself.
import { connect, PipiChat, PortariaError } from "portaria";
import { beforeEach, expect, test } from "vitest";
import { platformRequests, resetSandbox } from "./sandbox.js";
import { TestBrowser } from "./test-browser.js";

beforeEach(resetSandbox);

const pipichat = new PipiChat({
  baseUrl: "https://community.example/pipichat",
  appId: "176300000012345",
  appSecret: "0123456789abcdef0123456789abcdef",
  key: "bWFkZSB1cCBmb3IgYSB0ZXN0LCAzMiBieXRlcyBsbmc=",
});

test("starts, finishes and uses a login without setting anything up", async () => {
  const { url, cookie } = await pipichat.startLogin({ returnTo: "/welcome" });
  const callback = new Request(await new TestBrowser().approveLogin(url), {
    headers: { cookie: cookie.split(";")[0] ?? "" },
  });
  const { tokens, profile, returnTo } = await pipichat.handleRedirect(callback);
  expect([profile.id, returnTo]).toEqual(["1", "/welcome"]);
  const { accessToken } = tokens;
  const client = new PipiChat({ baseUrl: "https://community.example/pipichat", accessToken });
  expect((await client.users.me()).user_info.user_id).toBe("1");
});

test("accepts a flow that was kept elsewhere than in a cookie, and a callback as text", async () => {
  const { url, flow } = await pipichat.startLogin();
  const callback = await new TestBrowser().approveLogin(url);
  expect((await pipichat.handleRedirect(callback, { flow })).binding).toBe("cookie");
});

test("rejects a callback without its flow with flow_mismatch, and exchanges nothing", async () => {
  const callback = await new TestBrowser().approveLogin((await pipichat.startLogin()).url);
  await expect(pipichat.handleRedirect(callback)).rejects.toMatchObject({ code: "flow_mismatch" });
  expect(await platformRequests("authorize")).toEqual([]);
});

test("rejects connect(), which works in a browser only", async () => {
  await expect(connect("pipichat")).rejects.toBeInstanceOf(PortariaError);
});
