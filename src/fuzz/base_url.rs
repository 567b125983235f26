//! A provider's address, from a configuration.

use proptest::prelude::*;
use proptest::sample::select;

use super::generators::{CANARY, made_of};
use super::holds;
use crate::http::base_url::{BaseUrl, Reach};

const PIECES: &[&str] = &[
    "https://",
    "http://",
    "community.example",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "169.254.169.254",
    "0x7f.1",
    "/",
    "//",
    "..",
    ".",
    ":",
    ":8443",
    "@",
    CANARY,
    "?",
    "#",
    "\\",
    "%2e",
    " ",
    "-",
    "xn--",
    "internal",
    "api",
];

#[test]
fn an_address_that_passes_names_one_host_and_keeps_to_it() {
    let reach = select(&[Reach::Public, Reach::Loopback][..]);
    holds(file!(), (made_of(PIECES), reach, any::<bool>()), |(text, reach, is_address)| {
        let text = if is_address { format!("https://{text}") } else { text };
        match BaseUrl::parse(&text, reach) {
            Ok(base) => {
                let same = |other: BaseUrl| other.as_str() == base.as_str();
                prop_assert!(BaseUrl::parse(base.as_str(), reach).is_ok_and(same), "{}", base);
                let origin = base.origin().to_owned();
                let (scheme, host) = origin.split_once("://").unwrap();
                prop_assert!(!host.contains(['/', '@', '?', '#', '\\', '%']), "{}", host);
                let is_here = ["127.0.0.1", "localhost", "[::1]"].iter().any(|here| {
                    host.strip_prefix(here)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
                });
                if reach == Reach::Public || !is_here {
                    prop_assert_eq!(scheme, "https");
                    prop_assert!(!is_here && host.contains('.') && !host.contains(':'), "{}", host);
                    let top = host.rsplit('.').next().unwrap_or_default();
                    prop_assert!(top.starts_with(|c: char| c.is_ascii_alphabetic()), "{}", host);
                }
                let below = format!("{origin}/");
                prop_assert!(base.join("/x").starts_with(&below));
            }
            Err(error) => {
                prop_assert_eq!(error.code(), crate::Code::Configuration);
                prop_assert!(!error.to_string().contains(CANARY));
            }
        }
        Ok(())
    });
}
