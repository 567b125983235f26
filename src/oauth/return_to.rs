//! Where a browser may be sent after a login (RFC 9700, section 4.11: no open redirector).

use crate::error::{Error, Result};
use crate::http::query::push_escaped;

/// The longest target, in bytes: it travels in a cookie.
pub const LONGEST: usize = 1024;

/// Checks a return target: a path of our own origin, or an address at one of the allowed origins. Gives the address as a browser
/// would write it: letters beyond ASCII, and spaces, are encoded.
///
/// # Errors
/// `invalid_argument` for anything else. The target itself is not repeated.
pub fn check(target: &str, allowed_origins: &[String]) -> Result<String> {
    let address = encode(target).filter(|address| address.len() <= LONGEST);
    let is_ours =
        |address: &String| is_path(address) || origin_of(address, allowed_origins).is_some();
    address.filter(is_ours).ok_or_else(|| {
        Error::invalid(
            "return_to",
            "must be a path such as /account, or an address at one of the origins that PORTARIA_RETURN_TO lists, \
             of at most 1024 bytes",
        )
    })
}

/// The origin among these that an address belongs to.
#[must_use]
pub fn origin_of<'a>(address: &str, origins: &'a [String]) -> Option<&'a str> {
    origins.iter().map(String::as_str).find(|origin| {
        address
            .strip_prefix(origin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    })
}

/// Encodes what the URL Standard encodes in a path, a query and a fragment alike. `None` for what parsers read in several ways:
/// control characters and spaces at either end, which some take away, and backslashes, which some take for slashes.
fn encode(target: &str) -> Option<String> {
    let is_read_one_way =
        target.trim() == target && !target.chars().any(|c| c.is_ascii_control() || c == '\\');
    if !is_read_one_way {
        return None;
    }
    let mut address = String::with_capacity(target.len());
    for byte in target.bytes() {
        if byte.is_ascii_graphic() && !b"\"<>".contains(&byte) {
            address.push(char::from(byte));
        } else {
            push_escaped(&mut address, byte);
        }
    }
    Some(address)
}

fn is_path(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let dotted = |segment: &str| segment == "." || segment == "..";
    path.starts_with('/') && !path.contains("//") && !path.split('/').any(dotted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_at_home_pass() {
        let allowed = ["https://app.example.com".to_owned()];
        for target in [
            "/",
            "/account",
            "/a?b=//c",
            "/a#//b",
            "/a/b.c",
            "/%2f%2fevil.example",
            "https://app.example.com",
            "https://app.example.com/x",
            "https://app.example.com?x",
            "https://app.example.com#x",
            "/a?u=https://x.example",
        ] {
            assert_eq!(check(target, &allowed).expect(target), target);
        }
    }

    #[test]
    fn what_a_browser_would_encode_is_encoded_before_it_is_checked() {
        let allowed = ["https://app.example.com".to_owned()];
        for (target, address) in [
            ("/é", "/%C3%A9"),
            ("/ x", "/%20x"),
            ("/my desk?q=帮 我#ü", "/my%20desk?q=%E5%B8%AE%20%E6%88%91#%C3%BC"),
            ("/\u{202e}", "/%E2%80%AE"),
            ("/\u{ff0f}evil", "/%EF%BC%8Fevil"),
            ("/a?x=\"<>\"", "/a?x=%22%3C%3E%22"),
            ("/%C3%A9%", "/%C3%A9%"),
            ("https://app.example.com/é", "https://app.example.com/%C3%A9"),
        ] {
            assert_eq!(check(target, &allowed).expect(target), address);
            assert_eq!(check(address, &allowed).expect(address), address);
        }
        // The limit is that of what is sent.
        assert!(check(&format!("/{}", "é".repeat(170)), &[]).is_ok());
        assert!(check(&format!("/{}", "é".repeat(171)), &[]).is_err());
        assert!(check(&format!("/{}", "a".repeat(LONGEST - 1)), &[]).is_ok());
    }

    /// Row 32: a window tells the page at the origin where its login ends, and no origin that begins alike.
    #[test]
    fn an_address_belongs_to_its_whole_origin() {
        let origins = [
            "https://app.example",
            "https://app.example.com",
            "https://app.example.com:8443",
            "http://localhost:5173",
        ]
        .map(str::to_owned);
        for (address, origin) in [
            ("https://app.example.com/x", Some("https://app.example.com")),
            ("https://app.example.com:8443?x", Some("https://app.example.com:8443")),
            ("https://app.example", Some("https://app.example")),
            ("https://app.example#x", Some("https://app.example")),
            ("http://localhost:5173/", Some("http://localhost:5173")),
            ("http://localhost:51730/", None),
            ("https://app.example.community/", None),
            ("https://app.example@evil.example/", None),
            ("/account", None),
            ("", None),
        ] {
            assert_eq!(origin_of(address, &origins), origin, "{address}");
        }
    }

    #[test]
    fn targets_elsewhere_are_refused_unseen() {
        let allowed = ["https://app.example.com".to_owned()];
        let long = format!("/{}", "a".repeat(LONGEST));
        for target in [
            "",
            "account",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            " /x",
            "https:evil.example",
            "https:/evil.example",
            "https://evil.example",
            "http://app.example.com",
            "https://app.example.com.evil.example",
            "https://app.example.com@evil.example",
            "https://app.example.com:8443",
            "https://user@app.example.com",
            "HTTPS://APP.EXAMPLE.COM",
            "https://app.example.com\\.evil.example",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "blob:https://app.example.com/x",
            "file:///etc/passwd",
            "/..//evil.example",
            "/.//evil.example",
            "/a/../b",
            "/a//b",
            "?x",
            "#x",
            ".",
            "..",
            "é",
            "/é ",
            "\u{3000}/evil",
            "\u{202e}/evil",
            "/é\n/evil",
            "/é//evil",
            "https://app.example.com\u{3002}evil.example",
            "https://app.example.com\u{ff0f}evil",
            "https://app.example.com evil",
            "/\0",
            "/\u{7f}",
            "%2f%2fevil",
            "/x\r\nlocation: https://evil.example",
            long.as_str(),
        ] {
            let error = check(target, &allowed).expect_err(target);
            assert!(!error.to_string().contains("evil"), "{error}");
        }
    }
}
