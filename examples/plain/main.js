import { PipiChat, PortariaError, watchConnections } from "portaria";
import "portaria/element";

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

watchConnections((connections) => {
  const items = connections.map(({ instance, account }) => {
    const item = document.createElement("li");
    item.textContent = `${instance}: ${account.name ?? account.id}`;
    return item;
  });
  byId("connected").replaceChildren(...items);
});

byId("greet").addEventListener("click", async () => {
  try {
    const { user_info } = await new PipiChat({ via: "/api" }).users.me();
    byId("greeting").textContent = `You are ${user_info.user_name}.`;
  } catch (error) {
    byId("greeting").textContent = error instanceof PortariaError ? error.message : String(error);
  }
});
