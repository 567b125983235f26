// Swagger UI fills every example into its form, where an optional parameter narrows what is asked for. Only the examples of
// required parameters are filled in; the example of an optional one is added to its description.
import { texts } from "../language.js";

/**
 * The document as the form gets it.
 * @param {any} document
 */
export function describeOptionalExamples(document) {
  const paths = Object.entries(document.paths).map(([path, item]) => [
    path,
    Object.fromEntries(
      Object.entries(/** @type {object} */ (item)).map(([method, operation]) => [
        method,
        operation?.parameters
          ? { ...operation, parameters: operation.parameters.map(withExampleInDescription) }
          : operation,
      ]),
    ),
  ]);
  return { ...document, paths: Object.fromEntries(paths) };
}

/** @param {any} parameter */
function withExampleInDescription(parameter) {
  const { example, ...rest } = parameter;
  if (parameter.required || example === undefined) return parameter;
  const text = `${texts.example}: \`${typeof example === "string" ? example : JSON.stringify(example)}\``;
  return { ...rest, description: rest.description ? `${rest.description}\n\n${text}` : text };
}
