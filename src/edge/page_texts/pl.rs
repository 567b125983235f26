//! Polish.

use super::PageTexts;

/// What the pages say in this language.
pub(super) static TEXTS: PageTexts = PageTexts {
    expired_heading: "To logowanie trwało zbyt długo",
    expired: "Nie zakończyło się w ciągu {minutes} minut. Nic nie zostało połączone. Prosimy zacząć od nowa.",
    mismatch_heading: "To logowanie nie zaczęło się tutaj",
    mismatch: "Nie rozpoczęto go w tej przeglądarce albo przeglądarka nie zachowała pliku cookie. Nic nie zostało połączone. Prosimy zezwolić na pliki cookie i zacząć od nowa w tej przeglądarce.",
    replayed_heading: "To logowanie zostało już wykorzystane",
    replayed: "Jeśli Państwa konto nie jest widoczne jako połączone, prosimy zacząć od nowa.",
    incomplete_heading: "Ten link jest niepełny",
    incomplete: "Brakuje części adresu albo jest ona błędna. Prosimy wrócić na stronę, z której otwarto link, i zacząć od nowa.",
    misconfigured_heading: "Coś jest źle skonfigurowane",
    misconfigured: "To nie jest Państwa błąd. Prosimy powiadomić osoby prowadzące tę stronę.",
    failed_heading: "Logowanie nie powiodło się",
    failed: "Prosimy spróbować ponownie. Jeśli nadal nie działa, prosimy powiadomić osoby prowadzące tę stronę.",
    wait_heading: "Prosimy chwilę poczekać",
    wait: "W krótkim czasie było zbyt wiele zapytań. Prosimy odczekać kilka minut i spróbować ponownie.",
    unreachable_heading: "W tej chwili to nie działa",
    unreachable: "Usługa potrzebna do logowania nie odpowiedziała albo odpowiedziała inaczej, niż oczekiwano. Prosimy spróbować później.",
    broken_heading: "Coś tu poszło nie tak",
    broken: "Przerwał to błąd tej strony. To nie jest Państwa błąd i został on odnotowany.",
    reconnect_heading: "Konto trzeba połączyć ponownie",
    reconnect: "Udzielony wcześniej dostęp nie jest już ważny. Prosimy połączyć konto jeszcze raz.",
    forbidden_heading: "To nie jest dozwolone",
    forbidden: "Żądanie zostało odrzucone. Jeśli uważają Państwo, że to pomyłka, prosimy powiadomić osoby prowadzące tę stronę.",

    start_again: "Zacznij od nowa",
    back: "Wróć bez logowania",
    close_window: "Można też zamknąć to okno.",
    start_page: "Przejdź do strony głównej",

    ask_heading: "Kontynuować logowanie?",
    ask: "Inna strona skierowała Państwa tutaj, aby połączyć Państwa konto {provider} ({instance}) z {origin}.",
    ask_continue: "Kontynuuj",
    ask_unexpected: "Jeśli to nie była Państwa decyzja, prosimy zamknąć tę stronę.",

    connected_heading: "Połączono",
    connected: "Państwa konto {provider} jest połączone. Można zamknąć to okno.",

    reopen_heading: "Prosimy otworzyć aplikację ponownie",
    reopen: "Tę stronę można otworzyć tylko raz i tylko przez krótki czas. Prosimy przejść do {provider} i stamtąd ponownie otworzyć aplikację. Konto połączone wcześniej pozostaje połączone.",

    framed: "Konto {provider} {account} jest połączone.",
    framed_link: "Jeśli sam masz dostęp do {origin}, możesz powiązać z nim to konto. Najpierw zapyta o to nowe okno.",

    link_heading: "Powiązać to konto {provider}?",
    link: "Tę stronę otwarto z {provider} dla konta {account}. Prosimy powiązać to konto ze swoim profilem w {origin} tylko wtedy, gdy należy ono do Państwa i sami otworzyli Państwo aplikację.",
    link_confirm: "Powiąż konto",
    link_decline: "Nie powiązuj",
    declined_heading: "Nie powiązano",
    declined: "Konto nie zostało powiązane. Można zamknąć to okno.",
};
