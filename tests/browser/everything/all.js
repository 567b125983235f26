// The package's names, as a console or a notebook has them.
import * as portaria from "portaria";

Object.assign(window, portaria);
