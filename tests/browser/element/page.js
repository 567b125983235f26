// The package's names, and its element.
import * as portaria from "portaria";
import "portaria/element";

Object.assign(window, portaria);
