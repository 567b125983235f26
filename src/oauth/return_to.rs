//! Where a browser may be sent after a login (RFC 9700, section 4.11: no open redirector).

use crate::error::{Error, Result};

const LONGEST: usize = 2000;

/// Checks a return target: a path of our own origin, or an address at one of the allowed origins.
///
/// # Errors
/// `invalid_argument` for anything else. The target itself is not repeated.
pub fn check(target: &str, allowed_origins: &[String]) -> Result<String> {
    let readable_one_way =
        target.len() <= LONGEST && target.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if readable_one_way && (is_path(target) || is_allowed(target, allowed_origins)) {
        return Ok(target.to_owned());
    }
    Err(Error::invalid(
        "return_to",
        "must be a path such as /account, or an address at one of the origins that PORTARIA_RETURN_TO lists",
    ))
}

fn is_path(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let dotted = |segment: &str| segment == "." || segment == "..";
    path.starts_with('/') && !path.contains("//") && !path.split('/').any(dotted)
}

fn is_allowed(target: &str, allowed_origins: &[String]) -> bool {
    allowed_origins.iter().any(|origin| {
        target
            .strip_prefix(origin.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    })
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
            "/ x",
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
            "/é",
            "/\0",
            "/\u{202e}",
            "/\u{ff0f}evil",
            "%2f%2fevil",
            "/x\r\nlocation: https://evil.example",
            long.as_str(),
        ] {
            let error = check(target, &allowed).expect_err(target);
            assert!(!error.to_string().contains("evil"), "{error}");
        }
    }
}
