// A request's body, read once and parsed by its content type.

/**
 * @typedef {Object} Body
 * @property {string} text
 * @property {URLSearchParams | null} form the fields of an urlencoded or multipart form
 * @property {File[]} [files] those of a multipart form, without what is in them
 * @property {unknown} json the parsed value, or undefined when the body is not JSON
 *
 * @typedef {Object} File
 * @property {string} field
 * @property {string} filename
 * @property {number} size in bytes
 */

/**
 * @param {Request} request
 * @returns {Promise<Body>}
 */
export async function readBody(request) {
  const bytes = request.body ? await request.arrayBuffer() : new ArrayBuffer(0);
  const type = request.headers.get("content-type") ?? "";
  const text = new TextDecoder().decode(bytes);
  return { text, ...(await readForm(type, bytes, text)), json: readJson(type, text) };
}

/**
 * @param {string} type
 * @param {ArrayBuffer} bytes
 * @param {string} text
 * @returns {Promise<Pick<Body, "form" | "files">>}
 */
async function readForm(type, bytes, text) {
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) {
    return { form: new URLSearchParams(text) };
  }
  if (!/^multipart\/form-data\b/i.test(type)) return { form: null };
  const fields = new URLSearchParams();
  /** @type {File[]} */
  const files = [];
  try {
    const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
    form.forEach((value, field) => {
      if (typeof value === "string") fields.append(field, value);
      else files.push({ field, filename: value.name, size: value.size });
    });
  } catch {
    return { form: null };
  }
  return { form: fields, files };
}

/**
 * @param {string} type
 * @param {string} text
 * @returns {unknown}
 */
function readJson(type, text) {
  if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
