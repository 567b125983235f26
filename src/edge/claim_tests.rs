//! What becomes of connections when a person signs in to the embedding app, and when he leaves.

use serde_json::Value;

use super::Config;
use super::test_host::{EdgeTestHost, TestBrowser, code, config, text};

const TOKEN: &str = r#"{"access_token":"token-canary"}"#;

fn desk() -> Config {
    config(r#"{"sample": {"app_id": "1"}}"#, &[])
}

fn sign_in(host: &EdgeTestHost, user: Option<&str>) {
    *host.user.borrow_mut() = user.map(Into::into);
}

/// Logs in at the platform as the account with this id.
fn connect(browser: &TestBrowser<'_>, account: &str) {
    let host = browser.host;
    for answer in [TOKEN.to_owned(), format!(r#"{{"id":"{account}"}}"#)] {
        host.inner.answers.borrow_mut().push_back(Ok((200, answer)));
    }
    let begun = browser.open("/connect/sample", "same-origin");
    let location = begun.headers.get("location").unwrap().to_owned();
    let state = location.rsplit_once("&state=").unwrap().1;
    let now = host.inner.now_ms.get();
    host.inner.now_ms.set(now + 1);
    let callback = format!("/callback/sample?code=c0de{now}&state={state}");
    let reply = browser.open(&callback, "cross-site");
    assert_eq!(reply.status, 303, "{}", text(&reply));
}

/// The ids that an answer lists, or its error.
fn ids(reply: &super::Reply<String>) -> Vec<String> {
    let body: Value = serde_json::from_str(text(reply)).unwrap();
    let Some(all) = body["connections"].as_array() else { return vec![code(reply).into()] };
    all.iter().map(|one| one["account"]["id"].as_str().unwrap().to_owned()).collect()
}

fn listed(browser: &TestBrowser<'_>) -> Vec<String> {
    ids(&browser.fetch("GET", "/connections"))
}

fn claim(browser: &TestBrowser<'_>) -> Vec<String> {
    ids(&browser.fetch("POST", "/claim"))
}

#[test]
fn a_session_is_claimed_whole_by_the_user_who_asks_first_and_ends_then() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let browser = TestBrowser::new(&host, &config);
    connect(&browser, "7");
    connect(&browser, "8");
    let session = browser.cookies.borrow().clone();
    assert_eq!(claim(&browser), ["unauthorized"], "nobody is signed in");
    sign_in(&host, Some("ada"));
    assert!(listed(&browser).is_empty(), "nothing is moved unasked");
    assert_eq!(claim(&browser), ["8", "7"]);
    assert!(!browser.cookies.borrow().contains_key("__Host-Http-portaria"));
    assert_eq!(listed(&browser), ["8", "7"]);
    assert!(claim(&browser).is_empty(), "there is no session any more");
    // Somebody kept the cookie.
    *browser.cookies.borrow_mut() = session;
    sign_in(&host, Some("bob"));
    assert!(claim(&browser).is_empty());
    assert!(listed(&browser).is_empty());
    sign_in(&host, None);
    assert!(listed(&browser).is_empty());
    sign_in(&host, Some("ada"));
    assert_eq!(listed(&browser), ["8", "7"]);
}

#[test]
fn a_users_connections_outlive_the_browsers_session_and_its_sign_out() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let browser = TestBrowser::new(&host, &config);
    sign_in(&host, Some("ada"));
    connect(&browser, "7");
    assert!(!browser.cookies.borrow().contains_key("__Host-Http-portaria"), "no session is made");
    browser.fetch("POST", "/sign-out");
    host.inner.now_ms.set(host.inner.now_ms.get() + 365 * 24 * 3_600_000);
    assert_eq!(listed(&TestBrowser::new(&host, &config)), ["7"]);
    sign_in(&host, Some("bob"));
    assert!(listed(&browser).is_empty());
    assert_eq!(browser.fetch("DELETE", "/connections").status, 204);
    sign_in(&host, Some("ada"));
    assert_eq!(listed(&browser), ["7"], "another has not forgotten it");
    assert_eq!(browser.fetch("DELETE", "/connections/sample?account=8").status, 204);
    assert_eq!(listed(&browser), ["7"]);
    assert_eq!(browser.fetch("DELETE", "/connections/sample").status, 204);
    assert!(listed(&browser).is_empty());
}

#[test]
fn a_login_that_a_user_began_is_his_to_finish_and_a_sessions_is_no_users() {
    let (host, config) = (EdgeTestHost::default(), desk());
    for (begins, finishes, expected) in [
        (Some("ada"), Some("ada"), ""),
        (Some("ada"), Some("bob"), "flow_mismatch"),
        (Some("ada"), None, "flow_mismatch"),
        (None, Some("ada"), "flow_mismatch"),
        (None, None, ""),
    ] {
        let browser = TestBrowser::new(&host, &config);
        sign_in(&host, begins);
        let begun = browser.open("/connect/sample", "same-origin");
        let location = begun.headers.get("location").unwrap().to_owned();
        let state = location.rsplit_once("&state=").unwrap().1;
        sign_in(&host, finishes);
        for answer in [TOKEN, r#"{"id":"7"}"#] {
            host.inner.answers.borrow_mut().push_back(Ok((200, answer.into())));
        }
        let now = host.inner.now_ms.get();
        host.inner.now_ms.set(now + 1);
        let callback = format!("/callback/sample?code=c0de{now}&state={state}");
        let reply = browser.open(&callback, "cross-site");
        assert_eq!(code(&reply), expected, "{begins:?} {finishes:?}");
        host.inner.answers.borrow_mut().clear();
    }
}
