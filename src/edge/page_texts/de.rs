//! German.

use super::PageTexts;

/// What the pages say in this language.
pub(super) static TEXTS: PageTexts = PageTexts {
    expired_heading: "Diese Anmeldung hat zu lange gedauert",
    expired: "Sie wurde nicht innerhalb von {minutes} Minuten abgeschlossen. Es wurde nichts verbunden. Bitte beginnen Sie noch einmal.",
    mismatch_heading: "Diese Anmeldung hat nicht hier begonnen",
    mismatch: "Sie wurde nicht in diesem Browser begonnen, oder der Browser hat das Cookie nicht behalten. Es wurde nichts verbunden. Bitte erlauben Sie Cookies und beginnen Sie in diesem Browser noch einmal.",
    replayed_heading: "Diese Anmeldung wurde schon verwendet",
    replayed: "Wenn Ihr Konto nicht als verbunden angezeigt wird, beginnen Sie bitte noch einmal.",
    incomplete_heading: "Dieser Link ist nicht vollständig",
    incomplete: "Ein Teil der Adresse fehlt oder ist falsch. Bitte gehen Sie zu der Seite zurück, von der Sie kamen, und beginnen Sie dort noch einmal.",
    misconfigured_heading: "Hier ist etwas nicht richtig eingerichtet",
    misconfigured: "Das liegt nicht an Ihnen. Bitte sagen Sie den Betreibern dieser Website Bescheid.",
    failed_heading: "Die Anmeldung ist nicht gelungen",
    failed: "Bitte versuchen Sie es noch einmal. Wenn es weiterhin nicht geht, sagen Sie den Betreibern dieser Website Bescheid.",
    wait_heading: "Bitte warten Sie einen Moment",
    wait: "Es gab zu viele Anfragen in kurzer Zeit. Warten Sie einige Minuten und versuchen Sie es dann noch einmal.",
    unreachable_heading: "Das geht im Moment nicht",
    unreachable: "Ein Dienst, der für die Anmeldung gebraucht wird, hat nicht oder nicht wie erwartet geantwortet. Bitte versuchen Sie es später noch einmal.",
    broken_heading: "Hier ist etwas schiefgegangen",
    broken: "Ein Fehler dieser Website hat das abgebrochen. Es liegt nicht an Ihnen, und der Fehler wurde festgehalten.",
    reconnect_heading: "Das Konto muss neu verbunden werden",
    reconnect: "Der früher erteilte Zugriff gilt nicht mehr. Bitte verbinden Sie das Konto noch einmal.",
    forbidden_heading: "Das ist nicht erlaubt",
    forbidden: "Die Anfrage wurde abgelehnt. Wenn Sie das für einen Irrtum halten, sagen Sie bitte den Betreibern dieser Website Bescheid.",

    start_again: "Noch einmal beginnen",
    back: "Zurück ohne Anmeldung",
    close_window: "Oder schließen Sie dieses Fenster.",
    start_page: "Zur Startseite",

    ask_heading: "Mit der Anmeldung fortfahren?",
    ask: "Eine andere Website hat Sie hierher geschickt, um Ihr {provider}-Konto ({instance}) mit {origin} zu verbinden.",
    ask_continue: "Weiter",
    ask_unexpected: "Wenn Sie das nicht veranlasst haben, schließen Sie bitte diese Seite.",

    connected_heading: "Verbunden",
    connected: "Ihr {provider}-Konto ist verbunden. Sie können dieses Fenster schließen.",

    reopen_heading: "Bitte öffnen Sie die App noch einmal",
    reopen: "Diese Seite lässt sich nur einmal und nur für kurze Zeit öffnen. Gehen Sie zu {provider} und öffnen Sie die App von dort aus erneut. Ein Konto, das schon verbunden ist, bleibt verbunden.",

    framed: "Das {provider}-Konto {account} ist verbunden.",
    framed_link: "Wenn Sie selbst bei {origin} angemeldet sind, können Sie dieses Konto mit Ihrem Zugang dort verknüpfen. Ein neues Fenster fragt Sie vorher.",

    link_heading: "Dieses {provider}-Konto verknüpfen?",
    link: "Diese Seite wurde von {provider} aus mit dem Konto {account} geöffnet. Verknüpfen Sie dieses Konto nur dann mit Ihrem Zugang bei {origin}, wenn es Ihnen gehört und Sie die App selbst geöffnet haben.",
    link_confirm: "Konto verknüpfen",
    link_decline: "Nicht verknüpfen",
    declined_heading: "Nicht verknüpft",
    declined: "Das Konto wurde nicht verknüpft. Sie können dieses Fenster schließen.",
};
