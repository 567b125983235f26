// The members' pictures: drawn here, so that a page which shows one has something to load.

import { markup } from "../../http/html.js";
import { DEFAULT_AVATAR, UPLOADS } from "./rules.js";

/**
 * @param {string} path
 * @param {import("./rules.js").State} state
 * @returns {Response | null}
 */
export function picture(path, state) {
  if (path === DEFAULT_AVATAR) return svg("?", 0, 0);
  if (!path.startsWith(UPLOADS)) return null;
  const upload = path.slice(UPLOADS.length);
  for (const member of state.members.values()) {
    if (upload !== member.user_picture && upload !== member.user_cover) continue;
    const hue = (Number(member.user_id) * 67) % 360;
    return svg((member.user_firstname ?? member.user_name).slice(0, 1), hue, 45);
  }
  return null;
}

/**
 * @param {string} letter
 * @param {number} hue
 * @param {number} saturation
 */
function svg(letter, hue, saturation) {
  const image = markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">
<rect width="96" height="96" fill="hsl(${hue} ${saturation}% 40%)"/>
<text x="48" y="50" fill="#fff" font-family="system-ui, sans-serif" font-size="44" text-anchor="middle" dominant-baseline="central">${letter}</text>
</svg>
`;
  return new Response(String(image), {
    headers: {
      "content-type": "image/svg+xml",
      "content-security-policy": "default-src 'none'",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
