// Types the schemas of OpenAPI documents, each as an interface or a type of its own name. openapi-typescript keeps them all
// in one `components`, so that an editor would show `components["schemas"]["FlowTag"]` where `FlowTag` is meant.
//
// Takes the path of a JSON file with a list of documents, each with where it is from and where its types go.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const { factory } = ts;
const EXPORT = [factory.createModifier(ts.SyntaxKind.ExportKeyword)];

/** The type of a text in Base64 (pkg/index.d.ts). */
const BASE64 = "Base64";

/** @type {import("openapi-typescript").OpenAPITSOptions} */
const OPTIONS = {
  defaultNonNullable: false, // a parameter with a default may be left out
  silent: true,
  // What is binary is a text for OpenAPI, and a file for callers; what is in Base64 has a name that says so.
  transform: ({ format }) =>
    format === "binary" || format === "byte"
      ? factory.createTypeReferenceNode(format === "byte" ? BASE64 : "Blob")
      : undefined,
};

/** @type {{ document: import("openapi-typescript").OpenAPI3, source: string, output: string }[]} */
const documents = JSON.parse(readFileSync(String(process.argv[2]), "utf8"));
for (const { document, source, output } of documents) {
  const declarations = schemasOf(await openapiTS(document, OPTIONS)).map(declared);
  const { transformed } = ts.transform(declarations, [referencesByName]);
  const text = astToString(transformed);
  const needed = text.includes(BASE64) ? `import type { ${BASE64} } from "../index.js";\n\n` : "";
  writeFileSync(output, `// Made from ${source}.\n${needed}${text}`);
}

/**
 * The members of `components["schemas"]`.
 * @param {ts.Node[]} nodes
 */
function schemasOf(nodes) {
  for (const node of nodes) {
    if (!ts.isInterfaceDeclaration(node) || node.name.text !== "components") continue;
    for (const { name, type } of node.members.filter(ts.isPropertySignature)) {
      if (ts.isIdentifier(name) && name.text === "schemas" && type && ts.isTypeLiteralNode(type)) {
        return type.members.filter(ts.isPropertySignature);
      }
    }
  }
  throw new Error("openapi-typescript gave no components with schemas");
}

/**
 * An object is an interface, anything else a type.
 * @param {ts.PropertySignature} schema
 */
function declared(schema) {
  const { name, type } = schema;
  if (!type || !ts.isIdentifier(name)) throw new Error("openapi-typescript gave a schema no type");
  const declaration = ts.isTypeLiteralNode(type)
    ? factory.createInterfaceDeclaration(EXPORT, name, undefined, undefined, type.members)
    : factory.createTypeAliasDeclaration(EXPORT, name, undefined, type);
  return ts.setSyntheticLeadingComments(declaration, ts.getSyntheticLeadingComments(schema));
}

/**
 * Writes `Name` where `components["schemas"]["Name"]` stands.
 * @type {ts.TransformerFactory<ts.Node>}
 */
function referencesByName(context) {
  /** @param {ts.Node} node @returns {ts.Node} */
  const visit = (node) => {
    const name = referenced(node);
    if (name !== undefined) return factory.createTypeReferenceNode(name);
    const visited = ts.visitEachChild(node, visit, context);
    return ts.isPropertySignature(visited) ? orUndefined(visited) : visited;
  };
  return visit;
}

/**
 * What may be left out may be undefined, too, also for who compiles with `exactOptionalPropertyTypes`.
 * @param {ts.PropertySignature} member
 */
function orUndefined(member) {
  const { modifiers, name, questionToken, type } = member;
  if (!questionToken || !type || type.kind === ts.SyntaxKind.UnknownKeyword) return member;
  const none = factory.createKeywordTypeNode(ts.SyntaxKind.UndefinedKeyword);
  const either = factory.createUnionTypeNode([type, none]);
  return factory.updatePropertySignature(member, modifiers, name, questionToken, either);
}

/**
 * The name in `components["schemas"][name]`.
 * @param {ts.Node} node
 */
function referenced(node) {
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isIndexedAccessTypeNode(node.objectType)) return;
  const { indexType, objectType } = node;
  const isSchema =
    ts.isTypeReferenceNode(objectType.objectType) && literal(objectType.indexType) === "schemas";
  return isSchema ? literal(indexType) : undefined;
}

/** @param {ts.TypeNode} type */
function literal(type) {
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)
    ? type.literal.text
    : undefined;
}
