//! A provider's address, checked so that configuration cannot point the Worker at its own surroundings.

#![allow(clippy::disallowed_macros)] // not part of a browser's build

use std::fmt;

use crate::error::{Code, Error, Result};

/// How far a base address may reach.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reach {
    /// Public hosts by name, over https.
    Public,
    /// The same, and this machine over http. Only where we are served from this machine ourselves,
    /// so that nothing is reached which the caller could not reach directly; or where an app has said so.
    Loopback,
}

impl Reach {
    /// This machine too, where somebody has allowed it.
    #[must_use]
    pub const fn with_loopback(is_allowed: bool) -> Self {
        if is_allowed { Self::Loopback } else { Self::Public }
    }
}

/// The address below which a provider's paths lie, without a slash at its end.
#[derive(Clone, Eq, PartialEq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Checks an address: https and a public host name; no user, port, query or fragment.
    ///
    /// # Errors
    /// `configuration`, saying what is wrong with it.
    pub fn parse(text: &str, reach: Reach) -> Result<Self> {
        match problem(text, reach) {
            None => Ok(Self(text.trim_end_matches('/').to_owned())),
            // The address itself is not shown: people paste passwords into them.
            Some(problem) => {
                Err(Error::new(Code::Configuration, format!("The address {problem}.")))
            }
        }
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Scheme, host and port: `https://community.example.com`.
    #[must_use]
    pub fn origin(&self) -> &str {
        let host_at = self.0.find("://").map_or(0, |at| at + 3);
        let end = self.0.get(host_at..).and_then(|rest| rest.find('/')).map(|at| at + host_at);
        end.and_then(|end| self.0.get(..end)).unwrap_or(&self.0)
    }

    /// The address of a path below this one.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        format!("{}/{}", self.0, path.trim_start_matches('/'))
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn problem(text: &str, reach: Reach) -> Option<&'static str> {
    if text.len() > 500 {
        return Some("is too long");
    }
    // What follows is stricter than the URL standard on purpose: a character that two parsers could
    // read differently has no place in an address that someone types once.
    if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/[]".contains(&b)) {
        return Some(
            "has characters that do not belong there (it must be a plain address: no user, query, \
             fragment, backslash, space or percent sign; write an international name in its xn-- form)",
        );
    }
    if is_loopback(text) {
        return (reach == Reach::Public).then_some(
            "is one of this machine, which is for development only: give { allowLoopback: true } to a client of the package; \
             a Worker takes it where PORTARIA_ORIGIN is an http address of this machine, too",
        );
    }
    let Some(rest) = text.strip_prefix("https://") else {
        return Some("must begin with https://");
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let dotted = path.split('/').any(|segment| segment == ".." || segment == ".");
    if dotted || path.starts_with('/') || path.contains("//") {
        return Some("must not have empty or dotted path segments");
    }
    host_problem(host)
}

/// `http://127.0.0.1`, `http://[::1]`, `http://localhost` or a name below it (RFC 6761, section 6.3), each with an optional port and
/// path.
fn is_loopback(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")) else {
        return false;
    };
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        _ => authority,
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&host)
        || host.strip_suffix(".localhost").is_some_and(|name| name.split('.').all(is_label))
}

