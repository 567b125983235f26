//! The matrix: each route at each kind of platform, by each method, with each thing that a browser, a program or an attacker says of a
//! request. What the lists below do not name is refused, and leaves nothing behind.

use super::*;
use crate::edge::route;
use crate::edge::test_host::{EdgeTestHost, config};
use crate::providers::Provider;

const OURS: &str = "https://desk.example.com";
const LISTED: &str = "https://app.example.com";

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Verdict {
    Admitted,
    Asked,
    Refused,
}

/// What a request says of itself.
#[derive(Clone, Copy, Debug)]
struct Said {
    site: Option<&'static str>,
    /// `Sec-Fetch-Mode` and `Sec-Fetch-Dest`.
    how: Option<(&'static str, &'static str)>,
    origin: Option<&'static str>,
    referer: Option<&'static str>,
    has_client_header: bool,
}

const SITES: &[Option<&str>] = &[
    None,
    Some("same-origin"),
    Some("same-site"),
    Some("cross-site"),
    Some("none"),
    Some(""),
    Some("Same-Origin"),
    Some("same-origin, same-origin"),
];

const DOCUMENT: Option<(&str, &str)> = Some(("navigate", "document"));
const FRAME: Option<(&str, &str)> = Some(("navigate", "iframe"));
const SCRIPT: Option<(&str, &str)> = Some(("cors", "empty"));

const HOW: &[Option<(&str, &str)>] = &[
    None,
    DOCUMENT,
    FRAME,
    SCRIPT,
    Some(("same-origin", "empty")),
    Some(("no-cors", "empty")),
    Some(("no-cors", "image")),
    Some(("no-cors", "script")),
    Some(("navigate", "object")),
    Some(("navigate, navigate", "document, document")),
    Some(("websocket", "empty")),
    Some(("", "")),
];

/// `Origin` and `Referer`.
const PAGES: &[(Option<&str>, Option<&str>)] = &[
    (None, None),
    (Some(OURS), None),
    (Some(LISTED), None),
    (Some("https://evil.example"), None),
    (Some("https://evil.desk.example.com"), Some("https://desk.example.com/x")),
    (Some("https://desk.example.com, https://desk.example.com"), None),
    (Some("null"), Some("https://desk.example.com/x")),
    (Some(""), None),
    (None, Some("https://desk.example.com/x")),
    (None, Some("https://app.example.com/")),
    (None, Some("https://evil.desk.example.com/")),
    (None, Some("https://desk.example.com.evil.example/")),
    (None, Some("https://desk.example.com@evil.example/")),
];

