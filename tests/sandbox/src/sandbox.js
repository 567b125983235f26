// One sandbox: routes a request to a control or to a provider, and keeps the log and the faults
// between the two. It needs nothing but `Request` and `Response`, so it runs in workerd and in Node.

import { listApps, registerApp } from "./controls/apps.js";
import { createClock, moveClock, readClock } from "./controls/clock.js";
import { createFaults, inject, listFaults, runsRules, spoil, wait } from "./controls/fault.js";
import { createLog, readLog } from "./controls/log.js";
import { seed } from "./controls/seed.js";
import { readBody } from "./http/body.js";
import { reachThisMachine } from "./http/reach.js";
import { json, refuse } from "./http/respond.js";
import { indexPage } from "./index-page.js";
import { providers } from "./provider.js";
import { createRedactor } from "./redact.js";

/**
 * @typedef {ReturnType<typeof createWorld>} World
 * @typedef {{ request: Request, world: World, reset: () => void }} ControlCall
 * @typedef {(call: ControlCall) => Response | Promise<Response>} Control
 */

/** Everything that a reset throws away. */
function createWorld() {
  const states = new Map(providers.map((provider) => [provider.name, provider.createState()]));
  const redactor = createRedactor(
    () => providers.flatMap((provider) => provider.secrets(states.get(provider.name))),
    providers.flatMap(({ secretNames = [] }) => secretNames),
  );
  return { clock: createClock(), log: createLog(redactor), faults: createFaults(), states };
}

/** @type {Record<string, Record<string, Control>>} */
const controls = {
  "/": { GET: indexPage },
  "/__clock": { GET: readClock, POST: moveClock },
  "/__log": { GET: readLog },
  "/__fault": { GET: listFaults, POST: inject },
  "/__apps": { GET: listApps, POST: registerApp },
  "/__seed": { POST: seed },
  "/__reset": {
    POST: ({ reset }) => {
      reset();
      return json({ ok: true });
    },
  },
};

/**
 * @param {{ reach?: import("./http/reach.js").Reach }} [options] how the providers ask their apps;
 *   they reach this machine only, unless something else is given
 */
export function createSandbox({ reach = reachThisMachine } = {}) {
  let world = createWorld();
  const reset = () => {
    world = createWorld();
  };

  return {
    /**
     * @param {Request} request
     * @param {(work: Promise<unknown>) => void} [keepAlive] lets the rules finish after the client
     *   has gone away, as a real server's would
     * @returns {Promise<Response>}
     */
    async fetch(request, keepAlive = () => {}) {
      const { pathname } = new URL(request.url);
      if (pathname === "/" || pathname.startsWith("/__")) {
        return control(pathname, { request, world, reset });
      }
      const answer = serve(request, world, reach);
      keepAlive(answer);
      return answer;
    },
  };
}

/**
 * @param {string} pathname
 * @param {ControlCall} call
 */
function control(pathname, call) {
  const methods = Object.hasOwn(controls, pathname) ? controls[pathname] : undefined;
  if (!methods) return refuse(404, `no such control: ${pathname}`);
  const handler = methods[call.request.method === "HEAD" ? "GET" : call.request.method];
  if (handler) return handler(call);
  const allow = Object.keys(methods).join(", ");
  return refuse(405, `${pathname} takes ${allow}`, { allow });
}

/**
 * Plays a provider. The log entry is made and the fault is taken before anything is awaited, so both
 * follow the order of arrival. The world is the one of the arrival too: a reset in the meantime
 * leaves a late request nothing to change.
 *
 * @param {Request} request
 * @param {World} world
 * @param {import("./http/reach.js").Reach} reach
 * @returns {Promise<Response>}
 */
async function serve(request, world, reach) {
  const url = new URL(request.url);
  const entry = world.log.open(request, url, world.clock.exact());
  const fault = world.faults.take(url.pathname);
  /** @type {Response} */
  let response;
  try {
    const body = await readBody(request);
    world.log.setBody(entry, body);
    const late = fault?.delay_ms ?? 0;
    if (late && !fault?.after) await wait(late);
    const played = runsRules(fault) ? await play(request, url, body, world, reach) : null;
    if (late && fault?.after) await wait(late);
    response = fault ? spoil(fault, played) : /** @type {Response} */ (played);
  } catch (error) {
    console.error(error);
    response = refuse(500, "the sandbox itself failed; its console says why");
  }
  entry.status = fault?.drop ? 0 : response.status;
  return response;
}

/**
 * @param {Request} request
 * @param {URL} url
 * @param {import("./http/body.js").Body} body
 * @param {World} world
 * @param {import("./http/reach.js").Reach} reach
 */
function play(request, url, body, world, reach) {
  const name = url.pathname.split("/")[1] ?? "";
  const provider = providers.find((candidate) => candidate.name === name);
  if (!provider) return refuse(404, "nobody is played at this address; GET / lists who is");
  const base = `${url.origin}/${name}`;
  const path = url.pathname.slice(name.length + 1) || "/";
  return provider.answer(
    {
      method: request.method,
      headers: request.headers,
      query: url.searchParams,
      path,
      base,
      body,
      reach,
    },
    world.states.get(name),
    world.clock.now(),
  );
}
