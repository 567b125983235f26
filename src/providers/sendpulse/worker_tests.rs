//! The app is opened in the dashboard, linked, called, and uninstalled, through the whole of the Worker.

use serde_json::{Value, json};

use crate::edge::Config;
use crate::edge::test_host::{EdgeTestHost, TestBrowser, code, config, text};

const APP: &str = "00000000-0000-4000-8000-0000000000a1";
const MINUTE: u64 = 60_000;

fn desk() -> Config {
    let instances = json!({ "sendpulse": { "app_id": APP } });
    config(&instances.to_string(), &[])
}

/// A code, of which SendPulse gives each once.
fn one_time_code(number: u32) -> String {
    format!("{number:032x}")
}

fn keys(secret: &str) -> Value {
    json!({ "user_id": 7, "app_id": APP, "client_id": "c1ient", "client_secret": secret })
}

/// Opens the app with a code: the address of the question.
fn open_app(browser: &TestBrowser<'_>, number: u32, secret: &str) -> String {
    let granted = json!({ "result": true, "data": keys(secret) }).to_string();
    browser.host.inner.answers.borrow_mut().push_back(Ok((200, granted)));
    let address = format!("/callback/sendpulse?code={}&lang=pt", one_time_code(number));
    let reply = browser.open(&address, "cross-site");
    assert_eq!(reply.status, 303, "{}", text(&reply));
    reply.headers.get("location").unwrap().to_owned()
}

fn answer(browser: &TestBrowser<'_>, question: &str, answer: &str) -> (u16, String) {
    let (path, query) = question.split_once('?').unwrap();
    let reply = browser.submit(path, &format!("{query}&answer={answer}"));
    (reply.status, code(&reply).to_owned())
}

fn accounts(browser: &TestBrowser<'_>) -> usize {
    let reply = browser.fetch("GET", "/connections");
    let body: Value = serde_json::from_str(text(&reply)).unwrap();
    body["connections"].as_array().unwrap().len()
}

fn uninstall(host: &EdgeTestHost, config: &Config, body: &Value) -> u16 {
    let fields = [("content-type", "application/json")];
    let body = body.to_string();
    host.ask(config, "POST", "/uninstall/sendpulse", &fields, Some(&body)).status
}

/// Calls with a token, which is asked for first where none is there.
fn call(browser: &TestBrowser<'_>) -> u16 {
    for body in [r#"{"access_token":"t0ken","expires_in":3600}"#, "[]"] {
        browser.host.inner.answers.borrow_mut().push_back(Ok((200, body.into())));
    }
    let status = browser.fetch("GET", "/api/sendpulse/senders").status;
    browser.host.inner.answers.borrow_mut().clear();
    status
}

#[test]
fn an_app_that_is_opened_is_linked_after_a_yes_and_called_with_the_accounts_token() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let browser = TestBrowser::new(&host, &config);
    let question = open_app(&browser, 1, "s3cret");
    assert!(question.starts_with("/link/sendpulse?question="), "{question}");
    assert!(question.ends_with("&lang=pt"), "{question}");
    assert_eq!(accounts(&browser), 0, "nobody is linked unasked");
    let page = browser.open(&question, "cross-site");
    assert!(text(&page).contains("lang=\"pt\"") && text(&page).contains("<form method=\"post\""));
    assert_eq!(answer(&browser, &question, "link"), (303, String::new()));
    assert_eq!(accounts(&browser), 1);
    assert_eq!(call(&browser), 200);
    let sent = host.inner.sent.borrow();
    assert!(
        sent[1].starts_with("POST https://api.sendpulse.com/oauth/access_token/market "),
        "{sent:?}"
    );
    assert_eq!(sent[2], "GET https://api.sendpulse.com/senders ");
    let log = host.log.borrow().join("\n");
    assert!(!log.contains("s3cret") && !log.contains("t0ken"), "{log}");
}

