// The providers' documents, as the console's build keeps them for the Worker: each without its servers, which are the
// instance's, and a provider's services also as one document.

import { readdirSync, readFileSync } from "node:fs";
import { merge } from "./merge.js";

const FROM = new URL("../../pkg/dist/openapi/", import.meta.url);
const CLASSES = new URL("../../pkg/dist/", import.meta.url);
const INDEX = "virtual:documents";
const CLIENTS = "virtual:clients";

/**
 * @typedef {{ provider: string, service: string | undefined, value: any }} Document
 */

/** @returns {Document[]} */
function read() {
  const names = readdirSync(FROM)
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -".json".length))
    .sort();
  return names.map((name) => {
    const { servers, ...value } = JSON.parse(readFileSync(new URL(`${name}.json`, FROM), "utf8"));
    const [provider = name, ...service] = name.split("-");
    return { provider, service: service.join("-") || undefined, value };
  });
}

/** @param {any} value */
const operations = (value) =>
  Object.values(value.paths).flatMap((path) =>
    Object.values(path).filter((one) => one?.operationId),
  ).length;

/**
 * The class that calls all of a provider's operations.
 * @param {string} provider
 */
function classOf(provider) {
  const text = readFileSync(new URL(`${provider}.js`, CLASSES), "utf8");
  const name = /export class (\w+) extends/.exec(text)?.[1];
  if (!name) throw new Error(`There is no class in pkg/dist/${provider}.js.`);
  return name;
}

/** The services of each provider. */
function servicesModule() {
  /** @type {Record<string, { name: string, title: string, operations: number }[]>} */
  const services = {};
  for (const { provider, service, value } of read()) {
    services[provider] ??= [];
    if (!service) continue;
    const title = value.info.title.split(": ").at(-1) ?? service;
    services[provider].push({ name: service, title, operations: operations(value) });
  }
  return `export default ${JSON.stringify(services)};`;
}

/** @param {string} provider */
function entry(provider) {
  const name = classOf(provider);
  const load = `async () => (await import("portaria/${provider}")).${name}`;
  return `"${provider}": { name: "${name}", load: ${load} }`;
}

/** The clients by provider, each loaded when it is asked for. */
function clientsModule() {
  const providers = [...new Set(read().map(({ provider }) => provider))];
  return `export default { ${providers.map(entry).join(", ")} };`;
}

/**
 * Emits the documents; `virtual:documents` tells a provider's services, `virtual:clients` loads the package's class for
 * each.
 */
export function documents() {
  return {
    name: "documents",
    /** @param {string} id */
    resolveId: (id) => ([INDEX, CLIENTS].includes(id) ? `\0${id}` : undefined),
    /** @param {string} id */
    load(id) {
      if (id === `\0${INDEX}`) return servicesModule();
      return id === `\0${CLIENTS}` ? clientsModule() : undefined;
    },
    /** @this {{ emitFile(file: object): void }} */
    generateBundle() {
      const all = read();
      /** @param {string} name @param {any} value */
      const emit = (name, value) =>
        this.emitFile({
          type: "asset",
          fileName: `documents/${name}.json`,
          source: JSON.stringify(value),
        });
      for (const { provider, service, value } of all) {
        emit(service ? `${provider}/${service}` : provider, value);
      }
      const served = all.filter(({ service }) => service);
      for (const provider of new Set(served.map((one) => one.provider))) {
        emit(provider, merge(served.filter((one) => one.provider === provider)));
      }
    },
  };
}
