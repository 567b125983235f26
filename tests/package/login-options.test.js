// The options of a client in its methods for logins: each option of its types, with each method.
import { fileURLToPath } from "node:url";
import { PipiChat, PortariaError, SendPulse } from "portaria";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { rejectionOf } from "./promises.js";

const HEX = "0123456789abcdef0123456789abcdef";
const SECRET = "canary-3f9a";
const KEY = Buffer.alloc(32, 7).toString("base64");

/** The names of the options of a client's type. @param {string} type */
function optionsOf(type) {
  const path = fileURLToPath(new URL("../../pkg/index.d.ts", import.meta.url));
  const program = ts.createProgram([path], { lib: ["lib.esnext.d.ts", "lib.dom.d.ts"], types: [] });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(
    /** @type {ts.SourceFile} */ (program.getSourceFile(path)),
  );
  const found = checker
    .getExportsOfModule(/** @type {ts.Symbol} */ (module))
    .find(({ name }) => name === type);
  return checker
    .getDeclaredTypeOfSymbol(/** @type {ts.Symbol} */ (found))
    .getProperties()
    .map(({ name }) => name);
}

/** A value for each option. @type {Record<string, unknown>} */
const VALUES = {
  accessToken: "t",
  accountId: "1",
  allowLoopback: true,
  apiKey: "k",
  appId: "5289000000777",
  appSecret: SECRET,
  authorizeMethod: "get",
  baseUrl: "https://platform.example",
  clientId: HEX,
  clientSecret: "s",
  headers: { "x-app": "1" },
  instance: "desk",
  key: KEY,
  keysOf: "account",
  maxResponseBytes: 100_000,
  onRequest: () => {},
  onResponse: () => {},
  paths: { login: "/api/oauth" },
  plan: "free",
  requestsPerSecond: 5,
  retries: 0,
  signal: new AbortController().signal,
  stateMode: "none",
  timeoutMs: 5000,
  tokenTtlS: 60,
  uploadsBase: "https://cdn.example/uploads",
  via: "/api",
};

/** @param {any} answer what the first answers are, each a function that makes it */
function platform(...answer) {
  /** @type {Request[]} */
  const sent = [];
  const fetch = /** @type {any} */ (
    async (/** @type {any} */ input, /** @type {any} */ init) => {
      const request = new Request(input, init);
      sent.push(request);
      const made = answer[sent.length - 1]?.(request);
      if (made) return made;
      const { pathname } = new URL(request.url);
      if (pathname.endsWith("get_user_info")) return Response.json({ user_info: { user_id: "7" } });
      if (pathname.endsWith("authorize") && request.method === "GET")
        return Response.json({ access_token: HEX });
      const keys = { client_id: HEX, client_secret: HEX };
      return Response.json({ result: true, data: { user_id: 7, app_id: "a", ...keys } });
    }
  );
  return { fetch, sent };
}

const pipichat = (/** @type {object} */ options) => {
  const client = new PipiChat({ appId: "5289000000777", appSecret: SECRET, key: KEY, ...options });
  return {
    startLogin: () => client.startLogin(),
    handleRedirect: async (/** @type {object} */ ofCall = {}) => {
      const { cookie } = await client.startLogin();
      const request = new Request(`https://app.example/cb?auth_key=${HEX}`, {
        headers: { cookie: cookie.split(";")[0] ?? "" },
      });
      return client.handleRedirect(request, ofCall);
    },
  };
};

const sendpulse = (/** @type {object} */ options) => {
  const client = new SendPulse({ appId: "a", appSecret: SECRET, ...options });
  return {
    handleRedirect: (/** @type {object} */ ofCall = {}) =>
      client.handleRedirect(`https://app.example/in?code=${HEX}&lang=pt`, ofCall),
  };
};

/** @type {[string, (options: object) => Record<string, (ofCall?: object) => Promise<any>>, string][]} */
const CLIENTS = [
  ["PipiChat", pipichat, "PipiChatOptions"],
  ["SendPulse", sendpulse, "SendPulseOptions"],
];

const methods = CLIENTS.flatMap(([name, make, type]) =>
  Object.keys(make({})).map((method) => ({ name, make, type, method })),
);

