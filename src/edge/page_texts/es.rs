//! Spanish.

use super::PageTexts;

/// What the pages say in this language.
pub(super) static TEXTS: PageTexts = PageTexts {
    expired_heading: "Este inicio de sesión tardó demasiado",
    expired: "No se completó en {minutes} minutos. No se conectó nada. Por favor, empiece de nuevo.",
    mismatch_heading: "Este inicio de sesión no empezó aquí",
    mismatch: "No se inició en este navegador, o el navegador no guardó la cookie. No se conectó nada. Por favor, permita las cookies y empiece de nuevo en este navegador.",
    replayed_heading: "Este inicio de sesión ya se utilizó",
    replayed: "Si su cuenta no aparece como conectada, por favor, empiece de nuevo.",
    incomplete_heading: "Este enlace no está completo",
    incomplete: "Falta una parte de la dirección o no es correcta. Por favor, vuelva a la página de la que vino y empiece de nuevo.",
    misconfigured_heading: "La configuración no es correcta",
    misconfigured: "No es un error suyo. Por favor, avise a los responsables de este sitio.",
    failed_heading: "No se pudo iniciar la sesión",
    failed: "Por favor, inténtelo de nuevo. Si sigue sin funcionar, avise a los responsables de este sitio.",
    wait_heading: "Por favor, espere un momento",
    wait: "Hubo demasiadas solicitudes en poco tiempo. Espere unos minutos e inténtelo de nuevo.",
    unreachable_heading: "Esto no funciona en este momento",
    unreachable: "Un servicio necesario para iniciar la sesión no respondió, o no lo hizo como se esperaba. Por favor, inténtelo más tarde.",
    broken_heading: "Algo ha fallado aquí",
    broken: "Un fallo de este sitio lo ha interrumpido. No es un error suyo, y el fallo ha quedado registrado.",
    reconnect_heading: "Hay que conectar la cuenta de nuevo",
    reconnect: "El acceso concedido anteriormente ya no es válido. Por favor, conecte la cuenta otra vez.",
    forbidden_heading: "Esto no está permitido",
    forbidden: "La solicitud fue rechazada. Si cree que es un error, avise a los responsables de este sitio.",

    start_again: "Empezar de nuevo",
    back: "Volver sin iniciar sesión",
    close_window: "O cierre esta ventana.",
    start_page: "Ir a la página de inicio",

    ask_heading: "¿Continuar con el inicio de sesión?",
    ask: "Otro sitio le envió aquí para conectar su cuenta de {provider} ({instance}) con {origin}.",
    ask_continue: "Continuar",
    ask_unexpected: "Si usted no lo pidió, cierre esta página.",

    connected_heading: "Cuenta conectada",
    connected: "Su cuenta de {provider} está conectada. Puede cerrar esta ventana.",

    reopen_heading: "Por favor, abra la aplicación de nuevo",
    reopen: "Esta página solo se puede abrir una vez y durante poco tiempo. Vaya a {provider} y abra desde allí la aplicación de nuevo. Una cuenta que ya estaba conectada sigue conectada.",

    framed: "La cuenta de {provider} {account} está conectada.",
    framed_link: "Si usted mismo tiene un acceso en {origin}, puede vincular esta cuenta con él. Antes, una ventana nueva le preguntará.",

    link_heading: "¿Vincular esta cuenta de {provider}?",
    link: "Esta página se abrió desde {provider} con la cuenta {account}. Vincule esta cuenta con su usuario en {origin} solo si es suya y si fue usted quien abrió la aplicación.",
    link_confirm: "Vincular la cuenta",
    link_decline: "No vincular",
    declined_heading: "Cuenta no vinculada",
    declined: "La cuenta no se vinculó. Puede cerrar esta ventana.",
};
