// Our app's page in a frame of the platform's dashboard: which account is connected, and a way to link it, in a window of its own.
const form = document.querySelector("form");
const { address, header, frameHeader, session } = form.dataset;
const ticket = new URLSearchParams(location.hash.slice(1)).get("portaria_ticket");
const show = (id) => {
  document.getElementById(id).hidden = false;
};

/** Asks for a token, and keeps it where the form sends it from. */
async function ask(body, headers) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", [header]: "1", ...headers },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (!answer?.ok) return undefined;
  const { token, connection } = await answer.json();
  form.elements.session.value = token;
  return connection.account;
}

async function start() {
  history.replaceState(null, "", location.pathname + location.search);
  // In a window of its own, a stranger's link may have led here, with a ticket of his account.
  const account = self !== top && (await ask(ticket ? { ticket } : { session }, {}));
  if (!account) return show("reopen");
  const { id, name } = account;
  document.getElementById("account").textContent = name ? `${name} (${id})` : id;
  show("connected");
  const renew = () => ask({}, { [frameHeader]: form.elements.session.value });
  setInterval(renew, 50 * 60 * 1000);
}

start();
