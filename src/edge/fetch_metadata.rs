//! Where a request comes from, and what for: what a browser says of it, which no page can change (Fetch Metadata).

use crate::api::plan::CLIENT_HEADER;
use crate::http::Headers;

/// Where the page is that a request comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum FetchSite {
    /// Our own origin.
    SameOrigin,
    /// Another origin of our site: another port, or a sibling subdomain.
    SameSite,
    /// Another site.
    CrossSite,
    /// No page: the address was typed, or a bookmark.
    None,
}

/// What a browser does with the answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Use {
    /// It shows it as a document, in a window or a tab.
    Document,
    /// It shows it in a frame.
    Frame,
    /// A script reads it.
    Script,
    /// Anything else: an image, a style, a worker, a download.
    Other,
}

/// What a browser says of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum FetchMetadata {
    /// All of it.
    Known(FetchSite, Use),
    /// Not where it comes from: a browser from before 2023, or no browser. Node's `fetch` says a mode, and nothing else.
    Absent,
}

impl FetchMetadata {
    /// Reads the three fields. A value that is not known, or not alone, counts as another site's.
    pub(super) fn read(headers: &Headers) -> Self {
        let field = |name| headers.get(name).unwrap_or_default();
        match headers.get("sec-fetch-site") {
            Some(site) => {
                let used = use_of(field("sec-fetch-mode"), field("sec-fetch-dest"));
                Self::Known(site_of(site), used)
            }
            None => Self::Absent,
        }
    }
}

fn site_of(value: &str) -> FetchSite {
    match value {
        "same-origin" => FetchSite::SameOrigin,
        "same-site" => FetchSite::SameSite,
        "none" => FetchSite::None,
        _ => FetchSite::CrossSite,
    }
}

fn use_of(mode: &str, dest: &str) -> Use {
    match (mode, dest) {
        ("navigate", "document") => Use::Document,
        ("navigate", "frame" | "iframe") => Use::Frame,
        ("cors" | "same-origin", "empty") => Use::Script,
        _ => Use::Other,
    }
}

/// Whether a browser shows the answer in a window or a frame: then it must be a page. Where a browser does not say it, or what asks is
/// no browser, the types say it that it would like to have.
pub(super) fn is_shown(headers: &Headers) -> bool {
    match headers.get("sec-fetch-mode") {
        Some("navigate") => true,
        // Node's `fetch` says a mode, and nothing else.
        Some(_) if headers.get("sec-fetch-site").is_some() => false,
        _ if headers.get(CLIENT_HEADER).is_some() => false,
        _ => headers.get("accept").is_some_and(|accept| accept.contains("text/html")),
    }
}

/// The origin of the page that caused a request: what `Origin` says, else `Referer`. A page can hold them back, but not change them.
pub(super) fn origin_of_page(headers: &Headers) -> Option<&str> {
    headers.get("origin").or_else(|| {
        let address = headers.get("referer")?;
        let authority = address.find("://")? + 3;
        let end = address[authority..].find(['/', '?', '#']).map(|at| authority + at);
        Some(&address[..end.unwrap_or(address.len())])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_whole_and_once_is_another_sites() {
        let read = |fields: &[(&'static str, &'static str)]| {
            FetchMetadata::read(&fields.iter().copied().collect())
        };
        let (site, mode, dest) = (
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
        );
        assert_eq!(
            read(&[site, mode, dest]),
            FetchMetadata::Known(FetchSite::SameOrigin, Use::Document)
        );
        assert_eq!(read(&[]), FetchMetadata::Absent);
        for part in [vec![mode], vec![dest], vec![mode, dest]] {
            assert_eq!(read(&part), FetchMetadata::Absent, "{part:?}");
        }
        for part in [vec![site], vec![site, mode], vec![site, dest]] {
            assert_eq!(
                read(&part),
                FetchMetadata::Known(FetchSite::SameOrigin, Use::Other),
                "{part:?}"
            );
        }
        for value in ["", "Same-Origin", "same-origin, same-origin", "same-origin ", "x"] {
            let read = read(&[("sec-fetch-site", value), mode, dest]);
            assert_eq!(read, FetchMetadata::Known(FetchSite::CrossSite, Use::Document), "{value}");
        }
        for (mode, dest) in [
            ("navigate", "image"),
            ("navigate", "document, document"),
            ("no-cors", "image"),
            ("no-cors", "empty"),
            ("cors", "document"),
            ("navigate", "embed"),
            ("navigate", "object"),
            ("websocket", "empty"),
        ] {
            let fields = [site, ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)];
            assert_eq!(
                read(&fields),
                FetchMetadata::Known(FetchSite::SameOrigin, Use::Other),
                "{mode} {dest}"
            );
        }
    }

    #[test]
    fn the_page_is_told_by_its_origin_or_else_by_its_address() {
        let of = |fields: &[(&'static str, &'static str)]| {
            origin_of_page(&fields.iter().copied().collect()).map(str::to_owned)
        };
        for (address, origin) in [
            ("https://app.example.com/", "https://app.example.com"),
            ("https://app.example.com", "https://app.example.com"),
            ("https://app.example.com?x", "https://app.example.com"),
            ("https://app.example.com#x", "https://app.example.com"),
            ("http://127.0.0.1:8787/a/b", "http://127.0.0.1:8787"),
            ("https://app.example.com@evil.example/", "https://app.example.com@evil.example"),
        ] {
            assert_eq!(of(&[("referer", address)]).as_deref(), Some(origin), "{address}");
        }
        let both = [("origin", "null"), ("referer", "https://app.example.com/")];
        assert_eq!(of(&both).as_deref(), Some("null"));
        assert_eq!(of(&[("referer", "about:blank")]), None);
        assert_eq!(of(&[]), None);
    }
}
