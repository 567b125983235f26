// What better-auth has in a page without a framework; the flow itself is its server's.
import { createAuthClient } from "better-auth/client";

const auth = createAuthClient();

export const login = () => auth.signIn.social({ provider: "google" });
export const logout = () => auth.signOut();
export const session = () => auth.getSession();
