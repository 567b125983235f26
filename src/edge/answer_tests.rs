//! What all answers have in common: who may read them, what they say of themselves, and what is written down of them.

use serde_json::{Value, json};

use super::config::names;
use super::test_host::{EdgeTestHost, TestBrowser, code, config, text};
use super::{Config, handle_broken, misconfigured};
use crate::edge::Incoming;
use crate::http::{Headers, Method};

const LISTED: &str = "https://app.example.com";

fn desk(changes: &[(&str, &str)]) -> Config {
    let mut all = vec![(names::ALLOW_ORIGINS, LISTED)];
    all.extend(changes);
    config(r#"{"sample": {"app_id": "1"}}"#, &all)
}

#[test]
fn a_listed_page_may_read_answers_and_is_told_beforehand_what_it_may_send() {
    let (host, config) = (EdgeTestHost::default(), desk(&[]));
    for (origin, is_listed) in
        [(LISTED, true), ("https://desk.example.com", false), ("https://evil.example", false)]
    {
        let preflight = [("origin", origin), ("access-control-request-method", "DELETE")];
        for (address, method) in [("/connections", "OPTIONS"), ("/api/sample/me", "OPTIONS")] {
            let reply = host.ask(&config, method, address, &preflight, None);
            assert_eq!(reply.status, 204, "{origin} {address}");
            let allowed = |name: &str| reply.headers.get(name).map(str::to_owned);
            assert_eq!(allowed("access-control-allow-origin").is_some(), is_listed, "{origin}");
            assert_eq!(allowed("access-control-allow-methods").is_some(), is_listed);
            let fields = allowed("access-control-allow-headers").unwrap_or_default();
            for name in ["content-type", "x-portaria", "x-portaria-account", "x-portaria-frame"] {
                assert_eq!(fields.split(", ").any(|field| field == name), is_listed, "{name}");
            }
        }
        let asked = [("origin", origin), ("x-portaria", "1")];
        let reply = host.ask(&config, "GET", "/connections", &asked, None);
        assert_eq!(reply.headers.get("vary"), Some("origin"));
        let shared = reply.headers.get("access-control-allow-origin");
        assert_eq!(shared, is_listed.then_some(LISTED), "{origin}");
        let with_cookies = reply.headers.get("access-control-allow-credentials");
        assert_eq!(with_cookies, is_listed.then_some("true"), "{origin}");
    }
    // What is not for scripts is not asked about beforehand; nor is anything where no method is named.
    let preflight = [("origin", LISTED), ("access-control-request-method", "GET")];
    assert_eq!(host.ask(&config, "OPTIONS", "/done/sample", &preflight, None).status, 400);
    assert_eq!(host.ask(&config, "OPTIONS", "/connections", &preflight[..1], None).status, 400);
    let alone = super::test_host::config(r#"{"sample": {"app_id": "1"}}"#, &[]);
    let reply = host.ask(&alone, "GET", "/connections", &[("x-portaria", "1")], None);
    assert!(reply.headers.get("vary").is_none(), "nobody is listed");
}

#[test]
fn a_document_is_for_everybody_and_names_the_instances_own_address() {
    let (host, config) = (EdgeTestHost::default(), desk(&[(names::PREFIX, "/portaria")]));
    for (address, status) in [
        ("/portaria/openapi/sample.json", 200),
        ("/portaria/openapi/sample/crm.json", 200),
        ("/portaria/openapi/sample/..%2fx.json", 404),
        ("/portaria/openapi/sample/CRM.json", 404),
        ("/openapi/sample.json", 404),
    ] {
        let reply = host.ask(&config, "GET", address, &[("origin", "https://evil.example")], None);
        assert_eq!(reply.status, status, "{address}");
        let shared = reply.headers.get("access-control-allow-origin");
        assert_eq!(shared, (status == 200).then_some("*"), "{address}");
        if status == 200 {
            let document: Value = serde_json::from_str(text(&reply)).unwrap();
            assert_eq!(document["servers"], json!([{ "url": "https://sample.example.com" }]));
            assert_eq!(document["openapi"], "3.1.0");
        }
    }
}

#[test]
fn what_became_of_a_request_is_one_line_that_names_nobody() {
    let mut host = EdgeTestHost::default();
    host.inner =
        host.inner.answer(200, r#"{"access_token":"canary"}"#).answer(200, r#"{"id":"7"}"#);
    let config = desk(&[]);
    let browser = TestBrowser::new(&host, &config);
    let begun = browser.open("/connect/sample", "same-origin");
    let location = begun.headers.get("location").unwrap().to_owned();
    let state = location.rsplit_once("&state=").unwrap().1;
    browser.open(&format!("/callback/sample?code=c0de&state={state}"), "cross-site");
    browser.fetch("GET", "/api/sample/nothing");
    browser.fetch("GET", "/api/nobody/me");
    browser.fetch("GET", "/nowhere?canary");
    let log = host.log.borrow().clone();
    let lines: Vec<Value> = log.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told = |line: &Value| {
        let part = |name: &str| line[name].to_string().replace('"', "");
        [part("route"), part("instance"), part("status"), part("code")].join(" ")
    };
    assert_eq!(
        lines.iter().map(told).collect::<Vec<_>>(),
        [
            "connect sample 303 null",
            "callback sample 303 null",
            "api sample 404 not_found",
            "api null 404 not_found",
            "none null 404 not_found",
        ]
    );
    assert!(lines.iter().all(|line| line["portaria"] == "request"));
    assert!(!log.join("").contains("canary") && !log.join("").contains("c0de"), "{log:?}");
}

#[test]
fn an_answer_is_not_cached_sniffed_or_framed_and_says_what_it_cost_to_our_own_pages_only() {
    let (host, config) = (EdgeTestHost::default(), desk(&[(names::HSTS, "max-age=31536000")]));
    for (site, is_told) in [("same-origin", true), ("same-site", false), ("cross-site", false)] {
        for address in ["/health", "/connections", "/nowhere", "/done/sample"] {
            let fields = [("sec-fetch-site", site), ("accept", "text/html")];
            let reply = host.ask(&config, "GET", address, &fields, None);
            for (name, value) in [
                ("cache-control", "no-store"),
                ("cross-origin-resource-policy", "same-origin"),
                ("referrer-policy", "no-referrer"),
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
            ] {
                assert_eq!(reply.headers.get(name), Some(value), "{address}");
            }
            let policy = reply.headers.get("content-security-policy").unwrap_or_default();
            for rule in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
                assert!(policy.contains(rule), "{address}: {policy}");
            }
            assert_eq!(reply.headers.get("strict-transport-security"), Some("max-age=31536000"));
            assert_eq!(reply.headers.get("server-timing").is_some(), is_told, "{site} {address}");
        }
    }
}

#[test]
fn a_page_speaks_the_browsers_language_and_bears_the_apps_name_and_look() {
    let pages = (names::PAGES, r#"{"name": "Example & Sons", "css": "b{color:red}"}"#);
    let (host, config) = (EdgeTestHost::default(), desk(&[pages]));
    for (spoken, lang) in [("de-AT,en;q=0.5", "de"), ("xx", "en"), ("", "en")] {
        let fields = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
            ("accept", "text/html"),
            ("accept-language", spoken),
        ];
        for address in ["/callback/sample?code=x&state=y", "/connect/sample"] {
            let page = host.ask(&config, "GET", address, &fields, None);
            let html = text(&page);
            assert!(html.contains(&format!("<html lang=\"{lang}\">")), "{spoken}: {html}");
            assert!(html.contains(" · Example &amp; Sons</title>"), "{html}");
            assert!(html.contains("b{color:red}</style>"), "{html}");
        }
    }
}

#[test]
fn what_fails_in_the_core_itself_is_told_to_people_and_to_programs() {
    let (host, config) = (EdgeTestHost::default(), desk(&[]));
    for (path, accept, is_page) in [
        ("/callback/sample", "text/html", true),
        ("/callback/sample", "application/json", false),
        ("/api/sample/me", "application/json", false),
        ("/api/sample/me", "text/html", true),
    ] {
        let headers: Headers = [("accept", accept), ("origin", LISTED)].into_iter().collect();
        let request = Incoming::<String> {
            method: Some(Method::Get),
            path: path.into(),
            query: String::new(),
            headers,
            body: None,
        };
        let reply = handle_broken(&host, &config, &request, 0);
        assert_eq!((reply.status, code(&reply)), (500, "unavailable"), "{path}");
        assert_eq!(text(&reply).starts_with("<!doctype html>"), is_page, "{path} {accept}");
        assert_eq!(text(&reply).contains("/connect/sample"), is_page, "{path} {accept}");
        assert_eq!(reply.headers.get("access-control-allow-origin"), Some(LISTED));
    }
    assert!(host.log.borrow().iter().all(|line| line.contains("\"status\":500")));
}

#[test]
fn a_worker_that_is_not_configured_says_what_is_missing_wherever_one_asks() {
    let host = EdgeTestHost::default();
    let problems = Config::read(std::rc::Rc::new(|_| None)).unwrap_err();
    let asked = |path: &str| Incoming::<String> {
        method: Some(Method::Get),
        path: path.into(),
        query: String::new(),
        headers: Headers::default(),
        body: None,
    };
    let health = misconfigured(&host, &problems, &asked("/health"));
    let told: Value = serde_json::from_str(text(&health)).unwrap();
    assert_eq!((health.status, told["status"].as_str()), (503, Some("misconfigured")));
    assert_eq!(told["problems"].as_array().unwrap().len(), problems.len());
    let other = misconfigured(&host, &problems, &asked("/connect/sample"));
    assert_eq!(code(&other), "configuration");
    assert!(text(&other).contains("PORTARIA_ORIGIN") && text(&other).contains("3 more"));
    assert!(host.log.borrow()[0].contains("\"portaria\":\"problem\""));
}

#[test]
fn a_line_tells_the_platforms_status_only_where_the_platform_was_asked() {
    let config = desk(&[]);
    for (calls, status, told) in [(0, 200, Value::Null), (1, 0, Value::Null), (1, 503, 503.into())]
    {
        let cost = super::RequestCost::default();
        cost.upstream_calls.set(calls);
        cost.upstream_status.set(status);
        cost.vault_calls.set(2);
        let reply = super::Reply::<String>::empty(204);
        let line = super::log::request_line(&config, &super::Route::Health, &reply, &cost, 5);
        let line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line["upstream"], told, "{line}");
        assert_eq!(
            (&line["calls"], &line["vault"], &line["ms"]),
            (&json!(calls), &json!(2), &json!(5))
        );
    }
}
