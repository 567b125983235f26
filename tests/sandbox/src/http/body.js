// A request's body, read once and parsed by its content type.

/**
 * @typedef {Object} Body
 * @property {string} text
 * @property {URLSearchParams | null} form the fields of an urlencoded or multipart form
 * @property {unknown} json the parsed value, or undefined when the body is not JSON
 */

/**
 * @param {Request} request
 * @returns {Promise<Body>}
 */
export async function readBody(request) {
  const bytes = request.body ? await request.arrayBuffer() : new ArrayBuffer(0);
  const type = request.headers.get("content-type") ?? "";
  const text = new TextDecoder().decode(bytes);
  return { text, form: await readForm(type, bytes, text), json: readJson(type, text) };
}

/**
 * @param {string} type
 * @param {ArrayBuffer} bytes
 * @param {string} text
 */
async function readForm(type, bytes, text) {
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return new URLSearchParams(text);
  if (!/^multipart\/form-data\b/i.test(type)) return null;
  const fields = new URLSearchParams();
  try {
    const form = await new Response(bytes, { headers: { "content-type": type } }).formData();
    form.forEach((value, name) => {
      if (typeof value === "string") fields.append(name, value);
    });
  } catch {
    return null;
  }
  return fields;
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
