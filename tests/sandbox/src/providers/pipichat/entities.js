// The engine stores what people type with HTML's named characters written as entities, quotes too.
// This is the set of names that HTML 4.01 defines.

/** U+00A0 to U+00FF, in order. */
const LATIN_1 =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 " +
  "sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc " +
  "Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve " +
  "Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute " +
  "acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde " +
  "ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/** The Greek letters from U+0391 and from U+03B1; "-" is a place without a letter. */
const GREEK_CAPITALS =
  "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau " +
  "Upsilon Phi Chi Psi Omega";
const GREEK_SMALL =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma " +
  "tau upsilon phi chi psi omega";

const OTHERS =
  "Œ OElig œ oelig Š Scaron š scaron Ÿ Yuml ƒ fnof ˆ circ ˜ tilde ϑ thetasym ϒ upsih ϖ piv " +
  "– ndash — mdash ‘ lsquo ’ rsquo ‚ sbquo “ ldquo ” rdquo „ bdquo † dagger ‡ Dagger • bull … hellip " +
  "‰ permil ′ prime ″ Prime ‹ lsaquo › rsaquo ‾ oline ⁄ frasl € euro ℑ image ℘ weierp ℜ real ™ trade " +
  "ℵ alefsym ← larr ↑ uarr → rarr ↓ darr ↔ harr ↵ crarr ⇐ lArr ⇑ uArr ⇒ rArr ⇓ dArr ⇔ hArr ∀ forall " +
  "∂ part ∃ exist ∅ empty ∇ nabla ∈ isin ∉ notin ∋ ni ∏ prod ∑ sum − minus ∗ lowast √ radic ∝ prop " +
  "∞ infin ∠ ang ∧ and ∨ or ∩ cap ∪ cup ∫ int ∴ there4 ∼ sim ≅ cong ≈ asymp ≠ ne ≡ equiv ≤ le ≥ ge " +
  "⊂ sub ⊃ sup ⊄ nsub ⊆ sube ⊇ supe ⊕ oplus ⊗ otimes ⊥ perp ⋅ sdot ⌈ lceil ⌉ rceil ⌊ lfloor ⌋ rfloor " +
  "◊ loz ♠ spades ♣ clubs ♥ hearts ♦ diams";

const INVISIBLE = { "\u2002": "ensp", "\u2003": "emsp", "\u2009": "thinsp" };
const JOINERS = { "\u200c": "zwnj", "\u200d": "zwj", "\u200e": "lrm", "\u200f": "rlm" };

/**
 * @param {string} names
 * @param {number} first
 * @returns {[string, string][]}
 */
function inOrder(names, first) {
  return names.split(" ").map((name, i) => [String.fromCodePoint(first + i), name]);
}

/** @returns {[string, string][]} */
function inPairs() {
  const words = OTHERS.split(" ");
  return words.flatMap((word, i) => (i % 2 ? [] : [[word, String(words[i + 1])]]));
}

/** @type {ReadonlyMap<string, string>} */
const NAMES = new Map([
  ...inOrder(LATIN_1, 0xa0),
  ...inOrder(GREEK_CAPITALS, 0x391).filter(([, name]) => name !== "-"),
  ...inOrder(GREEK_SMALL, 0x3b1),
  ...inPairs(),
  ...Object.entries({ ...INVISIBLE, ...JOINERS }),
  ["&", "amp"],
  ["<", "lt"],
  [">", "gt"],
  ['"', "quot"],
  ["'", "#039"],
]);

/**
 * @param {string} typed
 * @returns {string} as the engine's database holds it
 */
export function encodeEntities(typed) {
  return Array.from(typed, (char) => (NAMES.has(char) ? `&${NAMES.get(char)};` : char)).join("");
}
