import { watchConnections } from "portaria";
import { useEffect, useState } from "react";

/** What is connected; the component follows every change. */
export function useConnections() {
  const [connections, setConnections] = useState([]);
  useEffect(() => watchConnections(setConnections), []);
  return connections;
}
