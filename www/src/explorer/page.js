// The explorer: which platform, which of its services, and as whom.

import services from "virtual:documents";
import { connections } from "portaria";
import { el } from "../dom.js";
import { nameOf } from "../glance.js";
import { askHealth } from "../health.js";
import { fill, fillWith, words } from "../language.js";
import { misconfigured } from "../misconfigured.js";
import { asError, notice } from "../notice.js";
import { announce } from "../status.js";
import { titleOf } from "../titles.js";

/** @typedef {import("../health.js").Instance} Instance */

/** The sizes up to which a provider's services are shown together. */
const MANY = 200;

/** Which opening is the last one: what an earlier one still loads is dropped. */
let opening = 0;

/**
 * @param {HTMLElement} view
 * @param {string[]} address the instance, and the service
 */
export async function open(view, [name, service]) {
  const mine = ++opening;
  const desk = el("div", {});
  view.replaceChildren(
    el("h1", { tabindex: -1 }, words.explorerHeading),
    el("p", { class: "lead" }, words.explorerLead),
    desk,
  );
  try {
    const health = await askHealth();
    if (health.status === "misconfigured") {
      desk.append(misconfigured(health.problems, el("span")));
      return;
    }
    const known = await connections();
    const instance = health.instances.find((one) => one.name === name) ?? health.instances[0];
    if (mine !== opening) return;
    if (!instance) {
      desk.append(el("p", {}, words.noInstance));
      return;
    }
    const chosen = serviceOf(instance, service);
    const place = el("div", { class: "explorer" });
    desk.append(
      choices(health.instances, instance, chosen),
      who(known.find((one) => one.instance === instance.name)),
      place,
    );
    await explore(place, instance, chosen, () => mine === opening);
  } catch (thrown) {
    const error = asError(thrown);
    desk.append(notice(error));
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

/** @param {Instance} instance @param {string} [service] */
const documentOf = ({ name }, service) =>
  service ? `/openapi/${name}/${service}.json` : `/openapi/${name}.json`;

/**
 * @param {Instance[]} instances
 * @param {Instance} instance
 * @param {string | undefined} service
 */
function choices(instances, instance, service) {
  const platform = select(
    "platform",
    words.platform,
    instances.map((one) => [one.name, titleOf(one), one === instance]),
    (value) => `#/explorer/${value}`,
  );
  const all = services[instance.provider] ?? [];
  /** @type {[string, string, boolean][]} */
  const options = all.map(({ name, title, operations }) => [
    name,
    `${title} (${operations})`,
    name === service,
  ]);
  if (all.length > 0) options.push(["all", words.everything, service === undefined]);
  const address = documentOf(instance, service);
  return el(
    "div",
    { class: "choices" },
    platform,
    all.length > 0
      ? select("service", words.service, options, (value) => `#/explorer/${instance.name}/${value}`)
      : undefined,
    el(
      "p",
      { class: "quiet" },
      el("a", { href: address }, words.document),
      ` ${words.documentFor}`,
    ),
  );
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

/** The list that was just used: it keeps the focus. @type {string | undefined} */
let refocus;

/** @param {import("portaria").Connection | undefined} connection */
function who(connection) {
  const sentence = connection
    ? fillWith(words.callsAs, { who: el("strong", {}, nameOf(connection)) })
    : [words.callsAsNobody, " ", el("a", { href: "#/" }, words.connectFirst), "."];
  return el("p", { class: connection ? "as-whom" : "as-whom as-nobody" }, ...sentence);
}

/**
 * @param {HTMLElement} place
 * @param {Instance} instance
 * @param {string | undefined} service
 * @param {() => boolean} isWanted
 */
async function explore(place, instance, service, isWanted) {
  const wait = el("p", { class: "quiet", role: "status" }, words.loadingExplorer);
  place.append(wait);
  const [response, { start }] = await Promise.all([
    fetch(documentOf(instance, service)),
    import("./swagger.js"),
  ]);
  if (!response.ok) throw new Error(`${documentOf(instance, service)}: ${response.status}`);
  const document = await response.json();
  if (!isWanted()) return;
  wait.remove();
  const input = el("input", {
    id: "search",
    type: "search",
    placeholder: words.searchHint,
    autocomplete: "off",
    spellcheck: "false",
  });
  const count = el("p", { class: "quiet search-count", role: "status" });
  const tree = el("div", {});
  place.append(
    el(
      "div",
      { class: "field search", role: "search" },
      el("label", { for: "search" }, words.search),
      input,
    ),
    count,
    el("h2", {}, document.info.title),
    tree,
  );
  const { find } = start(tree, document, instance);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const found = find(input.value);
      if (input.value.trim() === "") count.textContent = "";
      else count.textContent = found === 0 ? words.noneFound : fill(words.found, { count: found });
    }, 150);
  });
}
