// What the engine says. Six messages are fixed English; three are in the site's language.

export const BAD = {
  app_id: "Bad Request, invalid app_id",
  app_secret: "Bad Request, invalid app_secret",
  auth_key: "Bad Request, invalid auth_key",
  access_token: "Bad Request, invalid access_token",
  expired: "Bad Request, expired access_token",
  parameters: "Bad Request, invalid parameters",
};

/** @typedef {keyof typeof ENGLISH} SiteMessage */

const ENGLISH = {
  developers_disabled: "The developers module has been disabled by the admin",
  unknown_app:
    "We're sorry, but the application you're trying to use doesn't exist or has been disabled",
  database: "An error occurred while writing to database. Please try again later",
};

/** @type {Record<SiteMessage, string>} */
const FRENCH = {
  developers_disabled: "L'administrateur de ce site a fermé l'espace réservé aux développeurs",
  unknown_app: "Désolé, cette application est introuvable ou n'est plus en service",
  database: "Impossible d'enregistrer pour le moment, merci de réessayer dans un instant",
};

/** @type {Record<string, string>} */
const FRENCH_GENDERS = { Female: "Femme", Male: "Homme", Other: "Autre" };

/**
 * @param {SiteMessage} message
 * @param {boolean | undefined} localised
 */
export function siteMessage(message, localised) {
  return (localised ? FRENCH : ENGLISH)[message];
}

/**
 * @param {string | null} gender
 * @param {boolean} localised
 */
export function genderLabel(gender, localised) {
  return gender !== null && localised ? (FRENCH_GENDERS[gender] ?? gender) : gender;
}
