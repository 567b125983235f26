// What Nango has in a page; the flow itself is its server's.
import Nango from "@nangohq/frontend";

/** @param {string} connectSessionToken */
export const login = (connectSessionToken) => new Nango({ connectSessionToken }).auth("provider");
