/** The element's texts; a slot replaces one. */
const TEXTS = {
  en: {
    connect: "Connect {title}",
    connecting: "Go on in the window that has opened.",
    connected: "Connected as",
    disconnect: "Disconnect",
    cancel: "Cancel",
  },
  pt: {
    connect: "Ligar {title}",
    connecting: "Continue na janela que se abriu.",
    connected: "Ligado como",
    disconnect: "Desligar",
    cancel: "Cancelar",
  },
  fr: {
    connect: "Connecter {title}",
    connecting: "Continuez dans la fenêtre qui s’est ouverte.",
    connected: "Connecté en tant que",
    disconnect: "Déconnecter",
    cancel: "Annuler",
  },
  zh: {
    connect: "连接 {title}",
    connecting: "请在打开的窗口中继续。",
    connected: "已连接：",
    disconnect: "断开连接",
    cancel: "取消",
  },
};

/**
 * The texts in the language of an element, else of the browser.
 * @param {Element} element
 */
export function textsFor(element) {
  const own = element.closest("[lang]")?.getAttribute("lang") || navigator.language;
  const tag = /** @type {keyof typeof TEXTS} */ (own.split("-")[0]?.toLowerCase());
  return TEXTS[tag] ?? TEXTS.en;
}
