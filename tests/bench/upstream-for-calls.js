// The server that the benchmark's calls go to: JetChat with 100,000 subscribers, Bangwo8 with as many tickets, and SendPulse's
// balance. It prints its address.
import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

const SUBSCRIBERS = 100_000;

/** A page's worth of different subscribers, some 580 bytes each, written as the engine writes them. */
const LIMIT = 100;

/** @param {number} number */
function subscriber(number) {
  return {
    user_ns: `f71u${100_000 + number}`,
    user_id: `55119${80_000_000 + number}`,
    first_name: "Conceição",
    last_name: `Example ${number}`,
    name: `Conceição Example ${number}`,
    gender: "female",
    email: `person${number}@example.com`,
    phone: `+55119${80_000_000 + number}`,
    locale: "pt_BR",
    language: "pt",
    profile_pic: `https://cdn.example.com/pictures/${number}.jpg`,
    subscribed: "2026-03-14 09:26:53",
    last_interaction: "2026-07-01 18:02:11",
    last_seen: "2026-07-01 18:02:40",
    last_message_at: "2026-07-01 18:02:11",
    last_message_type: "text",
    opted_in_email: null,
    status: "open",
    channel: "whatsapp",
    tags: [{ name: "vip", tag_ns: "f71t12" }],
    labels: [],
    user_fields: [],
  };
}

/** Several pages of data, so that no parser sees the same text twice in a row. */
const DATA = Array.from({ length: 8 }, (_, page) => {
  const subscribers = Array.from({ length: LIMIT }, (_, at) => subscriber(page * LIMIT + at));
  return Buffer.from(`{"data":${JSON.stringify(subscribers)},"meta":`);
});

/** Bangwo8's tickets, likewise. @param {number} number */
function ticket(number) {
  return {
    ticketId: 9_000_000_000 + number,
    subject: `示例工单 ${number}`,
    descript: "打印机无法连接到网络,重新启动后仍然没有反应,请协助处理。",
    custUserId: `${100_000 + number}`,
    servicerUserId: "1000001",
    ccUserIdList: "1000002,1000003",
    ticketType: "1",
    ticketStatus: "3",
    priorityLevel: "2",
    ticketSource: "web",
    createDT: "2026-03-14 09:26:53",
    updateDT: "2026-07-01 18:02:11",
    custom_fields: [
      { key: "field_1", value: "示例型号" },
      { key: "field_2", value: ["231", "232"] },
      { key: "field_3", value: "2026-08-01" },
    ],
  };
}

const TICKETS = Array.from({ length: 8 }, (_, page) => {
  const tickets = Array.from({ length: LIMIT }, (_, at) => ticket(page * LIMIT + at));
  return Buffer.from(`{"tickets":${JSON.stringify(tickets)},`);
});

/** @param {URLSearchParams} query @param {string} host */
function tickets(query, host) {
  const page = Number(query.get("page") ?? 1);
  const total = 100_000;
  const address = `http://${host}/api/v1/tickets.json?page=${page + 1}`;
  const next = page * LIMIT < total ? address : null;
  const rest = JSON.stringify({ count: `${total}`, next_page: next, previous_page: null });
  return Buffer.concat([TICKETS[page % TICKETS.length] ?? SMALL, Buffer.from(rest.slice(1))]);
}

const SMALL = Buffer.from('{"data":{"id":7,"name":"Ada Example","email":"ada@example.com"}}');

const TOKEN = Buffer.from(
  '{"access_token":"token-of-the-benchmark","token_type":"Bearer","expires_in":3600}',
);

/** @param {URLSearchParams} query */
function subscribers(query) {
  const total = Number(query.get("name") ?? SUBSCRIBERS);
  const page = Number(query.get("page") ?? 1);
  const meta = { current_page: page, last_page: Math.ceil(total / LIMIT), per_page: LIMIT, total };
  return Buffer.concat([
    DATA[page % DATA.length] ?? SMALL,
    Buffer.from(`${JSON.stringify(meta)}}`),
  ]);
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "", "http://upstream.example");
  const slow = /^\/slow(\d+)/.exec(url.pathname)?.[1];
  if (slow) await wait(Number(slow));
  const body = url.pathname.endsWith("/subscribers")
    ? subscribers(url.searchParams)
    : url.pathname.endsWith("/tickets.json")
      ? tickets(url.searchParams, request.headers.host ?? "")
      : url.pathname === "/oauth/access_token"
        ? TOKEN
        : SMALL;
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": body.length,
    "x-ratelimit-limit": "1000",
    "x-ratelimit-remaining": "900",
  });
  response.end(body);
});

server.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
process.stdin.resume().on("end", () => process.exit());
