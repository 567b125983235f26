// VitePress's own theme, with what it lacks on a telephone.
import DefaultTheme from "vitepress/theme";
import "./narrow.css";

export default DefaultTheme;
