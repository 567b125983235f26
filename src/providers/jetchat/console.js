// JetChat in the console.
import { inLanguage } from "../../../www/src/language.js";

/** What an old installation wants besides the fields of the form. */
export const optionalFieldsNote = inLanguage({
  en: "Further headers that an installation wants are set where the Worker runs, for everybody.",
  pt: "Outros cabeçalhos que uma instalação exija definem-se onde o Worker corre, para todos.",
  fr: "Les autres en-têtes qu’une installation exige se règlent là où le Worker tourne, pour tous.",
  zh: "某些安装所需的其他请求头，由 Worker 的管理者统一设置。",
});
