//! Parts of an address, as they are written.

/// Path and query of an absolute URL, as they are; the query without its `?`.
#[must_use]
pub fn split_url(url: &str) -> (&str, &str) {
    let url = url.split('#').next().unwrap_or_default();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = before.find('/').and_then(|at| before.get(at..)).unwrap_or("/");
    (path, query)
}

/// The host, with its port, of an address that names one (RFC 3986, section 3.2).
#[must_use]
pub fn authority(address: &str) -> Option<&str> {
    let host = address.split('/').nth(2)?.split(['?', '#']).next();
    host.filter(|_| !address.starts_with('/') || address.starts_with("//"))
}

/// The path of a URL below a base address, without the query; the whole URL's where it is not below.
#[must_use]
pub fn path_below<'a>(base: &str, url: &'a str) -> &'a str {
    let base = base.split('?').next().unwrap_or_default();
    let rest = url.strip_prefix(base).unwrap_or(url);
    rest.split(['?', '#']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_below_its_base() {
        for (base, url, path) in [
            ("https://a.example", "https://a.example/smtp/emails?x=1", "/smtp/emails"),
            ("/api/desk", "/api/desk/whatsapp/contacts/send", "/whatsapp/contacts/send"),
            ("https://a.example/b?token=1", "https://a.example/b/c?token=1", "/c"),
        ] {
            assert_eq!(path_below(base, url), path);
        }
    }

    #[test]
    fn a_url_is_split_without_being_decoded() {
        let cases = [
            ("https://a.example/x%2Fy?b=%20&c=1?d#e", ("/x%2Fy", "b=%20&c=1?d")),
            ("https://a.example", ("/", "")),
            ("https://a.example?q=/x", ("/", "q=/x")),
            ("/cb?auth_key=1", ("/cb", "auth_key=1")),
            ("?auth_key=1", ("/", "auth_key=1")),
        ];
        for (url, expected) in cases {
            assert_eq!(split_url(url), expected, "{url}");
        }
    }
}
