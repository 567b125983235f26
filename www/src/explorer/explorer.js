// The section of the explorer: which platform, which of its services, and as whom.

import services from "virtual:documents";
import { connections } from "portaria";
import { announce } from "../announce.js";
import { configurationProblems } from "../configuration-problems.js";
import { nameOf } from "../connection-list.js";
import { el } from "../dom.js";
import { asError, errorNotice } from "../error-notice.js";
import { askHealth } from "../health.js";
import { titleOf } from "../instance-title.js";
import { fill, fillWith, texts } from "../language.js";
import { platformConsole } from "../platform-console.js";
import { via, worker } from "../worker-address.js";

/**
 * @typedef {import("../health.js").Instance} Instance
 * @typedef {import("portaria").Connection} Connection
 *
 * @typedef {object} Selection what the address of the page selects
 * @property {Instance} instance
 * @property {import("../platform-console.js").PlatformConsole} platform
 * @property {string | undefined} service
 * @property {string | undefined} account one of several; else the newest
 */

/** Up to so many operations, a provider's services are shown together. */
const MANY = 200;

/** Counts the openings: what an earlier one still loads is dropped. */
let opening = 0;

/**
 * @param {HTMLElement} view
 * @param {string[]} address the instance, the service and the account
 */
export async function open(view, [name, service, account]) {
  const mine = ++opening;
  const content = el("div", {});
  view.replaceChildren(
    el("h1", { tabindex: -1 }, texts.explorerHeading),
    el("p", { class: "lead" }, texts.explorerLead),
    content,
  );
  try {
    const health = await askHealth();
    if (health.status === "misconfigured") {
      content.append(configurationProblems(health.problems, el("span")));
      return;
    }
    const known = await connections({ via });
    const instance = health.instances.find((one) => one.name === name) ?? health.instances[0];
    const platform = instance ? await platformConsole(instance.provider) : {};
    if (mine !== opening) return;
    if (!instance) {
      content.append(el("p", {}, texts.noInstance));
      return;
    }
    const own = known.filter((one) => one.instance === instance.name);
    const caller = own.find((one) => one.account.id === account) ?? own[0];
    const selection = {
      instance,
      platform,
      service: serviceOf(instance, service),
      account: own.length > 1 ? caller?.account.id : undefined,
    };
    const container = el("div", { class: "explorer" });
    content.append(choices(health.instances, selection, own), who(caller), container);
    await explore(container, selection, () => mine === opening);
  } catch (thrown) {
    const error = asError(thrown);
    content.append(errorNotice(error));
    announce(error.message);
  }
}

/**
 * The service that the address names; where there are many operations, not all at once.
 * @param {Instance} instance
 * @param {string | undefined} wanted
 */
function serviceOf({ provider }, wanted) {
  const all = services[provider] ?? [];
  if (wanted === "all") return undefined;
  const found = all.find((one) => one.name === wanted)?.name;
  const count = all.reduce((sum, { operations }) => sum + operations, 0);
  return found ?? (count > MANY ? all[0]?.name : undefined);
}

/** @param {Selection} selection */
const documentOf = ({ instance: { name }, service }) =>
  `${worker}/openapi/${name}${service ? `/${service}` : ""}.json`;

/** @param {string[]} parts */
const addressOf = (...parts) => `#/explorer/${parts.map(encodeURIComponent).join("/")}`;

/**
 * @param {Instance[]} instances
 * @param {Selection} selection
 * @param {Connection[]} own the accounts
 */
function choices(instances, selection, own) {
  const { instance, service, account } = selection;
  const platform = select(
    "platform",
    texts.platform,
    instances.map((one) => [one.name, titleOf(one), one === instance]),
    (value) => addressOf(value),
  );
  const all = services[instance.provider] ?? [];
  /** @type {[string, string, boolean][]} */
  const options = all.map(({ name, title, operations }) => [
    name,
    `${title} (${operations})`,
    name === service,
  ]);
  if (all.length > 0) options.push(["all", texts.everything, service === undefined]);
  const address = documentOf(selection);
  const rest = account === undefined ? [] : [account];
  return el(
    "div",
    { class: "choices" },
    platform,
    all.length > 0
      ? select("service", texts.service, options, (value) =>
          addressOf(instance.name, value, ...rest),
        )
      : undefined,
    account === undefined
      ? undefined
      : select(
          "account",
          texts.account,
          own.map((one) => [one.account.id, titleIn(one, own), one.account.id === account]),
          (value) => addressOf(instance.name, service ?? (all.length > 0 ? "all" : ""), value),
        ),
    el(
      "p",
      { class: "quiet" },
      el("a", { href: address }, texts.document),
      ` ${texts.documentFor}`,
    ),
  );
}

/**
 * What an account is called in a list; with its number where two have one name.
 * @param {Connection} connection
 * @param {Connection[]} own
 */
function titleIn(connection, own) {
  const name = nameOf(connection);
  const isOnly = own.filter((one) => nameOf(one) === name).length === 1;
  return isOnly ? name : `${name} (${connection.account.id})`;
}

/**
 * @param {string} id
 * @param {string} label
 * @param {[value: string, text: string, selected: boolean][]} options
 * @param {(value: string) => string} address
 */
function select(id, label, options, address) {
  const element = el(
    "select",
    { id },
    ...options.map(([value, text, selected]) => el("option", { value, selected }, text)),
  );
  element.addEventListener("change", () => {
    refocus = id;
    location.hash = address(element.value);
  });
  if (refocus === id) {
    refocus = undefined;
    queueMicrotask(() => element.focus());
  }
  return el("p", { class: "field" }, el("label", { for: id }, label), element);
}

/** The `select` that was just used, which gets the focus back. @type {string | undefined} */
let refocus;

/** @param {Connection | undefined} connection */
function who(connection) {
  const sentence = connection
    ? fillWith(texts.callsAs, { who: el("strong", {}, nameOf(connection)) })
    : [texts.callsAsNobody, " ", el("a", { href: "#/" }, texts.connectFirst), "."];
  return el("p", { class: connection ? "as-whom" : "as-whom as-nobody" }, ...sentence);
}

/**
 * @param {HTMLElement} container
 * @param {Selection} selection
 * @param {() => boolean} isWanted
 */
async function explore(container, selection, isWanted) {
  const wait = el("p", { class: "quiet", role: "status" }, texts.loadingExplorer);
  container.append(wait);
  const [response, { start }] = await Promise.all([
    fetch(documentOf(selection)),
    import("./swagger.js"),
  ]);
  if (!response.ok) throw new Error(`${documentOf(selection)}: ${response.status}`);
  const document = await response.json();
  if (!isWanted()) return;
  wait.remove();
  const input = el("input", {
    id: "search",
    type: "search",
    placeholder: texts.searchHint,
    autocomplete: "off",
    spellcheck: "false",
  });
  const count = el("p", { class: "quiet search-count", role: "status" });
  const tree = el("div", {});
  container.append(
    el(
      "div",
      { class: "field search", role: "search" },
      el("label", { for: "search" }, texts.search),
      input,
    ),
    count,
    el("h2", {}, document.info.title),
    tree,
  );
  const { find } = start(tree, document, selection);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const found = find(input.value);
      if (input.value.trim() === "") count.textContent = "";
      else count.textContent = found === 0 ? texts.noneFound : fill(texts.found, { count: found });
    }, 150);
  });
}
