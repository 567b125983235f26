// Swagger UI fills every example into its form, where each narrows what is asked for. Only what must be given is filled in;
// of the rest, the example is told.
import { words } from "../language.js";

/**
 * The document for the form.
 * @param {any} document
 */
export function unguessed(document) {
  const paths = Object.entries(document.paths).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(/** @type {object} */ (item)).map(([method, operation]) => [
        method,
        operation?.parameters
          ? { ...operation, parameters: operation.parameters.map(told) }
          : operation,
      ]),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(paths) };
}

/** @param {any} parameter */
function told(parameter) {
  const { example, ...rest } = parameter;
  if (parameter.required || example === undefined) return parameter;
  const text = `${words.example}: \`${typeof example === "string" ? example : JSON.stringify(example)}\``;
  return { ...rest, description: rest.description ? `${rest.description}\n\n${text}` : text };
}
