// The operations of all services, with what a request and an answer of each has to look like.

import { operationsOf } from "../../openapi/document.js";
import { documents } from "./documents.js";

/**
 * @typedef {import("./documents.js").Service} Service
 * @typedef {import("../../openapi/document.js").Schema} Schema
 *
 * @typedef {Object} OfService
 * @property {Service} service
 * @property {boolean} paged whether it is a list that goes on
 * @property {string} items where its rows are in the answer: names joined by dots
 *
 * @typedef {Omit<import("../../openapi/document.js").Operation, "described"> & OfService} Operation
 */

const services = /** @type {[Service, any][]} */ (Object.entries(documents));

/** @type {readonly Operation[]} */
export const operations = services.flatMap(([service, document]) =>
  operationsOf(document).map(({ described, ...operation }) => ({
    ...operation,
    service,
    paged: described["x-portaria-paging"] !== undefined,
    items: String(described["x-portaria-items"] ?? "data"),
  })),
);
