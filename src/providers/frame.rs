//! How our app is shown in a frame of the platform's dashboard.

use crate::error::{Code, Error, Result};
use crate::http::base_url::{BaseUrl, Reach};

/// The page of our app that the dashboard shows, and where it may be shown.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Frame {
    /// The page's address; `None` for the Worker's own page.
    pub page: Option<String>,
    /// The origins whose pages may show it (CSP3, `frame-ancestors`); none where it is shown nowhere.
    pub ancestors: Vec<String>,
}

impl Frame {
    /// Checks what was written; what was not is the platform's usual.
    ///
    /// # Errors
    /// `configuration` where an ancestor is not an exact origin, or the page's address has a fragment.
    pub fn check(
        page: Option<String>,
        ancestors: Option<Vec<String>>,
        usual: &[&str],
        reach: Reach,
    ) -> Result<Self> {
        if page.as_ref().is_some_and(|page| page.contains('#')) {
            let message =
                "\"frame\" must be the address of a page, such as /desk, without a fragment";
            return Err(Error::new(Code::Configuration, message));
        }
        let ancestors = match ancestors {
            Some(written) => {
                written.iter().map(|origin| exact_origin(origin, reach)).collect::<Result<_>>()?
            }
            None => usual.iter().map(|origin| (*origin).to_owned()).collect(),
        };
        Ok(Self { page, ancestors })
    }
}

/// An origin that stands for itself alone: a wildcard or a bare scheme would let in pages that nobody listed.
fn exact_origin(written: &str, reach: Reach) -> Result<String> {
    let origin = BaseUrl::parse(written, reach).ok().filter(|url| url.origin() == url.as_str());
    origin.map(|origin| origin.as_str().to_owned()).ok_or_else(|| {
        Error::new(
            Code::Configuration,
            "\"frame_ancestors\" must list exact origins, such as \"https://dashboard.example.com\"",
        )
    })
}

/// How the dashboard wants the page to look: what the address says which it opened. It says so once, so each further address of the
/// app carries it on.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Appearance {
    /// The account's language, as the platform writes it.
    pub lang: Option<String>,
    /// Whether the dashboard is dark.
    pub is_dark: bool,
    /// The fields to carry on beside the language, as they came. None of them is a permission.
    pub carried: Vec<(&'static str, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: Option<&str>, ancestors: Option<&[&str]>) -> Result<Frame> {
        let ancestors =
            ancestors.map(|origins| origins.iter().map(|origin| (*origin).to_owned()).collect());
        Frame::check(page.map(Into::into), ancestors, &["https://a.example.com"], Reach::Public)
    }

    #[test]
    fn a_frame_has_the_platforms_dashboard_around_it_unless_others_are_listed() {
        let usual = check(None, None).unwrap();
        assert_eq!((usual.page, usual.ancestors), (None, vec!["https://a.example.com".to_owned()]));
        let own =
            check(Some("/desk?x=1"), Some(&["https://b.example.com", "https://c.example.com"]))
                .unwrap();
        assert_eq!(own.page.as_deref(), Some("/desk?x=1"));
        assert_eq!(own.ancestors, ["https://b.example.com", "https://c.example.com"]);
        assert!(check(None, Some(&[])).unwrap().ancestors.is_empty());
    }

    #[test]
    fn what_would_let_in_pages_that_nobody_listed_is_refused() {
        for origin in [
            "*",
            "https:",
            "https://*",
            "https://*.example.com",
            "http://a.example.com",
            "http://127.0.0.1:8788",
            "https://a.example.com/x",
            "https://a.example.com; script-src *",
            "https://a.example.com https://b.example.com",
            "'self'",
            "",
        ] {
            let refused = check(None, Some(&[origin])).unwrap_err();
            assert_eq!(refused.code(), Code::Configuration, "{origin}");
        }
        assert_eq!(check(Some("/desk#x"), None).unwrap_err().code(), Code::Configuration);
    }
}
