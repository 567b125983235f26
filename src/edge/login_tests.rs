//! A login and what follows it, through the whole of the Worker, at a platform that does it by the book; with the edges of each rule.

use serde_json::Value;

use super::config::names;
use super::test_host::{EdgeTestHost, TestBrowser, code, config, text};
use super::{Config, Reply};

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

const TOKEN: &str = r#"{"access_token":"token-canary"}"#;
const ME: &str = r#"{"id":"7","name":"Ana"}"#;

fn desk(changes: &[(&str, &str)]) -> Config {
    let mut all = vec![(names::RETURN_TO, "https://app.example.com")];
    all.extend(changes);
    config(r#"{"sample": {"app_id": "1"}, "other": {"provider": "sample", "app_id": "2"}}"#, &all)
}

fn host() -> EdgeTestHost {
    let mut host = EdgeTestHost::default();
    host.inner = host.inner.answer(200, TOKEN).answer(200, ME);
    host
}

fn location(reply: &Reply<String>) -> &str {
    reply.headers.get("location").unwrap_or_default()
}

/// Starts a login: what the platform is to send back.
fn begin(browser: &TestBrowser<'_>, query: &str) -> String {
    let reply = browser.open(&format!("/connect/sample?{query}"), "same-origin");
    assert_eq!(reply.status, 303, "{reply:?}");
    let (_, state) = location(&reply).rsplit_once("&state=").unwrap();
    // A platform gives each code once.
    format!("/callback/sample?code=c0de{}&state={state}", browser.host.inner.now_ms.get())
}

fn log_in(browser: &TestBrowser<'_>) {
    let callback = begin(browser, "return_to=/account");
    let reply = browser.open(&callback, "cross-site");
    assert_eq!((reply.status, location(&reply)), (303, "/account"), "{}", text(&reply));
}

fn connections(browser: &TestBrowser<'_>) -> Vec<Value> {
    let reply = browser.fetch("GET", "/connections");
    let body: Value = serde_json::from_str(text(&reply)).unwrap();
    body["connections"].as_array().unwrap().clone()
}

#[test]
fn a_login_connects_and_calls_go_out_with_the_token_and_nothing_of_the_callers() {
    let (host, config) = (host(), desk(&[]));
    let browser = TestBrowser::new(&host, &config);
    log_in(&browser);
    let connection = &connections(&browser)[0];
    assert_eq!(connection["account"]["id"], "7");
    assert_eq!(connection["binding"], "state");
    assert_eq!(host.connected.get(), 1);
    assert!(
        browser.cookies.borrow().keys().all(|name| !name.contains("flow")),
        "the flow is spent"
    );

    host.inner.answers.borrow_mut().push_back(Ok((200, r#"{"data":[]}"#.into())));
    let reply = browser.fetch("GET", "/api/sample/flow/tags?limit=1");
    assert_eq!((reply.status, text(&reply)), (200, r#"{"data":[]}"#));
    assert!(reply.headers.get("server-timing").is_some());
    let sent = host.inner.sent.borrow();
    assert_eq!(sent.len(), 3);
    assert!(sent[0].starts_with("POST https://sample.example.com/token "), "{}", sent[0]);
    assert_eq!(sent[2], "GET https://sample.example.com/flow/tags?limit=1 ");
    let log = host.log.borrow().join("\n");
    assert!(!log.contains("canary") && !log.contains("c0de"), "{log}");
}

#[test]
fn a_profile_that_repeats_the_token_is_kept_without_it() {
    let mut host = EdgeTestHost::default();
    let echo = r#"{"id":"7","name":"token-canary","more":{"token-canary":["x token-canary"]}}"#;
    host.inner = host.inner.answer(200, TOKEN).answer(200, echo);
    let config = desk(&[]);
    let browser = TestBrowser::new(&host, &config);
    log_in(&browser);
    let all = Value::from(connections(&browser)).to_string();
    assert!(all.contains("\"7\"") && !all.contains("canary"), "{all}");
}

#[test]
fn a_callback_of_more_than_4096_bytes_is_refused_unread() {
    for (length, is_read) in [(4096, true), (4097, false)] {
        let (host, config) = (host(), desk(&[]));
        let browser = TestBrowser::new(&host, &config);
        let callback = begin(&browser, "");
        let query = callback.split_once('?').unwrap().1.len();
        let more = "x".repeat(length - query - 3);
        let reply = browser.open(&format!("{callback}&y={more}"), "cross-site");
        assert_eq!(reply.status == 303, is_read, "{length}: {}", code(&reply));
        assert_eq!(host.inner.sent.borrow().is_empty(), !is_read, "{length}");
    }
}

#[test]
fn a_callback_counts_until_its_flow_is_ten_minutes_old() {
    for (age, status) in [(10 * MINUTE - 1, 303), (10 * MINUTE, 410)] {
        let (host, config) = (host(), desk(&[]));
        let browser = TestBrowser::new(&host, &config);
        let callback = begin(&browser, "");
        host.inner.now_ms.set(host.inner.now_ms.get() + age);
        let reply = browser.open(&callback, "cross-site");
        assert_eq!(reply.status, status, "{age}: {}", code(&reply));
        assert_eq!(host.inner.sent.borrow().is_empty(), status != 303);
    }
}

#[test]
fn what_is_not_the_flow_of_this_browser_connects_nothing() {
    let (host, config) = (host(), desk(&[]));
    let browser = TestBrowser::new(&host, &config);
    let callback = begin(&browser, "");
    let stranger = TestBrowser::new(&host, &config);
    let theirs = begin(&stranger, "");
    for (who, address, expected) in [
        (&stranger, callback.as_str(), "flow_mismatch"),
        (&browser, theirs.as_str(), "flow_mismatch"),
        (&browser, "/callback/sample?code=c0de", "flow_mismatch"),
        (&browser, "/callback/sample?code=c0de&state=", "flow_mismatch"),
        (&browser, &format!("{callback}x"), "flow_mismatch"),
        (&browser, &format!("{callback}&code=x"), "invalid_argument"),
        (&browser, &callback.replace("sample?", "other?"), "flow_mismatch"),
        (&browser, "/callback/sample?state=x", "invalid_argument"),
    ] {
        let reply = who.open(address, "cross-site");
        assert_eq!(code(&reply), expected, "{address}");
        assert!(text(&reply).contains("/connect/"), "{address}: a way to start again");
    }
    assert!(host.inner.sent.borrow().is_empty());
    assert_eq!(browser.open(&callback, "cross-site").status, 303);
    browser.cookies.borrow_mut().insert("__Host-portaria-flow-x".into(), "v1.x".into());
    assert_eq!(code(&browser.open(&callback, "cross-site")), "flow_mismatch", "its cookie is gone");
}

#[test]
fn a_flow_whose_cookie_has_a_changed_bit_is_no_flow() {
    let (host, config) = (host(), desk(&[(names::LIMITS, r#"{"address": 0}"#)]));
    let browser = TestBrowser::new(&host, &config);
    let callback = begin(&browser, "");
    let is_flow = |name: &&String| name.contains("flow");
    let name = browser.cookies.borrow().keys().find(is_flow).unwrap().clone();
    let sealed = browser.cookies.borrow()[&name].clone();
    let mut tried = 0;
    for (at, bit) in
        (0..sealed.len()).flat_map(|at| [1_u8, 2, 4, 8, 16, 32, 64].map(|bit| (at, bit)))
    {
        let mut changed = sealed.clone().into_bytes();
        changed[at] ^= bit;
        let Ok(changed) = String::from_utf8(changed) else { continue };
        if changed.contains([';', ' ', '\t', '\0', '\r', '\n']) {
            continue; // it would not be one cookie
        }
        browser.cookies.borrow_mut().insert(name.clone(), changed);
        assert_eq!(code(&browser.open(&callback, "cross-site")), "flow_mismatch", "{at} {bit}");
        tried += 1;
    }
    assert!(tried > 1000);
    assert!(host.inner.sent.borrow().is_empty());
    browser.cookies.borrow_mut().insert(name, sealed);
    assert_eq!(browser.open(&callback, "cross-site").status, 303, "it was the bit");
}

#[test]
fn a_callback_that_comes_again_with_its_cookie_is_a_replay() {
    let (host, config) = (host(), desk(&[]));
    let browser = TestBrowser::new(&host, &config);
    let callback = begin(&browser, "");
    let kept = browser.cookies.borrow().clone();
    assert_eq!(browser.open(&callback, "cross-site").status, 303);
    *browser.cookies.borrow_mut() = kept;
    assert_eq!(code(&browser.open(&callback, "cross-site")), "flow_replayed");
    assert_eq!(host.inner.sent.borrow().len(), 2);
    assert_eq!(connections(&browser).len(), 1);
}

#[test]
fn a_login_ends_where_it_was_to_end_and_nowhere_else() {
    for (query, end) in [
        ("", "/"),
        ("return_to=/a%3Fb", "/a?b"),
        ("return_to=https://app.example.com/x", "https://app.example.com/x"),
        ("return_to=/a&popup=1", "/done/sample?to=%2Fa"),
        (
            "return_to=https://app.example.com/x&popup=1",
            "/done/sample?to=https%3A%2F%2Fapp.example.com%2Fx",
        ),
        ("return_to=/a&popup=0", "/a"),
    ] {
        let (host, config) = (host(), desk(&[]));
        let browser = TestBrowser::new(&host, &config);
        let reply = browser.open(&begin(&browser, query), "cross-site");
        assert_eq!(location(&reply), end, "{query}");
    }
    let (host, config) = (host(), desk(&[]));
    let browser = TestBrowser::new(&host, &config);
    for query in
        ["return_to=//evil.example", "return_to=/a&return_to=/b", "return_to=https://evil.example"]
    {
        let reply = browser.open(&format!("/connect/sample?{query}"), "same-origin");
        assert_eq!(code(&reply), "invalid_argument", "{query}");
        assert!(browser.cookies.borrow().is_empty());
    }
    for (to, status) in
        [("", 200), ("?to=https://app.example.com", 200), ("?to=https://evil.example", 400)]
    {
        assert_eq!(
            browser.open(&format!("/done/sample{to}"), "same-origin").status,
            status,
            "{to}"
        );
    }
}

#[test]
fn a_session_ends_by_its_age_and_when_nothing_was_asked_for_a_week() {
    for (waits, is_alive) in [
        (vec![7 * DAY - 1], true),
        (vec![7 * DAY], false),
        (vec![6 * DAY, 6 * DAY, 6 * DAY, 6 * DAY, 6 * DAY - 1], true),
        (vec![6 * DAY, 6 * DAY, 6 * DAY, 6 * DAY, 6 * DAY], false),
    ] {
        let (host, config) = (EdgeTestHost::default(), desk(&[]));
        let browser = TestBrowser::new(&host, &config);
        begin(&browser, "");
        let session = || browser.cookies.borrow().get("__Host-Http-portaria").cloned();
        let mut kept = session();
        for wait in &waits {
            host.inner.now_ms.set(host.inner.now_ms.get() + wait);
            kept = session();
            browser.fetch("GET", "/connections");
        }
        // One that is alive is put off, with the same id; one that has ended is nobody's.
        assert_eq!(session() != kept, is_alive, "{waits:?}");
    }
}

#[test]
fn a_session_is_put_off_once_a_day() {
    for (wait, is_renewed) in [(DAY - 1, false), (DAY, true)] {
        let (host, config) = (EdgeTestHost::default(), desk(&[]));
        let browser = TestBrowser::new(&host, &config);
        begin(&browser, "");
        host.inner.now_ms.set(host.inner.now_ms.get() + wait);
        let reply = browser.fetch("GET", "/connections");
        assert_eq!(reply.headers.get("set-cookie").is_some(), is_renewed, "{wait}");
        // A session that is known already lives as long.
        browser.fetch("GET", "/connections");
    }
}

#[test]
fn a_token_is_used_until_it_ends() {
    let (host, config) = (host(), desk(&[]));
    let browser = TestBrowser::new(&host, &config);
    log_in(&browser);
    let began = host.inner.now_ms.get();
    for (after, status) in [(3_600_000 - 1, 200), (3_600_000, 401)] {
        host.inner.now_ms.set(began + after);
        host.inner.answers.borrow_mut().push_back(Ok((200, "{}".into())));
        let reply = browser.fetch("GET", "/api/sample/me");
        assert_eq!(reply.status, status, "{after}: {}", text(&reply));
    }
}

#[test]
fn only_what_is_described_is_called() {
    let (host, config) = (host(), desk(&[]));
    let browser = TestBrowser::new(&host, &config);
    log_in(&browser);
    let before = host.inner.sent.borrow().len();
    for (method, path, expected) in [
        ("GET", "/nothing", "not_found"),
        ("POST", "/flow/tags", "not_found"),
        ("GET", "/flow/../flow/tags", "not_found"),
        ("GET", "/flow/tags?other=1", "invalid_argument"),
        ("GET", "/flow/tags?limit=1&limit=2", "invalid_argument"),
        ("GET", "/flow/tags?limit=%ff", "invalid_argument"),
    ] {
        let reply = browser.fetch(method, &format!("/api/sample{path}"));
        assert_eq!(code(&reply), expected, "{method} {path}");
    }
    for account in ["", "8", "%ff"] {
        let named = [("x-portaria-account", account)];
        let reply = browser.fetch_with("GET", "/api/sample/me", &named, None);
        assert!(matches!(reply.status, 400 | 401), "{account}: {}", reply.status);
    }
    assert_eq!(host.inner.sent.borrow().len(), before);
    let stranger = TestBrowser::new(&host, &config);
    let reply = stranger.fetch("GET", "/api/sample/me");
    assert_eq!((reply.status, code(&reply)), (401, "login_required"));
    assert!(text(&reply).contains("/connect/sample"));
}

#[test]
fn signing_out_ends_the_session_whoever_kept_its_cookie() {
    let (host, config) = (host(), desk(&[]));
    let browser = TestBrowser::new(&host, &config);
    log_in(&browser);
    let callback = begin(&browser, "");
    let kept = browser.cookies.borrow().clone();
    assert_eq!(browser.fetch("POST", "/sign-out").status, 204);
    assert!(!browser.cookies.borrow().contains_key("__Host-Http-portaria"));
    *browser.cookies.borrow_mut() = kept;
    assert_eq!(code(&browser.open(&callback, "cross-site")), "flow_mismatch");
    assert!(connections(&browser).is_empty());
    assert_eq!(browser.fetch("GET", "/api/sample/me").status, 401);
    assert_eq!(host.inner.sent.borrow().len(), 2);
}

#[test]
fn a_login_that_fails_is_told_in_the_log_of_logins_with_no_secret() {
    for answer in [r#"{"error":"canary"}"#, "{}", "<html>canary"] {
        let mut host = EdgeTestHost::default();
        host.inner = host.inner.answer(200, answer);
        let config = desk(&[]);
        let browser = TestBrowser::new(&host, &config);
        let callback = begin(&browser, "return_to=/account");
        let reply = browser.open(&callback, "cross-site");
        assert!(reply.status >= 400, "{answer}");
        assert!(text(&reply).contains("return_to=%2Faccount"), "{}", text(&reply));
        let flows = browser.fetch("GET", "/flows");
        let told: Value = serde_json::from_str(text(&flows)).unwrap();
        assert_eq!(told["flows"][0]["outcome"], "failed", "{told}");
        assert_eq!(told["flows"][0]["steps"][0]["step"], "started");
        assert!(!text(&flows).contains("canary"), "{told}");
        let stranger = TestBrowser::new(&host, &config);
        assert_eq!(text(&stranger.fetch("GET", "/flows")), r#"{"flows":[]}"#);
    }
}

#[test]
fn limits_count_a_minute_by_client_and_by_owner() {
    let limits = (names::LIMITS, r#"{"address": 3, "owner": 2}"#);
    let (host, config) = (host(), desk(&[limits, (names::ADDRESS_HEADER, "x-real-ip")]));
    let browser = TestBrowser::new(&host, &config);
    let start = |address: &str| {
        let fields = [
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
            ("x-real-ip", address),
        ];
        host.ask(&config, "GET", "/connect/sample", &fields, None).status
    };
    assert_eq!([(); 4].map(|()| start("192.0.2.1")), [303, 303, 303, 429]);
    assert_eq!(start("192.0.2.2"), 303);
    host.inner.now_ms.set(host.inner.now_ms.get() + MINUTE - 1);
    assert_eq!(start("192.0.2.1"), 429);
    host.inner.now_ms.set(host.inner.now_ms.get() + 1);
    assert_eq!(start("192.0.2.1"), 303);
    host.inner.now_ms.set(host.inner.now_ms.get() + MINUTE);
    log_in(&browser);
    let call = || {
        host.inner.answers.borrow_mut().push_back(Ok((200, "{}".into())));
        let reply = browser.fetch("GET", "/api/sample/me");
        (reply.status, reply.headers.get("retry-after").map(str::to_owned))
    };
    assert_eq!([(); 2].map(|()| call().0), [200, 200]);
    assert_eq!(call(), (429, Some("60".into())));
    host.inner.now_ms.set(host.inner.now_ms.get() + MINUTE);
    assert_eq!(call().0, 200);
}

#[test]
fn a_connection_is_read_and_forgotten_by_its_instance_and_account() {
    let (host, config) = (host(), desk(&[]));
    let browser = TestBrowser::new(&host, &config);
    log_in(&browser);
    host.inner.now_ms.set(host.inner.now_ms.get() + 1);
    for answer in [TOKEN, r#"{"id":"8"}"#] {
        host.inner.answers.borrow_mut().push_back(Ok((200, answer.into())));
    }
    log_in(&browser);
    let ids = || -> Vec<String> {
        connections(&browser).iter().map(|one| one["account"]["id"].to_string()).collect()
    };
    assert_eq!(ids(), [r#""8""#, r#""7""#], "the newest first");
    assert_eq!(browser.fetch("GET", "/connections/sample?account=7").status, 200);
    assert_eq!(browser.fetch("GET", "/connections/sample?account=9").status, 404);
    assert_eq!(browser.fetch("GET", "/connections/other").status, 404);
    assert_eq!(browser.fetch("DELETE", "/connections/other").status, 204);
    assert_eq!(browser.fetch("DELETE", "/connections/sample?account=8").status, 204);
    assert_eq!(ids(), [r#""7""#]);
    assert_eq!(browser.fetch("DELETE", "/connections").status, 204);
    assert!(ids().is_empty());
}

#[test]
fn metrics_want_their_token_and_health_says_what_there_is() {
    let (host, config) = (EdgeTestHost::default(), desk(&[(names::METRICS_TOKEN, "m3trics")]));
    for (given, status) in
        [("Bearer m3trics", 200), ("Bearer m3tricsx", 401), ("m3trics", 401), ("", 401)]
    {
        let reply = host.ask(&config, "GET", "/metrics", &[("authorization", given)], None);
        assert_eq!(reply.status, status, "{given}");
    }
    assert_eq!(host.ask(&desk(&[]), "GET", "/metrics", &[], None).status, 404);
    let health = host.ask(&config, "GET", "/health", &[], None);
    let health: Value = serde_json::from_str(text(&health)).unwrap();
    assert_eq!(
        (&health["status"], health["instances"].as_array().unwrap().len()),
        (&"ok".into(), 2)
    );
    assert_eq!(health["warnings"][0]["variable"], names::ADDRESS_HEADER);
    let head = host.ask(&config, "HEAD", "/health", &[], None);
    assert_eq!((head.status, text(&head)), (200, ""));
}
