// The language of `query`: `companyName:示例 公司`, or `owner:1 ownerType:company`.

import { business } from "./refusal.js";

/**
 * Names and values. A value may hold spaces and colons: only a name that is known begins another.
 *
 * @param {URLSearchParams} query
 * @param {RegExp} known what a name may be
 * @returns {[name: string, value: string][]}
 */
export function readSearch(query, known) {
  const text = query.get("query")?.trim() ?? "";
  const names = new RegExp(`(?:^|\\s)(${known.source}):`, "g");
  const found = [...text.matchAll(names)];
  if (found[0]?.index !== 0) throw business(400, "query does not say field:value");
  return found.map((match, i) => {
    const value = text.slice(match.index + match[0].length, found[i + 1]?.index).trim();
    return [match[1] ?? "", value];
  });
}
