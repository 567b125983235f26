import { PipiChat } from "portaria";
import { useState } from "react";
import { useConnections } from "./use-connections.js";
import "portaria/element";

export function App() {
  const connections = useConnections();
  const [greeting, setGreeting] = useState("");
  const greet = async () => {
    try {
      const { user_info } = await new PipiChat({ via: "/api" }).users.me();
      setGreeting(`You are ${user_info.user_name}.`);
    } catch (error) {
      setGreeting(error.message);
    }
  };
  return (
    <>
      <h1>Accounts</h1>
      <p>
        <portaria-connect
          instance="pipichat"
          label="PipiChat"
          onportaria-disconnected={() => setGreeting("")}
        />
      </p>
      <portaria-connect instance="jetchat" label="JetChat">
        <form slot="form">
          <label>
            JetChat’s key <input name="apiKey" type="password" autoComplete="off" required />
          </label>
          <button type="submit">Connect</button>
        </form>
      </portaria-connect>
      <h2>Connected</h2>
      <ul>
        {connections.map(({ instance, account }) => (
          <li key={instance}>
            {instance}: {account.name ?? account.id}
          </li>
        ))}
      </ul>
      <p>
        <button type="button" onClick={greet}>
          Who am I?
        </button>{" "}
        <output>{greeting}</output>
      </p>
    </>
  );
}
