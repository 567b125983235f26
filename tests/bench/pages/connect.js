import { connect } from "portaria";

export const login = () => connect("pipichat");