/// One part of a host's name.
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn host_problem(host: &str) -> Option<&'static str> {
    if host.contains(':') || host.contains('[') {
        return Some("must not name a port or an IP address");
    }
    let labels: Vec<_> = host.split('.').collect();
    if !labels.iter().all(|label| is_label(label)) || host.len() > 253 {
        return Some("does not name a host");
    }
    let [.., _, top] = labels.as_slice() else {
        return Some("must name a public host, such as community.example.com");
    };
    // The last label of a public name begins with a letter; that leaves out every way to write an IP
    // address (127.1, 0x7f.0.0.1, 2130706433).
    if !top.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some("must be a host name, not an IP address");
    }
    const PRIVATE: &[&str] = &[
        "arpa",
        "corp",
        "home",
        "internal",
        "intranet",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "onion",
        "private",
    ];
    if PRIVATE.contains(&top.to_ascii_lowercase().as_str()) {
        return Some("must name a public host");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn public_addresses_pass_and_lose_their_last_slash() {
        let cases = [
            ("https://community.com", "https://community.com", "https://community.com"),
            ("https://community.com/", "https://community.com", "https://community.com"),
            ("https://a.example/community/", "https://a.example/community", "https://a.example"),
            ("https://a.ex/x", "https://a.ex/x", "https://a.ex"),
            (
                "https://xn--bcher-kva.example",
                "https://xn--bcher-kva.example",
                "https://xn--bcher-kva.example",
            ),
        ];
        for (text, whole, origin) in cases {
            let base = BaseUrl::parse(text, Reach::Public).unwrap();
            assert_eq!((base.as_str(), base.origin()), (whole, origin));
            assert_eq!(base.join("/api/oauth"), format!("{whole}/api/oauth"));
            assert_eq!((format!("{base}"), format!("{base:?}")), (whole.into(), whole.into()));
        }
    }

    #[test]
    fn a_port_and_an_ip_address_are_refused_by_name() {
        for text in ["https://community.com:8443", "https://[fd00::1]", "https://[fd00"] {
            let said = BaseUrl::parse(text, Reach::Public).unwrap_err();
            assert!(said.details().message.contains("a port or an IP address"), "{text}: {said}");
        }
    }

    #[test]
    fn an_address_has_a_longest() {
        let of = |length: usize| format!("https://a.example/{}", "x".repeat(length - 18));
        assert!(BaseUrl::parse(&of(500), Reach::Public).is_ok());
        for length in [501, 502, 5000] {
            assert!(BaseUrl::parse(&of(length), Reach::Public).is_err(), "{length}");
        }
    }

    #[test]
    fn a_label_has_a_longest_and_so_has_a_host() {
        let host = |labels: &[usize]| {
            let labels: Vec<_> = labels.iter().map(|length| "x".repeat(*length)).collect();
            BaseUrl::parse(&format!("https://{}.example", labels.join(".")), Reach::Public)
        };
        assert!(host(&[63]).is_ok() && host(&[64]).is_err());
        // With the dots and `example`, 253 letters and one more.
        assert!(host(&[63, 63, 63, 53]).is_ok() && host(&[63, 63, 63, 54]).is_err());
    }

    #[test]
    fn addresses_that_lead_elsewhere_are_refused() {
        let bad = [
            "",
            "community.com",
            "http://community.com",
            "HTTPS://community.com",
            "ftp://community.com",
            "https:community.com",
            "https:/community.com",
            "https:///community.com",
            "//community.com",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://user@community.com",
            "https://user:pw@community.com",
            "https://community.com@evil.example",
            "https://community.com:8443",
            "https://community.com:443",
            "https://community.com?x=1",
            "https://community.com#x",
            "https://community.com\\@evil.example",
            "https://community.com/%2e%2e",
            "https://community.com/../x",
            "https://community.com/./x",
            "https://community.com//x",
            " https://community.com",
            "https://community.com ",
            "https://pipi chat.com",
            "https://community.com\n",
            "https://pipi\tchat.com",
            "https://community.com.",
            "https://.community.com",
            "https://community..com",
            "https://-a.example",
            "https://a-.example",
            "https://localhost",
            "https://localhost.",
            "https://a.localhost",
            "https://printer.local",
            "https://db.internal",
            "https://metadata.google.internal",
            "https://1.0.0.127.in-addr.arpa",
            "https://intranet",
            "https://com",
            "https://127.0.0.1",
            "https://127.1",
            "https://2130706433",
            "https://0x7f000001",
            "https://0x7f.0.0.1",
            "https://0177.0.0.1",
            "https://10.0.0.1",
            "https://192.168.0.1",
            "https://169.254.169.254",
            "https://0",
            "https://1.2.3.4.",
            "https://[::1]",
            "https://[::ffff:127.0.0.1]",
            "https://[fd00::1]",
            "https://[::ffff:7f00:1]",
            "https://[0:0:0:0:0:ffff:169.254.169.254]",
            "https://[::127.0.0.1]",
            "https://0x7f.1",
            "https://017700000001",
            "https://0xA9FEA9FE",
            "https://1.2.3.0x4",
            "https://A.LOCALHOST",
            "https://host.LOCAL",
            "https://router.home.arpa",
            "https://desk.corp",
            "https://nas.lan",
            "https://①②⑦.0.0.1",
            "https://127。0。0。1",
            "https://community.com%00.evil.example",
            "https://community.com%2f@evil.example",
            "https://a.example/\u{2025}/x",
            "https://pipichаt.com",
            "https://ｐipichat.com",
            "https://community。com",
            "https://bücher.example",
            "http://127.0.0.1:8788",
            "http://localhost",
            "https://127.0.0.1.",
            "https://a_b.example",
        ];
        for text in bad {
            let error = BaseUrl::parse(text, Reach::Public).expect_err(text);
            assert_eq!(error.code(), Code::Configuration, "{text}");
        }
    }

    #[test]
    fn loopback_is_reached_only_where_it_is_allowed() {
        for text in [
            "http://127.0.0.1:8788/community",
            "http://localhost:1",
            "http://[::1]:8788/a",
            "http://127.0.0.1",
            "http://desk.site.localhost:8787/a",
        ] {
            assert!(BaseUrl::parse(text, Reach::with_loopback(true)).is_ok(), "{text}");
            let refused = BaseUrl::parse(text, Reach::with_loopback(false)).unwrap_err();
            assert!(refused.details().message.contains("allowLoopback: true"), "{text}");
        }
        let near = [
            "http://127.0.0.1.evil.example",
            "http://127.0.0.1:x",
            "http://127.0.0.1:99999",
            "http://127.0.0.2",
            "http://localhost.evil.example",
            "http://169.254.169.254",
            "http://127.0.0.1@evil.example",
            "http://10.0.0.1",
            "http://.localhost",
            "http://a..localhost",
            "http://localhost.",
            "http://xlocalhost",
            "http://a@b.localhost",
            "http://-a.localhost",
        ];
        for text in near {
            assert!(BaseUrl::parse(text, Reach::Loopback).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = BaseUrl::parse(&text, Reach::Public);
            let _ = BaseUrl::parse(&format!("https://{text}"), Reach::Loopback).map(|base| base.origin().len());
        }
    }
}