#[test]
fn a_question_is_answered_once_in_the_browser_that_was_asked_within_ten_minutes() {
    for (first, second) in [("link", "link"), ("no", "link"), ("", "link"), ("link", "no")] {
        let (host, config) = (EdgeTestHost::default(), desk());
        let browser = TestBrowser::new(&host, &config);
        let question = open_app(&browser, 1, "s3cret");
        let kept = browser.cookies.borrow().clone();
        let stranger = TestBrowser::new(&host, &config);
        assert_eq!(answer(&stranger, &question, "link"), (403, "flow_mismatch".into()));
        let linked = usize::from(first == "link");
        assert_eq!(answer(&browser, &question, first).0, if linked == 1 { 303 } else { 200 });
        assert_eq!(answer(&browser, &question, second), (403, "flow_mismatch".into()), "no cookie");
        browser.cookies.borrow_mut().extend(kept);
        assert_eq!(answer(&browser, &question, second), (409, "flow_replayed".into()));
        assert_eq!(accounts(&browser), linked, "{first} {second}");
    }
    for (after, status) in [(10 * MINUTE - 1, 303), (10 * MINUTE, 410)] {
        let (host, config) = (EdgeTestHost::default(), desk());
        let browser = TestBrowser::new(&host, &config);
        let question = open_app(&browser, 1, "s3cret");
        host.inner.now_ms.set(host.inner.now_ms.get() + after);
        assert_eq!(answer(&browser, &question, "link").0, status, "{after}");
    }
}

#[test]
fn a_code_opens_the_app_once() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let browser = TestBrowser::new(&host, &config);
    open_app(&browser, 1, "s3cret");
    let address = format!("/callback/sendpulse?code={}", one_time_code(1));
    for who in [&browser, &TestBrowser::new(&host, &config)] {
        assert_eq!(code(&who.open(&address, "cross-site")), "flow_replayed");
    }
    assert_eq!(host.inner.sent.borrow().len(), 1);
    for query in
        ["", "code=", "code=x", "code=%00", &format!("code={0}&code={0}", one_time_code(2))]
    {
        let reply = browser.open(&format!("/callback/sendpulse?{query}"), "cross-site");
        assert_eq!(code(&reply), "invalid_argument", "{query}");
    }
    assert_eq!(host.inner.sent.borrow().len(), 1);
}

#[test]
fn an_uninstall_counts_with_the_accounts_keys_only_and_ends_its_links_for_good() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let browser = TestBrowser::new(&host, &config);
    let question = open_app(&browser, 1, "s3cret");
    answer(&browser, &question, "link");
    let other = |name: &str, value: Value| {
        let mut body = keys("s3cret");
        body[name] = value;
        body
    };
    for wrong in [
        keys("s3cre"),
        keys("s3crett"),
        other("client_id", json!("other")),
        other("user_id", json!(8)),
        other("app_id", json!("00000000-0000-4000-8000-0000000000a2")),
        json!({}),
    ] {
        assert_eq!(uninstall(&host, &config, &wrong), 200, "{wrong}");
        assert_eq!(accounts(&browser), 1, "{wrong}");
    }
    assert_eq!(uninstall(&host, &config, &keys("s3cret")), 200);
    assert_eq!(accounts(&browser), 0);
    assert_eq!(call(&browser), 401);
    assert_eq!(uninstall(&host, &config, &keys("s3cret")), 200, "also when it is gone");
    // After the next install, with the same keys even, somebody must be asked again.
    let again = open_app(&browser, 2, "s3cret");
    assert_eq!((accounts(&browser), call(&browser)), (0, 401));
    answer(&browser, &again, "link");
    assert_eq!((accounts(&browser), call(&browser)), (1, 200));
}

#[test]
fn a_link_outlives_further_openings_of_the_app_but_no_reinstall() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let browser = TestBrowser::new(&host, &config);
    let question = open_app(&browser, 1, "s3cret");
    answer(&browser, &question, "link");
    open_app(&browser, 2, "n3wer");
    assert_eq!((accounts(&browser), call(&browser)), (1, 200), "it is still the same installation");
    uninstall(&host, &config, &keys("n3wer"));
    open_app(&browser, 3, "s3cret");
    // What another browser lists finds the link of an installation that has ended.
    assert_eq!((call(&browser), accounts(&browser)), (401, 0));
}
