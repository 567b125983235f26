// Swagger UI as a part of this page: its forms, our requests, our answers.
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";
import { ACCOUNT_HEADER, CLIENT_HEADER } from "../../../pkg/dist/protocol.js";
import "./explorer.css";
import "./answer.css";
import { answerWith } from "./answer.js";
import { matcher } from "./operation-search.js";
import { describeOptionalExamples } from "./optional-examples.js";
import { proxyPath } from "./request.js";
import { watchLabels } from "./swagger-labels.js";

/** @typedef {import("./explorer.js").Selection} Selection */

/** Documents with more operations than this begin folded. */
const FEW = 40;

/** Up to so many groups are unfolded when a search finds something in them. */
const UNFOLDED = 12;

const nothing = () => null;

/** @param {{ method: string, path: string }} operation */
const keyOf = ({ method, path }) => `${method} ${path}`;

/**
 * @param {HTMLElement} container
 * @param {any} document
 * @param {Selection} selection
 */
export function start(container, document, selection) {
  const base = document.servers[0].url.replace(/\/$/, "");
  const { instance, account } = selection;
  const operations = operationsOf(document);
  // The Worker authorises: nobody types a key here.
  const { security: _, ...spec } = document;
  const { securitySchemes: __, ...components } = spec.components ?? {};
  let started = 0;
  let wanted = new Set(operations.map(keyOf));
  const system = SwaggerUI({
    domNode: container,
    spec: describeOptionalExamples({ ...spec, components }),
    deepLinking: false,
    defaultModelsExpandDepth: -1,
    defaultModelRendering: "example",
    displayOperationId: false,
    displayRequestDuration: true,
    docExpansion: operations.length <= FEW ? "list" : "none",
    filter: true,
    layout: "OperationsLayout",
    showMutatedRequest: false,
    syntaxHighlight: { activated: false },
    validatorUrl: null,
    presets: [SwaggerUI.presets.apis],
    plugins: [adaptations(answerWith(selection, base), (key) => wanted.has(key))],
    requestInterceptor: (/** @type {any} */ request) => {
      if (request.loadSpec) return request;
      request.url = new URL(proxyPath(request.url, base, instance.name), location.origin).href;
      request.headers = { ...request.headers, [CLIENT_HEADER]: "1" };
      if (account !== undefined) {
        request.headers[ACCOUNT_HEADER] = encodeURIComponent(account);
      }
      request.credentials = "same-origin";
      started = performance.now();
      return request;
    },
    responseInterceptor: (/** @type {any} */ response) => {
      // Swagger UI itself measures only requests that succeed.
      response.duration = Math.round(performance.now() - started);
      return response;
    },
  });
  watchLabels(container);
  /** @param {string} phrase */
  const find = (phrase) => {
    const matches = matcher(phrase);
    const found = operations.filter(({ tag, ...one }) => matches(tag, one));
    wanted = new Set(found.map(keyOf));
    const { layoutActions } = system.getSystem();
    layoutActions.updateFilter(phrase.trim() === "" ? true : phrase);
    const tags = [...new Set(found.map(({ tag }) => tag))];
    if (phrase.trim() !== "" && tags.length <= UNFOLDED) {
      for (const tag of tags) layoutActions.show(["operations-tag", tag], true);
    }
    return found.length;
  };
  return { find };
}

/**
 * @param {any} document
 * @returns {(import("./operation-search.js").Searched & { tag: string })[]}
 */
const operationsOf = (document) =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(/** @type {Record<string, any>} */ (item)).flatMap(([method, operation]) => {
      if (!operation?.operationId) return [];
      const { operationId, summary, description, tags = ["default"] } = operation;
      return tags.map((/** @type {string} */ tag) => ({
        path,
        method,
        operationId,
        summary,
        description,
        tag,
      }));
    }),
  );

/**
 * The operations alone: head, search and address are this page's own.
 * @param {any} React
 */
const layoutWith =
  ({ createElement }) =>
  (/** @type {any} */ { getComponent, specSelectors }) => {
    if (!specSelectors.specJson().has("paths")) return null;
    return createElement(
      "div",
      { className: "swagger-ui" },
      createElement(getComponent("errors", true)),
      createElement(getComponent("operations", true)),
    );
  };

/**
 * The plugin that has our parts in place of Swagger UI's own.
 * @param {(React: any, props: any) => any} answer
 * @param {(key: string) => boolean} isWanted whether an operation is looked for
 */
const adaptations =
  (answer, isWanted) =>
  (/** @type {any} */ { React, getSystem }) => ({
    components: {
      OperationsLayout: layoutWith(React),
      authorizeOperationBtn: nothing,
      OperationServers: nothing,
      JumpToPath: nothing,
      liveResponse: (/** @type {any} */ props) => {
        const { oas3Actions, specActions } = getSystem();
        return answer(React, { ...props, oas3Actions, specActions });
      },
    },
    fn: {
      // By what the search found in the document: in Swagger UI's own copy, references are resolved by now.
      opsFilter: (/** @type {any} */ tagged) =>
        tagged
          .map((/** @type {any} */ group) =>
            group.update("operations", (/** @type {any} */ operations) =>
              operations.filter((/** @type {any} */ one) => isWanted(keyOf(one.toObject()))),
            ),
          )
          .filter((/** @type {any} */ group) => group.get("operations").size > 0),
    },
  });
