// The links to Bangwo8's pages that a Worker signs.
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { chatLink, ticketTemplateLink } from "../../../../pkg/worker.js";
import { accounts, useBangwo8Fixtures } from "./fixtures.js";

useBangwo8Fixtures();

test("signs chat and ticket links that Bangwo8 opens, and refuses with 403 once the nonce is changed", async () => {
  const { pc_key: privateKey, vendor_id: vendorID } = accounts.get("osp-demo");
  const baseUrl = "https://bw.example/bangwo8";
  const chat = chatLink({ baseUrl, privateKey, vendorID, uid: "u6_100001_小明" });
  const url = `${baseUrl}/osp2016/ticket/template.php`;
  const template = ticketTemplateLink({ url, privateKey, mobile: "1", params: { vendorID } });
  for (const link of [chat, template]) {
    expect(link).not.toContain(privateKey);
    expect((await env.SANDBOX.fetch(link)).status).toBe(200);
    expect((await env.SANDBOX.fetch(link.replace("nonce=", "nonce=0"))).status).toBe(403);
  }
  expect(() => chatLink({ baseUrl, privateKey: "", vendorID })).toThrow(/privateKey/);
});