describe.each(methods)("$name's $method()", ({ make, type, method }) => {
  const names = optionsOf(type);

  test("is tried with every option of its type", () => {
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => name !== "fetch" && !(name in VALUES))).toEqual([]);
  });

  test.each(names.filter((name) => name !== "fetch").map((name) => [name]))(
    "works where the client has the option %s",
    async (name) => {
      const { fetch } = platform();
      const run = make({ fetch, [name]: VALUES[name] })[method];
      const result = await run?.();
      expect(result.url ?? result.provider).toBeTruthy();
    },
  );

  test("works where the client has all of them at once", async () => {
    const { fetch, sent } = platform();
    const all = Object.fromEntries(names.map((name) => [name, VALUES[name]]));
    const run = make({ ...all, fetch })[method];
    await run?.();
    for (const request of sent) expect(request.headers.get("x-app")).toBe("1");
  });
});

describe.each(CLIENTS)(
  "an option of %s's handleRedirect(), for the client or for one call,",
  (name, make) => {
    /** Both ways to give an option. @param {object} options @returns {Promise<any>[]} */
    const both = (options) => [
      /** @type {any} */ (make(options)).handleRedirect(),
      /** @type {any} */ (make({})).handleRedirect(options),
    ];

    test("`fetch` is used", async () => {
      const { fetch, sent } = platform();
      await Promise.all(both({ fetch }));
      expect(sent.length).toBeGreaterThan(1);
    });

    test("`headers` are sent, and do not replace the client's own", async () => {
      const { fetch, sent } = platform();
      await Promise.all(both({ fetch, headers: { "x-app": "2" } }));
      for (const { headers } of sent) expect(headers.get("x-app")).toBe("2");
      for (const call of both({ fetch, headers: { authorization: "x" } })) {
        expect(await rejectionOf(call)).toMatchObject({ code: "invalid_argument" });
      }
    });

    test("`signal` aborts it, before and during a request", async () => {
      const { fetch } = platform(
        () => new Promise(() => {}),
        () => new Promise(() => {}),
      );
      for (const call of both({ fetch, signal: AbortSignal.abort() }))
        expect(await rejectionOf(call)).toMatchObject({ code: "aborted" });
      for (const call of both({ fetch, signal: AbortSignal.timeout(20) }))
        expect(await rejectionOf(call, 1000)).toMatchObject({ code: "aborted" });
    });

    test("`timeoutMs` ends it", async () => {
      const { fetch } = platform(
        () => new Promise(() => {}),
        () => new Promise(() => {}),
      );
      for (const call of both({ fetch, timeoutMs: 30 }))
        expect(await rejectionOf(call, 1000)).toMatchObject({ code: "timeout", retryable: true });
    });

    test("`onRequest` and `onResponse` are told of each request, without a secret", async () => {
      const { fetch, sent } = platform();
      /** @type {any[]} */
      const events = [];
      const hook = (/** @type {any} */ event) => events.push(event);
      await Promise.all(both({ fetch, onRequest: hook, onResponse: hook }));
      expect(events).toHaveLength(2 * sent.length);
      expect(events[0]).toMatchObject({ operation: "login", attempt: 1 });
      expect(JSON.stringify(events)).not.toMatch(new RegExp(`${SECRET}|${HEX}`));
    });

    test("`maxResponseBytes` ends an answer that is longer", async () => {
      const { fetch } = platform();
      for (const call of both({ fetch, maxResponseBytes: 10 }))
        expect(await rejectionOf(call)).toMatchObject({ code: "bad_response" });
    });

    test("that is wrong, or none of its own, is refused by name", async () => {
      const { fetch, sent } = platform();
      for (const [option, value] of Object.entries({
        timeoutMs: "soon",
        retries: 11,
        signal: {},
        onRequest: 1,
      })) {
        for (const call of both({ fetch, [option]: value })) {
          const error = await rejectionOf(call);
          expect(error).toBeInstanceOf(PortariaError);
          expect(error.message).toContain(option);
        }
      }
      const unknown = /** @type {any} */ (make({})).handleRedirect({ fetch, colour: "red" });
      expect((await rejectionOf(unknown)).message).toContain("colour");
      expect(sent).toEqual([]);
    });

    test.runIf(name === "PipiChat")(
      "`retries: 0` reads the profile once, and a code is never sent twice",
      async () => {
        const down = () => new Response("", { status: 502 });
        for (const [retries, requests] of [
          [0, 2],
          [undefined, 3],
        ]) {
          const { fetch, sent } = platform(undefined, down, down);
          await rejectionOf(/** @type {any} */ (make({ fetch, retries })).handleRedirect());
          expect(sent).toHaveLength(/** @type {number} */ (requests));
        }
        const { fetch, sent } = platform(down, down);
        await rejectionOf(/** @type {any} */ (make({ fetch })).handleRedirect());
        expect(sent).toHaveLength(1);
      },
    );
  },
);
