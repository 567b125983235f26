// What the console says of Bangwo8, in each of its languages.

export const TEXTS = {
  en: {
    heading: "Tickets",
    read: "Read the newest tickets",
    more: "More tickets",
    noMore: "These are all.",
    shown: "{count} tickets are shown.",
    id: "Number",
    subject: "Subject",
    status: "Status",
    contact: "Contact",
    curlNote:
      "with a token; `-u account` in place of the header authorization asks for the password",
  },
  pt: {
    heading: "Chamados",
    read: "Ler os chamados mais recentes",
    more: "Mais chamados",
    noMore: "Estes são todos.",
    shown: "{count} chamados são mostrados.",
    id: "Número",
    subject: "Assunto",
    status: "Situação",
    contact: "Contato",
    curlNote: "com um token; `-u conta` em vez do cabeçalho authorization pede a palavra-passe",
  },
  fr: {
    heading: "Tickets",
    read: "Lire les tickets les plus récents",
    more: "Plus de tickets",
    noMore: "Ce sont tous les tickets.",
    shown: "{count} tickets sont affichés.",
    id: "Numéro",
    subject: "Objet",
    status: "État",
    contact: "Contact",
    curlNote:
      "avec un jeton ; `-u compte` au lieu de l’en-tête authorization demande le mot de passe",
  },
  zh: {
    heading: "工单",
    read: "读取最新工单",
    more: "更多工单",
    noMore: "已全部显示。",
    shown: "已显示 {count} 张工单。",
    id: "编号",
    subject: "主题",
    status: "状态",
    contact: "客户",
    curlNote: "使用令牌；用 `-u 账号` 代替 authorization 标头则会询问密码",
  },
};
