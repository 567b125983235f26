//! Which cookie holds the session of a browser, for the page that asks.
//!
//! Pages of our own site have the strict one (RFC 10017, "BFF: Cookie Security"). Between sites, no browser sends it. A page on another
//! site whose origin `PORTARIA_CROSS_SITE_ORIGINS` lists has a cookie of its own, which is sent with requests of any site's pages, and
//! so proves nothing by itself: it is read only where the admission table has seen our header and exactly this origin.

use std::borrow::Cow;

use super::Config;
use super::fetch_metadata::{FetchMetadata, FetchSite, Use};
use crate::digest::sha256;
use crate::error::{Code, Error};
use crate::http::Headers;
use crate::http::cookie::{self, SameSite};
use crate::oauth::seal::hex;

/// The prefix has newer browsers insist that no script set it, and older ones on `__Host-`'s rules.
const NAME: &str = "__Host-Http-portaria";

const PURPOSE: &str = "portaria/session";

/// How long a session lasts at most, in seconds.
pub(super) const SESSION_TTL_S: u64 = 30 * 24 * 60 * 60;

/// The same for the session of a page on another site.
pub(super) const CROSS_SITE_TTL_S: u64 = 24 * 60 * 60;

/// The cookie that counts for a request.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) enum SessionCookie {
    /// The strict one.
    #[default]
    Strict,
    /// That of the pages of this origin, which is on another site, and listed.
    CrossSite(String),
    /// None: the page is on another site, and its origin is not listed for that.
    NotSent,
}

impl SessionCookie {
    /// The cookie that counts for a script's request, which has been let in.
    pub(super) fn of_script(config: &Config, metadata: FetchMetadata, headers: &Headers) -> Self {
        let origin = headers.get("origin").unwrap_or_default();
        let is_listed = config.cross_site_origins().iter().any(|listed| listed == origin);
        match metadata {
            FetchMetadata::Known(FetchSite::CrossSite, Use::Script) | FetchMetadata::Absent
                if is_listed =>
            {
                Self::CrossSite(origin.to_owned())
            }
            FetchMetadata::Known(FetchSite::CrossSite, Use::Script) => Self::NotSent,
            _ => Self::Strict,
        }
    }

    /// Its name. Two origins of one site share their browser's storage, but no session.
    pub(super) fn name(&self) -> Cow<'static, str> {
        match self {
            Self::CrossSite(origin) => {
                let digest = hex(&sha256(&[origin.as_bytes()]));
                format!("{NAME}-{}", &digest[..16]).into()
            }
            Self::Strict | Self::NotSent => NAME.into(),
        }
    }

    /// What its value is sealed for.
    pub(super) fn purpose(&self) -> Cow<'static, str> {
        match self {
            Self::CrossSite(origin) => format!("{PURPOSE}/{origin}").into(),
            Self::Strict | Self::NotSent => PURPOSE.into(),
        }
    }

    /// How long a session lasts at most that begins now, in seconds.
    pub(super) const fn ttl_s(&self) -> u64 {
        match self {
            Self::CrossSite(_) => CROSS_SITE_TTL_S,
            Self::Strict | Self::NotSent => SESSION_TTL_S,
        }
    }

    /// A `Set-Cookie` value.
    pub(super) fn set(&self, sealed: &str, max_age_s: u64) -> String {
        let same_site = match self {
            Self::CrossSite(_) => SameSite::Partitioned,
            // No other site's link or form carries it. A callback, which comes from the provider's site, is recognised by its
            // flow's cookie instead.
            Self::Strict | Self::NotSent => SameSite::Strict,
        };
        cookie::set(&self.name(), sealed, same_site, max_age_s)
    }

    /// A `Set-Cookie` value that has the browser forget it.
    pub(super) fn clear(&self) -> String {
        self.set("", 0)
    }

    /// What is said to a page that has no session here, and cannot have one.
    pub(super) fn not_sent() -> Error {
        Error::new(
            Code::Configuration,
            "This page is on another site than the Worker: browsers do not send the cookie of its session, which is SameSite=Strict, \
             between sites. Either serve the Worker under the page's own origin, by a rewrite, or list the page's origin in \
             PORTARIA_CROSS_SITE_ORIGINS. The documentation's page \"The page and the Worker\" has both.",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::config::names;
    use crate::edge::test_host::config;

    const LISTED: &str = "https://app.example.net";

    fn of(fields: &[(&'static str, &'static str)]) -> SessionCookie {
        let changes = [
            (names::CROSS_SITE_ORIGINS, LISTED),
            (names::ALLOW_ORIGINS, "https://app.example.com"),
        ];
        let config = config(r#"{"sample": {"app_id": "1"}}"#, &changes);
        let headers = fields.iter().copied().collect();
        SessionCookie::of_script(&config, FetchMetadata::read(&headers), &headers)
    }

    #[test]
    fn a_cookie_that_travels_between_sites_counts_for_its_listed_origin_only() {
        let how = [("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")];
        let said =
            |site, origin| of(&[("sec-fetch-site", site), how[0], how[1], ("origin", origin)]);
        let listed = SessionCookie::CrossSite(LISTED.into());
        assert_eq!(said("cross-site", LISTED), listed);
        assert_eq!(said("cross-site", "https://app.example.com"), SessionCookie::NotSent);
        assert_eq!(
            said("cross-site", "https://app.example.net.evil.example"),
            SessionCookie::NotSent
        );
        assert_eq!(said("cross-site", "null"), SessionCookie::NotSent);
        assert_eq!(said("same-site", LISTED), SessionCookie::Strict);
        assert_eq!(said("same-origin", "https://desk.example.com"), SessionCookie::Strict);
        // A browser from before 2023.
        assert_eq!(of(&[("origin", LISTED)]), listed);
        assert_eq!(of(&[("origin", "https://app.example.com")]), SessionCookie::Strict);
        assert_eq!(of(&[]), SessionCookie::Strict);
    }

    #[test]
    fn each_origin_has_a_cookie_and_a_purpose_of_its_own() {
        let [one, other] =
            [LISTED, "https://b.example.net"].map(|at| SessionCookie::CrossSite(at.into()));
        let strict = SessionCookie::Strict;
        assert!(one.name() != other.name() && one.name() != strict.name());
        assert!(one.purpose() != other.purpose() && one.purpose() != strict.purpose());
        assert_eq!(
            one.set("v", 9),
            format!(
                "{}=v; Path=/; Max-Age=9; Secure; HttpOnly; SameSite=None; Partitioned",
                one.name()
            )
        );
        assert!(one.name().starts_with("__Host-Http-portaria-"), "{}", one.name());
        assert!(strict.set("v", 9).ends_with("SameSite=Strict"));
        assert!(one.clear().contains("=; Path=/; Max-Age=0; ") && one.ttl_s() < strict.ttl_s());
    }
}
