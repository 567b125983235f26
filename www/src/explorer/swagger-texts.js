// The texts of Swagger UI in the console's languages.

/** @type {Record<string, [pt: string, fr: string, zh: string]>} */
const ALL = {
  Parameters: ["Parâmetros", "Paramètres", "参数"],
  "Try it out": ["Experimentar", "Essayer", "试一试"],
  Cancel: ["Cancelar", "Annuler", "取消"],
  Reset: ["Repor", "Réinitialiser", "重置"],
  Execute: ["Executar", "Exécuter", "执行"],
  Clear: ["Limpar", "Effacer", "清除"],
  "No parameters": ["Sem parâmetros", "Aucun paramètre", "无参数"],
  Name: ["Nome", "Nom", "名称"],
  Description: ["Descrição", "Description", "说明"],
  Responses: ["Respostas", "Réponses", "响应"],
  "Server response": ["Resposta do servidor", "Réponse du serveur", "服务器响应"],
  Code: ["Código", "Code", "代码"],
  Links: ["Ligações", "Liens", "链接"],
  "No links": ["Sem ligações", "Aucun lien", "无链接"],
  "Media type": ["Tipo de conteúdo", "Type de contenu", "内容类型"],
  "Request body": ["Corpo do pedido", "Corps de la requête", "请求正文"],
  required: ["obrigatório", "obligatoire", "必填"],
  "Example Value": ["Exemplo", "Exemple", "示例"],
  "Edit Value": ["Editar", "Modifier", "编辑"],
  "Request body required": [
    "Corpo do pedido obrigatório",
    "Corps de la requête obligatoire",
    "请求正文（必填）",
  ],
  "Request URL": ["URL do pedido", "URL de la requête", "请求地址"],
  Schema: ["Esquema", "Schéma", "结构"],
  Examples: ["Exemplos", "Exemples", "示例"],
  Example: ["Exemplo", "Exemple", "示例"],
  "Example:": ["Exemplo:", "Exemple :", "示例："],
  "Default value": ["Valor predefinido", "Valeur par défaut", "默认值"],
  "Available values": ["Valores possíveis", "Valeurs possibles", "可用值"],
  Controls: ["Determina o cabeçalho", "Détermine l’en-tête", "决定"],
  "header.": [".", ".", "标头。"],
  "Send empty value": ["Enviar valor vazio", "Envoyer une valeur vide", "发送空值"],
  "Add string item": ["Acrescentar um texto", "Ajouter un texte", "添加文本项"],
  "Add integer item": ["Acrescentar um número", "Ajouter un nombre", "添加数字项"],
  "Add object item": ["Acrescentar um objeto", "Ajouter un objet", "添加对象项"],
  "Add item": ["Acrescentar", "Ajouter", "添加项"],
  "Expand all": ["Abrir tudo", "Tout déplier", "全部展开"],
  "Collapse all": ["Fechar tudo", "Tout replier", "全部折叠"],
  "Expand operation": ["Abrir o grupo", "Déplier le groupe", "展开"],
  "Collapse operation": ["Fechar o grupo", "Replier le groupe", "折叠"],
  "Warning: Deprecated": ["Atenção: em desuso", "Attention : obsolète", "注意：已弃用"],
  "No operations defined in spec!": [
    "Nenhuma operação encontrada.",
    "Aucune opération trouvée.",
    "没有找到操作。",
  ],
  "Copy to clipboard": ["Copiar", "Copier", "复制"],
  "No response examples": ["Sem exemplos", "Aucun exemple", "无示例"],
};

/** @param {0 | 1 | 2} at */
const of = (at) =>
  Object.fromEntries(Object.entries(ALL).map(([english, all]) => [english, all[at]]));

export const swaggerTexts = { pt: of(0), fr: of(1), zh: of(2) };