const METHODS: &[&str] = &["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

impl Said {
    fn all() -> impl Iterator<Item = Self> {
        SITES.iter().flat_map(|site| {
            HOW.iter().flat_map(move |how| {
                PAGES.iter().flat_map(move |(origin, referer)| {
                    [false, true].map(|has_client_header| Self {
                        site: *site,
                        how: *how,
                        origin: *origin,
                        referer: *referer,
                        has_client_header,
                    })
                })
            })
        })
    }

    fn fields(&self) -> Vec<(&'static str, &'static str)> {
        let mut fields = Vec::new();
        fields.extend(self.site.map(|site| ("sec-fetch-site", site)));
        if let Some((mode, dest)) = self.how {
            fields.extend([("sec-fetch-mode", mode), ("sec-fetch-dest", dest)]);
        }
        fields.extend(self.origin.map(|origin| ("origin", origin)));
        fields.extend(self.referer.map(|referer| ("referer", referer)));
        fields.extend(self.has_client_header.then_some((CLIENT_HEADER, "1")));
        fields
    }

    /// No word of a browser's: an old one, or none.
    fn is_silent(&self) -> bool {
        self.site.is_none()
    }

    /// The page is ours, as far as an old browser tells.
    fn is_of_our_page(&self) -> bool {
        match (self.origin, self.referer) {
            (Some(origin), _) => origin == OURS,
            (None, Some(referer)) => referer == "https://desk.example.com/x",
            (None, None) => false,
        }
    }

    fn is_of_listed_page(&self) -> bool {
        match (self.origin, self.referer) {
            (Some(origin), _) => origin == LISTED,
            (None, referer) => referer == Some("https://app.example.com/"),
        }
    }

    fn is_script(&self) -> bool {
        self.how == SCRIPT || self.how == Some(("same-origin", "empty"))
    }
}

/// All that each class lets in.
fn verdict(class: Class, platform: Provider, method: &str, said: &Said) -> Verdict {
    use Verdict::{Admitted, Asked, Refused};
    let marketplace = platform.connect() == Connect::Marketplace;
    let is_look = matches!(method, "GET" | "HEAD");
    let silent = said.is_silent();
    let known = said.site.is_some() && said.how.is_some();
    let document = known && said.how == DOCUMENT;
    match class {
        Class::Public | Class::Server => Admitted,
        Class::Begin | Class::Return | Class::Page if method == "HEAD" => Admitted,
        Class::Begin if document => match said.site {
            Some("same-origin" | "none") => Admitted,
            Some("same-site") if said.is_of_listed_page() => Admitted,
            _ => Asked,
        },
        Class::Begin if silent && (said.is_of_our_page() || said.is_of_listed_page()) => Admitted,
        Class::Begin if silent => Asked,
        Class::Return if document => Admitted,
        Class::Return if known && said.how == FRAME && marketplace => Admitted,
        Class::Return if silent && (marketplace || said.is_of_our_page()) => Admitted,
        Class::Return if silent && is_look => Asked,
        Class::Framed if method == "HEAD" => Admitted,
        Class::Framed if silent || document || known && said.how == FRAME => Admitted,
        Class::Page if is_look && (document || silent) => Admitted,
        Class::Page if document && said.site == Some("same-origin") => Admitted,
        Class::Page if silent && said.origin == Some(OURS) => Admitted,
        Class::Call if !said.has_client_header => Refused,
        Class::Call if known && said.is_script() && said.origin == Some(LISTED) => Admitted,
        Class::Call
            if known
                && said.is_script()
                && said.site == Some("same-origin")
                && matches!(said.origin, None | Some(OURS)) =>
        {
            Admitted
        }
        Class::Call if silent && matches!(said.origin, None | Some(OURS | LISTED)) => Admitted,
        _ => Refused,
    }
}

/// The routes: an address, the methods with their classes, and at which platforms it is there.
type Row = (&'static str, &'static [(&'static str, Class)], fn(Provider) -> bool);

fn anywhere(_: Provider) -> bool {
    true
}

fn has_login(of: Provider) -> bool {
    of.connect() == Connect::Login
}

fn has_credentials(of: Provider) -> bool {
    matches!(of.connect(), Connect::Credentials(_))
}

fn has_apps(of: Provider) -> bool {
    of.connect() == Connect::Marketplace
}

fn has_redirect(of: Provider) -> bool {
    has_login(of) || has_apps(of)
}

fn has_crm(of: Provider) -> bool {
    of.crm().is_some()
}

const ROUTES: &[Row] = &[
    ("/health", &[("GET", Class::Public), ("HEAD", Class::Public)], anywhere),
    ("/metrics", &[("GET", Class::Server), ("HEAD", Class::Server)], anywhere),
    ("/openapi/desk.json", &[("GET", Class::Public), ("HEAD", Class::Public)], anywhere),
    ("/openapi/desk/crm.json", &[("GET", Class::Public), ("HEAD", Class::Public)], anywhere),
    ("/connect/desk", &[("GET", Class::Begin), ("HEAD", Class::Begin)], has_login),
    ("/connect/desk", &[("POST", Class::Call)], has_credentials),
    (
        "/callback/desk",
        &[("GET", Class::Return), ("HEAD", Class::Return), ("POST", Class::Return)],
        has_redirect,
    ),
    ("/done/desk", &[("GET", Class::Page), ("HEAD", Class::Page)], has_login),
    ("/link/desk", &[("GET", Class::Page), ("HEAD", Class::Page), ("POST", Class::Page)], has_apps),
    (
        "/frame/desk",
        &[("GET", Class::Framed), ("HEAD", Class::Framed), ("POST", Class::Call)],
        has_apps,
    ),
    ("/crm/desk/x", &[("POST", Class::Server)], has_crm),
    ("/uninstall/desk", &[("POST", Class::Server)], has_apps),
    ("/redeem/desk", &[("POST", Class::Call)], has_login),
    ("/claim", &[("POST", Class::Call)], anywhere),
    ("/sign-out", &[("POST", Class::Call)], anywhere),
    ("/flows", &[("GET", Class::Call), ("HEAD", Class::Call)], anywhere),
    (
        "/connections",
        &[("GET", Class::Call), ("HEAD", Class::Call), ("DELETE", Class::Call)],
        anywhere,
    ),
    (
        "/connections/desk",
        &[("GET", Class::Call), ("HEAD", Class::Call), ("DELETE", Class::Call)],
        anywhere,
    ),
    (
        "/api/desk/x",
        &[
            ("DELETE", Class::Call),
            ("GET", Class::Call),
            ("HEAD", Class::Call),
            ("PATCH", Class::Call),
            ("POST", Class::Call),
            ("PUT", Class::Call),
        ],
        anywhere,
    ),
    ("/", &[], anywhere),
    ("/connect", &[], anywhere),
];

/// An instance of each platform, under the same name.
fn configurations() -> Vec<(Provider, Config)> {
    let shapes = [
        serde_json::json!({}),
        serde_json::json!({ "app_id": "1" }),
        serde_json::json!({ "base_url": "https://platform.example.com/api" }),
        serde_json::json!({ "app_id": "1", "base_url": "https://platform.example.com/api" }),
    ];
    let of = |provider: &Provider| {
        let settings = shapes.iter().find_map(|shape| {
            let mut settings = shape.clone();
            settings["provider"] = serde_json::json!(provider);
            let map = settings.as_object().cloned()?;
            Instance::read("desk", map, crate::http::base_url::Reach::Public).ok()?;
            Some(settings)
        });
        let instances = serde_json::json!({ "desk": settings.unwrap() }).to_string();
        let changes = [(crate::edge::config::names::ALLOW_ORIGINS, LISTED)];
        (*provider, config(&instances, &changes))
    };
    Provider::ALL.iter().map(of).collect()
}

fn class_of(address: &str, method: &str, provider: Provider) -> Option<Class> {
    let rows = ROUTES.iter().filter(|(path, _, is_there)| *path == address && is_there(provider));
    rows.flat_map(|(_, methods, _)| *methods)
        .find(|(known, _)| *known == method)
        .map(|found| found.1)
}

#[test]
fn each_request_gets_what_the_lists_say_and_all_others_are_refused() {
    for (provider, config) in configurations() {
        for (address, ..) in ROUTES {
            let route = route::find(address);
            for method in METHODS {
                let class = class_of(address, method, provider);
                // What no row has is refused whatever is said; a few of the ways to say it are enough.
                for said in Said::all().step_by(if class.is_some() { 1 } else { 101 }) {
                    let headers = said.fields().into_iter().collect();
                    let admitted = admit(&config, &route, Method::from_text(method), &headers);
                    let got = match &admitted {
                        Ok(Admitted { asks: true, .. }) => Verdict::Asked,
                        Ok(_) => Verdict::Admitted,
                        Err(_) => Verdict::Refused,
                    };
                    let expected = class
                        .map_or(Verdict::Refused, |class| verdict(class, provider, method, &said));
                    assert_eq!(got, expected, "{method} {address} at {provider:?}: {said:?}");
                }
            }
        }
    }
}

#[test]
fn a_refused_request_leaves_nothing_behind_and_is_told_why() {
    for (provider, config) in configurations() {
        for (address, ..) in ROUTES {
            for method in METHODS {
                let class = class_of(address, method, provider);
                // Enough of each kind: no list is so short that a step leaps over it.
                for said in Said::all().step_by(if class.is_some() { 11 } else { 101 }) {
                    let is_let_in = class.is_some_and(|class| {
                        verdict(class, provider, method, &said) != Verdict::Refused
                    });
                    if is_let_in || *method == "OPTIONS" {
                        continue;
                    }
                    let host = EdgeTestHost::default();
                    let fields = said.fields();
                    let reply = host.ask(&config, method, address, &fields, Some("{}"));
                    let told = format!("{method} {address} at {provider:?}: {said:?}: {reply:?}");
                    assert!(matches!(reply.status, 400 | 403 | 404), "{told}");
                    assert!(reply.headers.get("x-portaria-error").is_some(), "{told}");
                    assert!(reply.headers.get("set-cookie").is_none(), "{told}");
                    assert!(host.vaults.borrow().is_empty(), "{told}");
                    assert!(host.inner.sent.borrow().is_empty(), "{told}");
                }
            }
        }
    }
}

#[test]
fn a_route_that_a_platform_does_not_have_is_not_found_whatever_is_said() {
    for (provider, config) in configurations() {
        for (address, methods, is_there) in
            ROUTES.iter().filter(|(_, methods, _)| !methods.is_empty())
        {
            if is_there(provider) {
                continue;
            }
            for (method, _) in *methods {
                let host = EdgeTestHost::default();
                let fields = [("sec-fetch-site", "same-origin"), (CLIENT_HEADER, "1")];
                let reply = host.ask(&config, method, address, &fields, Some("{}"));
                assert_eq!(reply.status, 404, "{method} {address} at {provider:?}");
            }
        }
    }
}

#[test]
fn a_prefetch_starts_and_finishes_no_login() {
    for (provider, config) in configurations() {
        for address in ["/connect/desk", "/callback/desk"] {
            for (name, value) in [
                ("sec-purpose", "prefetch;prerender"),
                ("purpose", "prefetch"),
                ("x-moz", "prefetch"),
            ] {
                let document = Said {
                    site: Some("same-origin"),
                    how: DOCUMENT,
                    origin: None,
                    referer: None,
                    has_client_header: false,
                };
                let mut fields = document.fields();
                fields.push((name, value));
                let headers = fields.into_iter().collect();
                let route = route::find(address);
                let refused = admit(&config, &route, Some(Method::Get), &headers);
                assert!(refused.is_err(), "{address} at {provider:?}");
            }
        }
    }
}

#[test]
fn an_old_browsers_form_is_refused_by_the_name_of_the_field_that_it_lacks() {
    let (_, config) = configurations().into_iter().find(|(of, _)| has_login(*of)).unwrap();
    let route = route::find("/callback/desk");
    let refused = admit(&config, &route, Some(Method::Post), &Headers::default()).unwrap_err();
    assert!(refused.details().message.contains("(Sec-Fetch-Site)"), "{refused}");
}

#[test]
fn a_body_that_says_it_is_too_long_is_refused_unread() {
    let (_, config) = configurations().into_iter().find(|(of, _)| has_apps(*of)).unwrap();
    for (address, most, site) in [
        ("/api/desk/x", LONGEST_BODY, SCRIPT),
        ("/callback/desk", 4096, DOCUMENT),
        ("/frame/desk", 4096, SCRIPT),
        ("/link/desk", 4096, DOCUMENT),
    ] {
        let route = route::find(address);
        for (length, is_let_in) in [(0, true), (most, true), (most + 1, false)] {
            let said = Said {
                site: Some("same-origin"),
                how: site,
                origin: None,
                referer: None,
                has_client_header: true,
            };
            let length_text = length.to_string();
            let mut headers: Headers = said.fields().into_iter().collect();
            headers.add("content-length", length_text).unwrap();
            let admitted = admit(&config, &route, Some(Method::Post), &headers);
            assert_eq!(admitted.is_ok(), is_let_in, "{address} {length}");
        }
    }
}

#[test]
fn every_route_is_in_the_matrix() {
    let named: std::collections::BTreeSet<_> =
        ROUTES.iter().map(|(address, ..)| route::find(address).name()).collect();
    let all = [
        "api",
        "callback",
        "claim",
        "connect",
        "connection",
        "connections",
        "crm",
        "done",
        "flows",
        "frame",
        "health",
        "link",
        "metrics",
        "none",
        "openapi",
        "redeem",
        "sign-out",
        "uninstall",
    ];
    assert_eq!(named.into_iter().collect::<Vec<_>>(), all);
}
