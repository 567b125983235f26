"use client";
import { JetChat } from "portaria/jetchat";
import { useEffect, useState } from "react";

export function Tags() {
  const [names, setNames] = useState("…");
  useEffect(() => {
    new JetChat({ via: "/api" }).flowTags.list().then(
      ({ data }) => setNames(data.map((tag) => tag.name).join()),
      (error) => setNames(error.code),
    );
  }, []);
  return <p id="client">{names}</p>;
}
