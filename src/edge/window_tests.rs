//! What a browser shows in a window: pages, whatever the route and the error are; and where a login in a window begins and ends.

use super::config::{self, names};
use super::test_host::{EdgeTestHost, TestBrowser, code, config, text};
use super::{Incoming, Reply, misconfigured};
use crate::http::{Headers, Method};

const SAMPLE: &str = r#"{"sample": {"app_id": "1"}}"#;

const NAVIGATION: [(&str, &str); 4] = [
    ("sec-fetch-site", "none"),
    ("sec-fetch-mode", "navigate"),
    ("sec-fetch-dest", "document"),
    ("accept", "text/html"),
];

fn is_page(reply: &Reply<String>) -> bool {
    reply.headers.get("content-type").is_some_and(|kind| kind.starts_with("text/html"))
}

#[test]
fn a_browser_that_opens_an_address_never_gets_json() {
    let config = config(SAMPLE, &[]);
    for path in [
        "/health",
        "/health/",
        "/metrics",
        "/flows",
        "/connections",
        "/connections/sample",
        "/connections/nobody",
        "/connect/sample?return_to=//evil.example",
        "/connect/nobody",
        "/callback/sample",
        "/callback/sample/",
        "/callback/nobody",
        "/done/sample?to=https://evil.example",
        "/done/sample",
        "/link/sample",
        "/redeem/sample",
        "/crm/sample/x",
        "/uninstall/sample",
        "/claim",
        "/sign-out",
        "/openapi/nobody.json",
        "/api/sample/me",
        "/nothing",
        "/",
    ] {
        for method in ["GET", "POST", "DELETE"] {
            for how in [&NAVIGATION[..], &NAVIGATION[3..]] {
                let reply = EdgeTestHost::default().ask(&config, method, path, how, None);
                let has_body = !text(&reply).is_empty();
                assert!(is_page(&reply) || !has_body, "{method} {path} {how:?}: {reply:?}");
            }
        }
        // A script that asks for the same gets what it can read.
        let script = [NAVIGATION[0], ("sec-fetch-mode", "cors"), NAVIGATION[3]];
        let reply = EdgeTestHost::default().ask(&config, "GET", path, &script, None);
        assert!(!is_page(&reply) || reply.status == 200, "{path}: {reply:?}");
    }
}

#[test]
fn a_worker_without_settings_says_so_on_a_page_too() {
    let problems = config::Config::read(std::rc::Rc::new(|_| None)).unwrap_err();
    for (path, fields, is_shown) in [
        ("/connect/sample", &NAVIGATION[..], true),
        ("/health", &NAVIGATION[..], true),
        ("/connections", &[][..], false),
        ("/health", &[][..], false),
    ] {
        let headers = fields.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        let request = Incoming {
            method: Some(Method::Get),
            path: path.into(),
            query: String::new(),
            headers: Headers::received(headers.collect()),
            body: None,
        };
        let reply = misconfigured(&EdgeTestHost::default(), &problems, &request);
        assert_eq!((reply.status, is_page(&reply)), (503, is_shown), "{path}");
        assert!(text(&reply).contains(names::ORIGIN), "{path}");
    }
}

#[test]
fn a_login_starts_at_the_configured_origin_whatever_host_was_asked() {
    let config =
        config(SAMPLE, &[(names::ORIGIN, "http://127.0.0.1:8787"), (names::PREFIX, "/desk")]);
    let start = |host: &str, query: &str| {
        let mut fields = NAVIGATION.to_vec();
        fields.push(("host", host));
        let address = format!("/desk/connect/sample/{query}");
        EdgeTestHost::default().ask(&config, "GET", &address, &fields, None)
    };
    for (host, query, location) in [
        ("localhost:8787", "", "http://127.0.0.1:8787/desk/connect/sample?redirected=1"),
        (
            "localhost:8787",
            "?return_to=%2Fa%3Fb&popup=1",
            "http://127.0.0.1:8787/desk/connect/sample?return_to=%2Fa%3Fb&popup=1&redirected=1",
        ),
        (
            "evil.example",
            "?return_to=https://evil.example",
            "http://127.0.0.1:8787/desk/connect/sample?return_to=https%3A%2F%2Fevil.example&redirected=1",
        ),
        ("[::1]:8787", "", "http://127.0.0.1:8787/desk/connect/sample?redirected=1"),
        (
            "127.0.0.1:8787@evil.example",
            "",
            "http://127.0.0.1:8787/desk/connect/sample?redirected=1",
        ),
    ] {
        let reply = start(host, query);
        assert_eq!(reply.headers.get("location"), Some(location), "{host}");
        assert!(
            reply.headers.get("set-cookie").is_none(),
            "{host}: nothing is set at another host"
        );
    }
    // At the right host, and behind a proxy that names another one each time, the login starts.
    for (host, query) in [
        ("127.0.0.1:8787", ""),
        ("127.0.0.1", ""),
        ("127.0.0.1:443", ""),
        ("upstream:8080", "?redirected=1"),
    ] {
        let reply = start(host, query);
        let location = reply.headers.get("location").unwrap_or_default();
        assert!(location.starts_with("https://sample.example.com/"), "{host}: {location}");
    }
}

