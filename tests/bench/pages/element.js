import "portaria/element";
