//! Portuguese, as in Brazil.

use super::PageTexts;

/// What the pages say in this language.
pub(super) static TEXTS: PageTexts = PageTexts {
    expired_heading: "Este login demorou demais",
    expired: "Ele não foi concluído em {minutes} minutos. Nada foi conectado. Por favor, comece de novo.",
    mismatch_heading: "Este login não começou aqui",
    mismatch: "Ele não foi iniciado neste navegador, ou o navegador não guardou o cookie. Nada foi conectado. Por favor, permita os cookies e comece de novo neste navegador.",
    replayed_heading: "Este login já foi usado",
    replayed: "Se a sua conta não aparecer como conectada, por favor, comece de novo.",
    incomplete_heading: "Este link está incompleto",
    incomplete: "Uma parte do endereço está faltando ou está errada. Por favor, volte à página de onde você veio e comece de novo.",
    misconfigured_heading: "A configuração não está correta",
    misconfigured: "O erro não é seu. Por favor, avise os responsáveis por este site.",
    failed_heading: "O login não deu certo",
    failed: "Por favor, tente de novo. Se ainda não funcionar, avise os responsáveis por este site.",
    wait_heading: "Por favor, aguarde um momento",
    wait: "Houve pedidos demais em pouco tempo. Aguarde alguns minutos e tente de novo.",
    unreachable_heading: "Isto não está funcionando agora",
    unreachable: "Um serviço necessário para o login não respondeu, ou não respondeu como esperado. Por favor, tente de novo mais tarde.",
    broken_heading: "Algo deu errado aqui",
    broken: "Uma falha deste site interrompeu isto. O erro não é seu, e a falha ficou registrada.",
    reconnect_heading: "A conta precisa ser conectada de novo",
    reconnect: "O acesso concedido antes não vale mais. Por favor, conecte a conta outra vez.",
    forbidden_heading: "Isto não é permitido",
    forbidden: "O pedido foi recusado. Se você acha que é um engano, avise os responsáveis por este site.",

    start_again: "Começar de novo",
    back: "Voltar sem fazer login",
    close_window: "Ou feche esta janela.",
    start_page: "Ir para a página inicial",

    ask_heading: "Continuar com o login?",
    ask: "Outro site enviou você para cá, para conectar a sua conta {provider} ({instance}) a {origin}.",
    ask_continue: "Continuar",
    ask_unexpected: "Se você não pediu isso, feche esta página.",

    connected_heading: "Conta conectada",
    connected: "A sua conta {provider} está conectada. Você pode fechar esta janela.",

    reopen_heading: "Por favor, abra o aplicativo de novo",
    reopen: "Esta página só pode ser aberta uma vez, e por pouco tempo. Vá ao {provider} e abra o aplicativo de novo a partir de lá. Uma conta que já estava conectada continua conectada.",

    framed: "A conta {account} do {provider} está conectada.",
    framed_link: "Se você mesmo tem um acesso em {origin}, pode vincular esta conta a ele. Antes disso, uma nova janela pergunta a você.",

    link_heading: "Vincular esta conta {provider}?",
    link: "Esta página foi aberta a partir do {provider} com a conta {account}. Vincule esta conta ao seu usuário em {origin} somente se ela for sua e se foi você quem abriu o aplicativo.",
    link_confirm: "Vincular a conta",
    link_decline: "Não vincular",
    declined_heading: "Conta não vinculada",
    declined: "A conta não foi vinculada. Você pode fechar esta janela.",
};
