// The older addresses of Bangwo8's CRM extension, and signed links.

import { describe, expect, test } from "vitest";
import { signatureOf } from "../../src/providers/bangwo8/signature.js";
import { createClient, DEMO, ready } from "./client.js";

const CHINESE = ready("示例客服");

describe("the CRM extension", () => {
  const { vendor_id, authcode } = DEMO;
  const USERS = [
    {
      companyid: 12,
      servicestarttime: "2015-12-12",
      serviceendtime: "2016-12-12",
      custmers: { 123: "100000001" },
    },
  ];
  const OK = { errcode: 0, errmsg: "ok" };
  const QUERY = `?vendorID=${vendor_id}&authcode=${authcode}`;
  const SYNC = {
    vendorID: Number(vendor_id),
    companyid: "12",
    servicestarttime: "",
    serviceendtime: "",
  };

  test("the CRM extension imports people and groups, and companies come, change and go", async () => {
    const client = createClient();
    const page = async () => (await client.ask("GET", "/")).text();
    /** @param {string} path @param {unknown} body */
    const post = async (path, body) =>
      expect(await client.call("POST", path, body)).toEqual([200, OK]);
    await post(`/api/apiImportUser.php${QUERY}`, USERS);
    expect(await page()).toContain("100000001");
    await post(`/api/apiImportUserGroup.php${QUERY}`, [{ id: 7, name: "示例分组" }]);
    expect(await page()).toContain("示例分组");
    const sync = `/api/apiCRMUserSync.php?authcode=${authcode}&action=`;
    await post(`${sync}update`, { ...SYNC, serviceendtime: "2027-01-01" });
    expect(await page()).toContain("2027-01-01");
    await post(`${sync}del`, SYNC);
    expect(await page()).not.toContain("2027-01-01");
    await post(`${sync}add`, { ...SYNC, companyid: "13" });
  });

  test.each([
    ["POST", `/api/apiImportUser.php?vendorID=${vendor_id}`, USERS, 403],
    ["POST", `/api/apiImportUser.php?vendorID=${vendor_id}&authcode=x`, USERS, 403],
    [
      "POST",
      `/api/apiImportUser.php?vendorID=${CHINESE.vendor_id}&authcode=${authcode}`,
      USERS,
      403,
    ],
    ["POST", `/api/apiImportUser.php?vendorID=7&authcode=${authcode}`, USERS, 404],
    ["GET", `/api/apiImportUser.php${QUERY}`, undefined, 405],
    ["POST", `/api/apiImportUser.php${QUERY}`, {}, 400],
    ["POST", `/api/apiImportUser.php${QUERY}`, [{}], 400],
    ["POST", `/api/apiImportUserGroup.php${QUERY}`, [1], 400],
    ["POST", `/api/apiCRMUserSync.php?action=add&authcode=${authcode}`, undefined, 404],
    ["POST", `/api/apiCRMUserSync.php?action=add&authcode=x`, SYNC, 403],
    ["POST", `/api/apiCRMUserSync.php?action=del&authcode=${authcode}`, SYNC, 400],
    ["POST", `/api/apiCRMUserSync.php?action=x&authcode=${authcode}`, SYNC, 400],
    [
      "POST",
      `/api/apiCRMUserSync.php?action=add&authcode=${authcode}`,
      { vendorID: vendor_id },
      400,
    ],
  ])("the CRM extension refuses %s %s %j with HTTP 200", async (method, path, body, errcode) => {
    expect(await createClient().call(method, path, body)).toEqual([
      200,
      { errcode, errmsg: expect.any(String) },
    ]);
  });
});

describe("signed links", () => {
  /**
   * @param {string} key
   * @param {Record<string, string>} params
   */
  function signed(key, params) {
    const query = new URLSearchParams(params);
    query.set("signature", signatureOf(query, key));
    return query;
  }

  test("links are signed over their values in the order of the bytes", () => {
    const query = new URLSearchParams({
      vendorID: "100001",
      uid: "u6_100001_alice",
      timestamp: "1700000000000",
      nonce: "1700000000",
      signature: "left out",
    });
    expect(signatureOf(query, "0123456789abcdef")).toBe("6e47ca46f74fdd33eb647bafc8b5fcac2aea3316");
    const astral = new URLSearchParams({ one: "\u{1f600}", other: "\uff5e" });
    expect(signatureOf(astral, "")).not.toBe(
      signatureOf(new URLSearchParams({ all: "\u{1f600}\uff5e" }), ""),
    );
  });

  const PC = "/osp2016/chat/pc/index.php";
  const H5 = "/osp2016/chat/h5/index.php";
  const IM = "/osp2016/im/pc/index.php";
  const TEMPLATE = "/osp2016/ticket/template.php";
  const UID = { uid: `u6_${DEMO.vendor_id}_alice` };
  const BOTH = { authaccount: "alice", mobile: "10000000000" };

  test.each([
    [PC, DEMO.pc_key, UID, 200, UID.uid],
    [PC, DEMO.pc_key, {}, 200, "somebody without a name"],
    [PC, DEMO.h5_key, UID, 403, "signature is wrong"],
    [H5, DEMO.h5_key, UID, 200, UID.uid],
    [H5, DEMO.pc_key, UID, 403, "signature is wrong"],
    [IM, DEMO.pc_key, { ...UID, customSource: "示例" }, 200, UID.uid],
    [TEMPLATE, DEMO.pc_key, BOTH, 200, "<code>alice</code>"],
    [TEMPLATE, DEMO.h5_key, { mobile: "10000000000" }, 200, "<code>10000000000</code>"],
    [PC, DEMO.pc_key, { ...UID, vendorID: "7" }, 403, "no vendor"],
    [PC, DEMO.pc_key, { timestamp: "" }, 403, "no timestamp"],
    [PC, DEMO.pc_key, { nonce: "" }, 403, "no nonce"],
    [PC, DEMO.pc_key, { timestamp: "1700000000" }, 403, "milliseconds"],
    [PC, DEMO.pc_key, { timestamp: "1700000000000" }, 403, "too old"],
    [PC, DEMO.pc_key, { uid: "<b>" }, 200, "&lt;b&gt;"],
  ])(
    "the link %s signed with %s for %j is answered %i",
    async (path, key, params, status, said) => {
      const query = signed(key, {
        vendorID: DEMO.vendor_id,
        timestamp: String(Date.now()),
        nonce: "1700000000",
        ...params,
      });
      const response = await createClient().ask("GET", `${path}?${query}`);
      expect(response.status).toBe(status);
      expect(await response.text()).toContain(said);
    },
  );

  test("a signature holds for ten minutes and for what was signed, and is not needed where the account has it off", async () => {
    const client = createClient();
    const params = { vendorID: DEMO.vendor_id, timestamp: String(Date.now()), nonce: "1", ...UID };
    const query = signed(DEMO.pc_key, params);
    /** @param {URLSearchParams | string} query */
    const enter = async (query) => (await client.ask("GET", `${PC}?${query}`)).status;
    expect(await enter(query)).toBe(200);
    const other = new URLSearchParams(query);
    other.set("uid", "u6_100001_bob");
    expect(await enter(other)).toBe(403);
    await client.control("clock", { advance_s: 602 });
    expect(await enter(query)).toBe(403);
    await client.set({ signed_links: false });
    expect(await enter(`vendorID=${DEMO.vendor_id}`)).toBe(200);
  });
});
