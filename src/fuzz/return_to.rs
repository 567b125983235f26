//! Where a login may end: at home, or at an origin that is listed, whoever reads the address.

use proptest::prelude::*;

use super::generators::made_of;
use super::holds;
use crate::oauth::return_to::{LONGEST, check};

const ALLOWED: &str = "https://app.example.com";

const PIECES: &[&str] = &[
    "/",
    "//",
    "\\",
    "https://app.example.com",
    "https:",
    "http://",
    "evil.example",
    "@",
    ":",
    "?",
    "#",
    ".",
    "..",
    "%2f",
    "%5c",
    "\t",
    "\n",
    "\r",
    " ",
    "javascript:",
    "account",
    "/%09/",
    "é",
    "\u{3002}",
    "\u{ff0f}",
    "\u{a0}",
    "\"<",
];

/// The host to which a browser would go from a page at `desk.example`: as the URL Standard has it, but bolder, where
/// parsers differ.
fn host_in_a_browser(address: &str) -> String {
    let text: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let text = text.trim_matches(|c: char| c <= ' ').replace('\\', "/");
    let before_path = text.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = match before_path.split_once(':') {
        Some(("http" | "https", _)) => text.split_once(':').map_or("", |(_, rest)| rest).to_owned(),
        Some((scheme, _)) if !scheme.is_empty() => return scheme.to_owned(),
        _ if text.starts_with("//") => text,
        _ => return "desk.example".to_owned(),
    };
    let authority =
        rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    authority.rsplit('@').next().unwrap_or_default().to_owned()
}

#[test]
fn a_target_that_passes_stays_here_or_is_listed() {
    holds(file!(), made_of(PIECES), |target| {
        let allowed = [ALLOWED.to_owned()];
        match check(&target, &allowed) {
            Ok(passed) => {
                prop_assert_eq!(
                    host_in_a_browser(&passed),
                    host_in_a_browser(&target),
                    "encoding leads nowhere else"
                );
                prop_assert_eq!(check(&passed, &allowed).ok(), Some(passed.clone()));
                let host = host_in_a_browser(&passed);
                prop_assert!(
                    ["desk.example", "app.example.com"].contains(&host.as_str()),
                    "{}",
                    host
                );
                prop_assert!(passed.bytes().all(|b| b.is_ascii_graphic())); // fit for a header field
                prop_assert!(passed.len() <= LONGEST);
                // Without the list it passes only if it is a path.
                prop_assert_eq!(check(&passed, &[]).is_ok(), passed.starts_with('/'));
            }
            Err(error) => prop_assert!(!error.to_string().contains("evil")),
        }
        Ok(())
    });
}
