//! Cookies (RFC 6265bis): read from a request, written for an answer.

#![allow(clippy::disallowed_macros)] // not part of a browser's build

/// The cookies of a `Cookie` header, in order. A name that appears twice appears twice here.
pub fn parse(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split(';').filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        Some((name.trim(), value.trim().trim_matches('"')))
    })
}

/// When a browser sends a cookie along on requests that another site caused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SameSite {
    /// On top-level navigations only.
    Lax,
    /// Never.
    Strict,
}

/// A `Set-Cookie` value. The `__Host-` prefix of all our names makes the browser insist on `Secure`,
/// `Path=/` and the absence of `Domain`; scripts never see any of them.
#[must_use]
pub fn set(name: &str, value: &str, same_site: SameSite, max_age_s: u64) -> String {
    let same_site = match same_site {
        SameSite::Lax => "Lax",
        SameSite::Strict => "Strict",
    };
    format!("{name}={value}; Path=/; Max-Age={max_age_s}; Secure; HttpOnly; SameSite={same_site}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_read_as_browsers_and_scripts_send_them() {
        let read: Vec<_> = parse("a=1; b=x=y;c=\"q\" ; lone; =v; a=2").collect();
        assert_eq!(read, [("a", "1"), ("b", "x=y"), ("c", "q"), ("", "v"), ("a", "2")]);
    }

    #[test]
    fn a_cookie_is_written_with_every_protection() {
        assert_eq!(
            set("__Host-x", "v", SameSite::Lax, 600),
            "__Host-x=v; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax"
        );
    }
}
