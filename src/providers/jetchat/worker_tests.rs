//! A key is connected, used and taken away, through the whole of the Worker.

use serde_json::{Value, json};

use crate::edge::Config;
use crate::edge::test_host::{EdgeTestHost, TestBrowser, code, config, text};

const JSON: (&str, &str) = ("content-type", "application/json");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn desk() -> Config {
    let base_url = "https://app.example.com/api";
    config(&json!({ "jetchat": { "base_url": base_url } }).to_string(), &[])
}

/// Gives the key, where the platform answers its proof so.
fn connect(
    browser: &TestBrowser<'_>,
    status: u16,
    proof: &str,
    given: (&str, &str),
) -> (u16, String) {
    browser.host.inner.answers.borrow_mut().push_back(Ok((status, proof.into())));
    let reply =
        browser.fetch_with("POST", "/connect/jetchat", &[("content-type", given.0)], Some(given.1));
    browser.host.inner.answers.borrow_mut().clear();
    assert!(!text(&reply).contains("k3y-canary"), "{}", text(&reply));
    (reply.status, code(&reply).to_owned())
}

fn connections(browser: &TestBrowser<'_>) -> Vec<Value> {
    let reply = browser.fetch("GET", "/connections");
    let body: Value = serde_json::from_str(text(&reply)).unwrap();
    body["connections"].as_array().unwrap().clone()
}

const PROOF: &str = r#"{"data":{"id":9,"name":"Desk"}}"#;

#[test]
fn a_key_is_proved_stored_and_sent_with_calls() {
    for given in [(JSON.1, r#"{"apiKey":"k3y-canary"}"#), (FORM.1, "apiKey=k3y-canary&teamId=")] {
        let (host, config) = (EdgeTestHost::default(), desk());
        let browser = TestBrowser::new(&host, &config);
        assert_eq!(connect(&browser, 200, PROOF, given), (201, String::new()));
        let all = connections(&browser);
        assert_eq!((&all[0]["account"]["id"], &all[0]["binding"]), (&json!("9"), &json!("cookie")));
        assert_eq!(all[0]["expiresAt"], Value::Null);
        host.inner.answers.borrow_mut().push_back(Ok((200, r#"{"data":[]}"#.into())));
        assert_eq!(browser.fetch("GET", "/api/jetchat/flow/tags").status, 200);
        assert_eq!(host.inner.sent.borrow()[1], "GET https://app.example.com/api/flow/tags ");
        host.inner.answers.borrow_mut().push_back(Ok((401, "{}".into())));
        let refused = browser.fetch("GET", "/api/jetchat/flow/tags");
        assert_eq!((refused.status, code(&refused)), (401, "reconnect_required"));
        let flows = browser.fetch("GET", "/flows");
        assert!(text(&flows).contains("\"proved\"") && !text(&flows).contains("canary"));
        assert_eq!(browser.fetch("DELETE", "/connections/jetchat").status, 204);
        assert!(connections(&browser).is_empty());
    }
}

#[test]
fn what_is_no_key_is_refused_before_anything_is_sent() {
    let long = json!({ "apiKey": "x".repeat(4096) }).to_string();
    for given in [
        (JSON.1, ""),
        (JSON.1, "{}"),
        (JSON.1, "[]"),
        (JSON.1, "{"),
        (JSON.1, r#"{"apiKey":""}"#),
        (JSON.1, r#"{"apiKey":1}"#),
        (JSON.1, r#"{"apiKey":"a","apiKey":"b"}"#),
        (JSON.1, r#"{"apiKey":"a","apiKey":null}"#),
        (JSON.1, r#"{"apiKey":"a","colour":"red"}"#),
        (JSON.1, r#"{"apiKey":"a\nb"}"#),
        (JSON.1, &long),
        (FORM.1, "apiKey=a&apiKey=b"),
        (FORM.1, "apiKey=%ff"),
        ("text/plain", r#"{"apiKey":"a"}"#),
    ] {
        let (host, config) = (EdgeTestHost::default(), desk());
        let browser = TestBrowser::new(&host, &config);
        let (status, code) = connect(&browser, 200, PROOF, given);
        assert_eq!((status, code.as_str()), (400, "invalid_argument"), "{given:?}");
        assert!(host.inner.sent.borrow().is_empty(), "{given:?}");
        assert!(connections(&browser).is_empty(), "{given:?}");
    }
}

#[test]
fn a_key_that_proves_nothing_is_not_stored() {
    for (status, proof, expected) in [
        (401, "{}", (401, "unauthorized")),
        (200, "[]", (502, "bad_response")),
        (200, "<html>", (502, "bad_response")),
        (302, "", (502, "bad_response")),
        (503, "{}", (502, "provider_error")),
    ] {
        let (host, config) = (EdgeTestHost::default(), desk());
        let browser = TestBrowser::new(&host, &config);
        let given = (JSON.1, r#"{"apiKey":"k3y-canary"}"#);
        let (status, code) = connect(&browser, status, proof, given);
        assert_eq!((status, code.as_str()), expected, "{proof}");
        assert!(connections(&browser).is_empty(), "{proof}");
    }
}
