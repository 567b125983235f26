//! French.

use super::PageTexts;

/// What the pages say in this language.
pub(super) static TEXTS: PageTexts = PageTexts {
    expired_heading: "Cette connexion a pris trop de temps",
    expired: "Elle n’a pas été terminée en {minutes} minutes. Aucun compte n’a été connecté. Veuillez recommencer.",
    mismatch_heading: "Cette connexion n’a pas commencé ici",
    mismatch: "Elle n’a pas été lancée dans ce navigateur, ou celui-ci n’a pas gardé le cookie. Aucun compte n’a été connecté. Veuillez autoriser les cookies et recommencer dans ce navigateur.",
    replayed_heading: "Cette connexion a déjà été utilisée",
    replayed: "Si votre compte n’apparaît pas comme connecté, veuillez recommencer.",
    incomplete_heading: "Ce lien n’est pas complet",
    incomplete: "Une partie de l’adresse manque ou n’est pas correcte. Veuillez revenir à la page d’où vous venez et recommencer.",
    misconfigured_heading: "La configuration n’est pas correcte",
    misconfigured: "L’erreur ne vient pas de vous. Veuillez prévenir les responsables de ce site.",
    failed_heading: "La connexion n’a pas abouti",
    failed: "Veuillez réessayer. Si cela ne fonctionne toujours pas, prévenez les responsables de ce site.",
    wait_heading: "Veuillez patienter un instant",
    wait: "Il y a eu trop de demandes en peu de temps. Attendez quelques minutes, puis réessayez.",
    unreachable_heading: "Cela ne fonctionne pas pour le moment",
    unreachable: "Un service nécessaire à la connexion n’a pas répondu, ou pas comme prévu. Veuillez réessayer plus tard.",
    broken_heading: "Quelque chose n’a pas fonctionné ici",
    broken: "Une défaillance de ce site a tout interrompu. L’erreur ne vient pas de vous, et elle a été enregistrée.",
    reconnect_heading: "Le compte doit être connecté à nouveau",
    reconnect: "L’accès accordé auparavant n’est plus valable. Veuillez connecter le compte encore une fois.",
    forbidden_heading: "Ce n’est pas autorisé",
    forbidden: "La demande a été refusée. Si vous pensez que c’est une erreur, prévenez les responsables de ce site.",

    start_again: "Recommencer",
    back: "Revenir sans se connecter",
    close_window: "Ou fermez cette fenêtre.",
    start_page: "Aller à la page d’accueil",

    ask_heading: "Continuer la connexion\u{202f}?",
    ask: "Vous arrivez d’un autre site, qui souhaite connecter votre compte {provider} ({instance}) à {origin}.",
    ask_continue: "Continuer",
    ask_unexpected: "Si vous n’avez rien demandé, fermez cette page.",

    connected_heading: "Compte connecté",
    connected: "Votre compte {provider} est connecté. Vous pouvez fermer cette fenêtre.",

    reopen_heading: "Veuillez rouvrir l’application",
    reopen: "Cette page ne peut être ouverte qu’une seule fois, et pendant peu de temps. Allez sur {provider} et ouvrez de nouveau l’application à partir de là. Un compte déjà connecté le reste.",

    framed: "Le compte {provider} {account} est connecté.",
    framed_link: "Si vous avez vous-même un accès à {origin}, vous pouvez y associer ce compte. Une nouvelle fenêtre vous le demandera d’abord.",

    link_heading: "Associer ce compte {provider}\u{202f}?",
    link: "Cette page a été ouverte depuis {provider} avec le compte {account}. Associez ce compte à votre profil sur {origin} seulement s’il vous appartient et si vous avez ouvert l’application vous-même.",
    link_confirm: "Associer le compte",
    link_decline: "Ne pas associer",
    declined_heading: "Compte non associé",
    declined: "Le compte n’a pas été associé. Vous pouvez fermer cette fenêtre.",
};