#[test]
fn a_finished_login_leads_on_where_its_window_does_not_close() {
    let config =
        config(SAMPLE, &[(names::RETURN_TO, "https://app.example.com"), (names::PREFIX, "/desk")]);
    let host = EdgeTestHost::default();
    let browser = TestBrowser::new(&host, &config);
    for (query, link, origin) in [
        ("", "/desk/", "https://desk.example.com"),
        ("?to=%2Faccount%3Fa%3D1", "/account?a=1", "https://desk.example.com"),
        ("?to=https://desk.example.com", "/desk/", "https://desk.example.com"),
        ("?to=https://app.example.com", "https://app.example.com", "https://app.example.com"),
        (
            "?to=https://app.example.com/x%23y",
            "https://app.example.com/x#y",
            "https://app.example.com",
        ),
    ] {
        let page = browser.open(&format!("/desk/done/sample{query}"), "cross-site");
        assert_eq!(page.status, 200, "{query}: {}", text(&page));
        assert!(
            text(&page).contains(&format!("<a href=\"{link}\">Continue</a>")),
            "{}",
            text(&page)
        );
        assert!(text(&page).contains(&format!("data-to=\"{origin}\"")), "{}", text(&page));
    }
    for to in [
        "https://evil.example",
        "//evil.example",
        "javascript:alert(1)",
        "https://app.example.com.evil.example",
    ] {
        let page = browser.open(&format!("/desk/done/sample?to={to}"), "cross-site");
        assert_eq!(code(&page), "invalid_argument", "{to}");
    }
}

#[test]
fn a_failed_login_tells_the_page_that_opened_its_window_and_no_other_origin() {
    let returns = "https://app.example.com http://localhost:5173";
    let config = config(SAMPLE, &[(names::RETURN_TO, returns)]);
    let mut host = EdgeTestHost::default();
    host.inner = host.inner.answer(500, "{}");
    let browser = TestBrowser::new(&host, &config);
    let told = |page: &Reply<String>| {
        let page = text(page);
        let part = |name: &str| {
            let (_, rest) = page.split_once(&format!("{name}=\"")).unwrap();
            rest.split('"').next().unwrap().replace("&quot;", "\"")
        };
        let message: serde_json::Value = serde_json::from_str(&part("data-message")).unwrap();
        (message, part("data-to"))
    };
    // The exchange fails, and then there is nothing left to exchange.
    let reply = browser.open("/connect/sample?popup=1&return_to=https://app.example.com/x", "none");
    let (_, state) = reply.headers.get("location").unwrap().rsplit_once("&state=").unwrap();
    let callback = format!("/callback/sample?code=c0de&state={state}");
    for expected in ["provider_error", "flow_replayed"] {
        let (message, to) = told(&browser.open(&callback, "cross-site"));
        assert_eq!(to, "https://app.example.com", "{message}");
        assert_eq!((&message["portaria"], &message["code"]), (&"failed".into(), &expected.into()));
        assert!(!message.to_string().contains("c0de"), "{message}");
    }
    // It does not even start: here, for too many have started.
    let busy = crate::edge::test_host::config(
        SAMPLE,
        &[(names::RETURN_TO, returns), (names::LIMITS, r#"{"address": 1}"#)],
    );
    let crowd = TestBrowser::new(&host, &busy);
    let start = "/connect/sample?popup=1&return_to=https://app.example.com/x";
    crowd.open(start, "none");
    let (message, to) = told(&crowd.open(start, "none"));
    assert_eq!(
        (&message["code"], to.as_str()),
        (&"rate_limited".into(), "https://app.example.com")
    );
    // It was denied, or it came back with what nobody can read.
    let refused =
        browser.open(&format!("/callback/sample?error=access_denied&state={state}"), "cross-site");
    assert_eq!(told(&refused).1, "https://app.example.com");
    // In the same window there is nobody to tell, and where it is not known whose login it was, nothing runs.
    let other = TestBrowser::new(&host, &config);
    let unknown = other.open("/callback/sample?code=c0de&state=x", "cross-site");
    let reply = other.open("/connect/sample?return_to=/x", "none");
    let (_, state) = reply.headers.get("location").unwrap().rsplit_once("&state=").unwrap();
    let inner =
        other.open(&format!("/callback/sample?error=access_denied&state={state}"), "cross-site");
    for page in [
        unknown,
        inner,
        other.open("/connections", "none"),
        other.open("/done/sample?to=x", "none"),
    ] {
        assert!(is_page(&page) && !code(&page).is_empty(), "{page:?}");
        assert!(!text(&page).contains("<script"), "{}", text(&page));
    }
}
