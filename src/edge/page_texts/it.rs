//! Italian.

use super::PageTexts;

/// What the pages say in this language.
pub(super) static TEXTS: PageTexts = PageTexts {
    expired_heading: "Questo accesso ha richiesto troppo tempo",
    expired: "Non è stato completato entro {minutes} minuti. Non è stato collegato nulla. La preghiamo di ricominciare.",
    mismatch_heading: "Questo accesso non è iniziato qui",
    mismatch: "Non è stato avviato in questo browser, oppure il browser non ha conservato il cookie. Non è stato collegato nulla. La preghiamo di consentire i cookie e di ricominciare in questo browser.",
    replayed_heading: "Questo accesso è già stato usato",
    replayed: "Se il Suo account non risulta collegato, La preghiamo di ricominciare.",
    incomplete_heading: "Questo link non è completo",
    incomplete: "Una parte dell’indirizzo manca o è errata. La preghiamo di tornare alla pagina di partenza e di ricominciare da lì.",
    misconfigured_heading: "La configurazione non è corretta",
    misconfigured: "Non è un Suo errore. La preghiamo di avvisare chi gestisce questo sito.",
    failed_heading: "L’accesso non è riuscito",
    failed: "La preghiamo di riprovare. Se ancora non funziona, avvisi chi gestisce questo sito.",
    wait_heading: "Attenda un momento, per favore",
    wait: "Ci sono state troppe richieste in poco tempo. Attenda qualche minuto e riprovi.",
    unreachable_heading: "Al momento non funziona",
    unreachable: "Un servizio necessario per l’accesso non ha risposto, oppure non come previsto. La preghiamo di riprovare più tardi.",
    broken_heading: "Qui qualcosa è andato storto",
    broken: "Un guasto di questo sito ha interrotto l’operazione. Non è un Suo errore, e il guasto è stato registrato.",
    reconnect_heading: "L’account va collegato di nuovo",
    reconnect: "L’autorizzazione data in precedenza non è più valida. La preghiamo di collegare l’account ancora una volta.",
    forbidden_heading: "Questo non è consentito",
    forbidden: "La richiesta è stata rifiutata. Se pensa che sia un errore, avvisi chi gestisce questo sito.",

    start_again: "Ricomincia",
    back: "Indietro senza accedere",
    close_window: "Oppure chiuda questa finestra.",
    start_page: "Alla pagina iniziale",

    ask_heading: "Continuare con l’accesso?",
    ask: "Un altro sito L’ha indirizzata qui per collegare il Suo account {provider} ({instance}) a {origin}.",
    ask_continue: "Continua",
    ask_unexpected: "Se non l’ha chiesto Lei, chiuda questa pagina.",

    connected_heading: "Account collegato",
    connected: "Il Suo account {provider} è collegato. Può chiudere questa finestra.",

    reopen_heading: "Apra di nuovo l’app, per favore",
    reopen: "Questa pagina si può aprire una sola volta e per poco tempo. Vada su {provider} e apra di nuovo l’app da lì. Un account già collegato resta collegato.",

    framed: "L’account {provider} {account} è collegato.",
    framed_link: "Se lei stesso ha un accesso a {origin}, può associarvi questo account. Prima, una nuova finestra le chiederà conferma.",

    link_heading: "Associare questo account {provider}?",
    link: "Questa pagina è stata aperta da {provider} con l’account {account}. Associ questo account al Suo utente su {origin} solo se è Suo e se ha aperto Lei l’app.",
    link_confirm: "Associa l’account",
    link_decline: "Non associare",
    declined_heading: "Account non associato",
    declined: "L’account non è stato associato. Può chiudere questa finestra.",
};
