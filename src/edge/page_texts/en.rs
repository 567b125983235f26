//! English.

use super::PageTexts;

/// What the pages say in this language.
pub(super) static TEXTS: PageTexts = PageTexts {
    expired_heading: "This login took too long",
    expired: "It was not finished within {minutes} minutes. Nothing was connected. Please start again.",
    mismatch_heading: "This login did not start here",
    mismatch: "It was not started in this browser, or the browser did not keep its cookie. Nothing was connected. Please allow cookies and start again in this browser.",
    replayed_heading: "This login was already used",
    replayed: "If your account is not shown as connected, please start again.",
    incomplete_heading: "This link is not complete",
    incomplete: "A part of the address is missing or wrong. Please go back to the page that you came from and start again.",
    misconfigured_heading: "This is not set up correctly",
    misconfigured: "This is not your mistake. Please tell the people who run this site.",
    failed_heading: "The login did not succeed",
    failed: "Please try again. If it still does not work, tell the people who run this site.",
    wait_heading: "Please wait a moment",
    wait: "There were too many requests in a short time. Wait a few minutes and try again.",
    unreachable_heading: "This does not work right now",
    unreachable: "A service that the login needs did not answer, or not as expected. Please try again later.",
    broken_heading: "Something went wrong here",
    broken: "A fault of this site’s own stopped it. This is not your mistake, and the fault has been noted.",
    reconnect_heading: "The account must be connected again",
    reconnect: "The access that was granted before is no longer valid. Please connect the account once more.",
    forbidden_heading: "This is not allowed",
    forbidden: "The request was refused. If you think that this is a mistake, tell the people who run this site.",

    start_again: "Start again",
    back: "Back without logging in",
    close_window: "Or close this window.",
    start_page: "To the start page",

    ask_heading: "Continue to log in?",
    ask: "Another site sent you here to connect your {provider} account ({instance}) with {origin}.",
    ask_continue: "Continue",
    ask_unexpected: "If you did not ask for this, close this page.",

    connected_heading: "Connected",
    connected: "Your {provider} account is connected. You can close this window.",

    reopen_heading: "Please open the app again",
    reopen: "This page can be opened only once, and only for a short time. Go to {provider} and open the app again from there. An account that is already connected stays connected.",

    framed: "The {provider} account {account} is connected.",
    framed_link: "If you have a login at {origin} yourself, you can link this account to it. A new window asks you first.",

    link_heading: "Link this {provider} account?",
    link: "This page was opened from {provider} with the account {account}. Link this account to your login at {origin} only if it is yours and you opened the app yourself.",
    link_confirm: "Link the account",
    link_decline: "Do not link",
    declined_heading: "Not linked",
    declined: "The account was not linked. You can close this window.",
};
