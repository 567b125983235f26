// What Auth.js has in a page; the flow itself is its server's. Not type-checked: its types bring
// Next.js's with them, which change those of Node for all other files.
import { SessionProvider, signIn, signOut, useSession } from "next-auth/react";

export const login = () => signIn("provider");
export { SessionProvider, signOut, useSession };
