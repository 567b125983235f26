//! Where a Portaria Worker is, as a page says it with `via`: the address of the Worker's proxy, such as `/api`.
//!
//! Clients are checked here; `connect()` and what belongs to it are checked by pkg/lib/worker-address.js, with [`PATTERN`], because
//! they must open a window before the core is loaded. tests/package/worker-address.test.js holds both to one table.

use crate::error::{Error, Result};

/// The rule as a regular expression, whose group is the Worker's address without the proxy's path. A backslash stands for itself,
/// because the build writes the pattern as JSON does.
pub const PATTERN: &str = r"^(?!.*[\?#@])(|[/](?![/])[!-~]*|(?:https:[/][/]|http:[/][/](?:127[.]0[.]0[.]1|localhost):)[!-.0-~][!-~]*)[/]api[/]*$";

/// What is said of an address that breaks the rule, behind the option's name.
pub const RULE: &str = "must be the address of a Portaria Worker's proxy, such as \"/api\"";

/// How an address begins when it is not a path. An app's own Worker is wherever the app says, but not unencrypted.
const STARTS: [&str; 3] = ["https://", "http://127.0.0.1:", "http://localhost:"];

/// The address without slashes at its end.
///
/// # Errors
/// `invalid_argument` when it is neither the path of a proxy nor the https address of one.
pub fn check(via: &str) -> Result<&str> {
    let address = via.trim_end_matches('/');
    let rest = STARTS.iter().find_map(|start| address.strip_prefix(start));
    let begins = match rest {
        Some(rest) => !rest.starts_with('/'),
        // What begins with two slashes names a host.
        None => address.starts_with('/') && !address.starts_with("//"),
    };
    let is_plain = via.bytes().all(|b| b.is_ascii_graphic() && !b"\\?#@".contains(&b));
    if begins && is_plain && rest.unwrap_or(address).ends_with("/api") {
        return Ok(address);
    }
    Err(Error::invalid("via", RULE))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn the_address_of_a_proxy_is_a_path_or_encrypted() {
        for (via, address) in [
            ("/api", "/api"),
            ("/api/", "/api"),
            ("/desk/api", "/desk/api"),
            ("https://desk.example.com/api", "https://desk.example.com/api"),
            (
                "https://desk.example.com:8443/portaria/api/",
                "https://desk.example.com:8443/portaria/api",
            ),
            ("http://127.0.0.1:8787/api", "http://127.0.0.1:8787/api"),
            ("http://localhost:80/api", "http://localhost:80/api"),
            ("/see/https://desk/api", "/see/https://desk/api"),
        ] {
            assert_eq!(check(via).ok(), Some(address), "{via}");
        }
    }

    #[test]
    fn an_address_that_leads_elsewhere_or_runs_is_refused() {
        for via in [
            "",
            "/",
            "api",
            "/portaria",
            "/apis",
            "//evil.example/api",
            "///evil.example/api",
            "http://evil.example/api",
            "http://127.0.0.1.evil.example/api",
            "http://localhost.evil.example/api",
            "https:evil.example/api",
            "https:///api",
            "http://localhost:/api",
            "http://localhost/api",
            "https://api",
            "//api",
            "https://",
            "https://u@a.example/api",
            "https://u:p@a.example/api",
            "/a b/api",
            "/api?x",
            "/api#x",
            "/\\evil.example/api",
            "/\u{9}/evil.example/api",
            "/é/api",
            "javascript:alert(1)//api",
            "JavaScript:alert(1)//api",
            " javascript:alert(1)//api",
            "data:text/html,x/api",
            "blob:https://a.example/api",
            "HTTPS://a.example/api",
        ] {
            assert!(check(via).is_err(), "{via}");
        }
    }
}
