// The sandbox's front page: who is played here, and how to steer them.

import { markup, page } from "./http/html.js";
import { html } from "./http/respond.js";
import { providers } from "./provider.js";

const CONTROLS = [
  ["GET /__apps", "the apps, with their ids and secrets; POST registers another"],
  ["POST /__clock", '{"advance_s": 61} moves the providers’ clock; GET reads it'],
  ["GET /__log", "what the providers were asked, secrets replaced by digests"],
  ...providers.flatMap(({ name, seed }) =>
    seed
      ? [["POST /__seed", `${JSON.stringify({ provider: name, ...seed.example })} makes many`]]
      : [],
  ),
  ["POST /__fault", '{"path": "authorize", "n": 2, "status": 503} spoils answers; GET lists'],
  ["POST /__reset", "everything as at the start"],
];

/** @type {import("./sandbox.js").Control} */
export function indexPage({ world }) {
  const rooms = providers.map((provider) => {
    const apps = provider.listApps(world.states.get(provider.name));
    return markup`<h2><a href="/${provider.name}/">${provider.title}</a> <code>/${provider.name}</code></h2>
<table>${apps.map(
      (app) => markup`<tr><td><code>${provider.appId(app)}</code></td>
<td>${app.note}${app.redirect_url && markup` <span class="quiet">back to <code>${app.redirect_url}</code></span>`}</td></tr>
`,
    )}</table>
`;
  });
  const controls = CONTROLS.map(
    ([request, does]) => markup`<tr><td><code>${request}</code></td><td>${does}</td></tr>\n`,
  );
  return html(
    page(
      "Portaria sandbox",
      markup`<h1>Portaria sandbox</h1>
<p>Plays the providers on this machine, with made-up apps and people. Nothing here reaches a network.</p>
${rooms}<h2>Controls</h2>
<table>${controls}</table>
<p><a href="/__apps">apps</a> · <a href="/__log">log</a> · <a href="/__clock">clock</a> · <a href="/__fault">faults</a></p>`,
    ),
  );
}
