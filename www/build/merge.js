// Several documents of one provider as one: what bears the same name and is not the same gets its service's name before
// its own.

/** @typedef {import("./documents.js").Document} Document */

const REFERENCE = /"#\/components\/(\w+)\/([^"]+)"/g;

/** @param {Document[]} documents */
export function merge(documents) {
  const clashing = clashes(documents);
  const renamed = documents.map((one) => rename(one, clashing));
  const [first] = renamed;
  /** @type {Record<string, object>} */
  const components = {};
  for (const { components: own } of renamed) {
    for (const [kind, named] of Object.entries(own)) {
      components[kind] = { ...components[kind], ...named };
    }
  }
  /** @type {Record<string, object>} */
  const paths = {};
  for (const [path, item] of renamed.flatMap((one) => Object.entries(one.paths))) {
    paths[path] = { ...paths[path], .../** @type {object} */ (item) };
  }
  return {
    openapi: first.openapi,
    info: { ...first.info, title: first.info.title.split(": ")[0], summary: undefined },
    security: first.security,
    tags: renamed.flatMap(({ tags }) => tags ?? []),
    paths,
    components,
  };
}

/**
 * The names of components that differ between documents, themselves or in what they refer to.
 * @param {Document[]} documents
 */
function clashes(documents) {
  /** @type {Map<string, Set<string>>} */
  const texts = new Map();
  for (const { value } of documents) {
    for (const [kind, named] of Object.entries(value.components ?? {})) {
      for (const [name, component] of Object.entries(/** @type {object} */ (named))) {
        const key = `${kind}/${name}`;
        texts.set(key, (texts.get(key) ?? new Set()).add(JSON.stringify(component)));
      }
    }
  }
  const clashing = new Set([...texts].filter(([, all]) => all.size > 1).map(([key]) => key));
  for (let before = -1; before < clashing.size; ) {
    before = clashing.size;
    for (const [key, [text = ""]] of texts) {
      const refersTo = [...text.matchAll(REFERENCE)].map(([, kind, name]) => `${kind}/${name}`);
      if (refersTo.some((other) => clashing.has(other))) clashing.add(key);
    }
  }
  return clashing;
}

/**
 * @param {Document} document
 * @param {Set<string>} clashing
 */
function rename({ service = "", value }, clashing) {
  const prefix = service.replace(/(^|-)(\w)/g, (_, _dash, letter) => letter.toUpperCase());
  /** @param {string} kind @param {string} name */
  const own = (kind, name) => (clashing.has(`${kind}/${name}`) ? prefix + name : name);
  const text = JSON.stringify(value).replace(
    REFERENCE,
    (_, kind, name) => `"#/components/${kind}/${own(kind, name)}"`,
  );
  const changed = JSON.parse(text);
  changed.components = Object.fromEntries(
    Object.entries(changed.components ?? {}).map(([kind, named]) => [
      kind,
      Object.fromEntries(
        Object.entries(/** @type {object} */ (named)).map(([name, one]) => [own(kind, name), one]),
      ),
    ]),
  );
  return changed;
}
