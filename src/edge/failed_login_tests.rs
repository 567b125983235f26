//! What is noted of a login that fails, and how the person goes on.

use serde_json::Value;

use super::Config;
use super::test_host::{EdgeTestHost, TestBrowser, code, config, text};

const TOKEN: &str = r#"{"access_token":"token-canary"}"#;

fn desk() -> Config {
    config(r#"{"sample": {"app_id": "1"}, "other": {"provider": "sample", "app_id": "2"}}"#, &[])
}

/// Starts a login, and waits a second: what the platform is to send back.
fn begin(browser: &TestBrowser<'_>, instance: &str, query: &str) -> String {
    let reply = browser.open(&format!("/connect/{instance}?{query}"), "same-origin");
    let location = reply.headers.get("location").unwrap();
    let now = browser.host.inner.now_ms.get();
    browser.host.inner.now_ms.set(now + 1000);
    let state = location.rsplit_once("&state=").unwrap().1;
    format!("/callback/{instance}?code=c0de{now}&state={state}")
}

/// The logins, as they are told: at which instance, and how each ended, the newest first.
fn flows(browser: &TestBrowser<'_>) -> Vec<String> {
    let reply = browser.fetch("GET", "/flows");
    let told: Value = serde_json::from_str(text(&reply)).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let flow = |flow: &Value| format!("{} {}", text(&flow["instance"]), text(&flow["outcome"]));
    told["flows"].as_array().unwrap().iter().map(flow).collect()
}

#[test]
fn a_callback_that_fits_no_login_is_noted_with_the_newest_of_its_instance() {
    for (begun, expected) in [
        (["sample", "sample", "other"], ["other waiting", "sample failed", "sample waiting"]),
        (["other", "sample", "sample"], ["sample failed", "sample waiting", "other waiting"]),
    ] {
        let (host, config) = (EdgeTestHost::default(), desk());
        let browser = TestBrowser::new(&host, &config);
        for instance in begun {
            begin(&browser, instance, "");
        }
        let reply = browser.open("/callback/sample?code=c0de&state=x", "cross-site");
        assert_eq!(code(&reply), "flow_mismatch");
        assert_eq!(flows(&browser), expected);
    }
}

#[test]
fn a_callback_that_cannot_be_read_is_noted_nowhere() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let browser = TestBrowser::new(&host, &config);
    begin(&browser, "sample", "return_to=/first");
    for query in ["", "code=a&code=b", "state=x"] {
        let reply = browser.open(&format!("/callback/sample?{query}"), "cross-site");
        assert_eq!(code(&reply), "invalid_argument", "{query}");
    }
    assert_eq!(flows(&browser), ["sample waiting"]);
    assert!(host.inner.sent.borrow().is_empty());
}

#[test]
fn a_login_that_is_done_tells_whose_account_it_was_and_when_its_access_ends() {
    let mut host = EdgeTestHost::default();
    host.inner = host.inner.answer(200, TOKEN).answer(200, r#"{"id":"7","name":"Ana"}"#);
    let config = desk();
    let browser = TestBrowser::new(&host, &config);
    let callback = begin(&browser, "sample", "return_to=/first");
    assert_eq!(browser.open(&callback, "cross-site").status, 303);
    let reply = browser.fetch("GET", "/flows");
    let told: Value = serde_json::from_str(text(&reply)).unwrap();
    let steps = told["flows"][0]["steps"].as_array().unwrap();
    let names: Vec<_> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(names, ["started", "returned", "claimed", "exchanged", "stored"], "{told}");
    let exchanged = &steps[3]["saw"];
    assert_eq!(exchanged["account"], "7");
    assert_eq!(exchanged["name"], "Ana");
    assert_eq!(exchanged["binding"], "state");
    assert_eq!(exchanged["expiresAt"], host.inner.now_ms.get() + 3_600_000, "{told}");
    assert!(!text(&reply).contains("canary"), "{told}");
}

#[test]
fn a_person_goes_on_as_the_login_was_begun() {
    for (query, again, back) in [
        ("return_to=/account", "return_to=%2Faccount", Some("href=\"/account\"")),
        ("return_to=/account&popup=1", "popup=1", None),
    ] {
        let mut host = EdgeTestHost::default();
        host.inner = host.inner.answer(200, "{}");
        let config = desk();
        let browser = TestBrowser::new(&host, &config);
        let callback = begin(&browser, "sample", query);
        let page = browser.open(&callback, "cross-site");
        assert_eq!(code(&page), "bad_response");
        assert!(text(&page).contains(again), "{query}: {}", text(&page));
        match back {
            Some(back) => assert!(text(&page).contains(back), "{}", text(&page)),
            None => assert!(text(&page).contains("close this window"), "{}", text(&page)),
        }
    }
}

/// The cookie has the time of the browser that it came from; the Vault's own time is what counts.
#[test]
fn a_login_in_a_session_that_has_ended_says_so_and_asks_nothing_of_the_platform() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let browser = TestBrowser::new(&host, &config);
    let callback = begin(&browser, "sample", "return_to=/account");
    let kept = browser.cookies.borrow().clone();
    browser.fetch("POST", "/sign-out");
    *browser.cookies.borrow_mut() = kept;
    let page = browser.open(&callback, "cross-site");
    assert_eq!((page.status, code(&page)), (403, "flow_mismatch"));
    assert!(text(&page).contains("The session in which this login was started has ended."));
    assert!(host.inner.sent.borrow().is_empty());
}
