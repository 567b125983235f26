//! What another Worker may ask for an account that opened the app, and for a user of the embedding app.

use serde_json::json;

use crate::Code;
use crate::edge::config::names;
use crate::edge::rpc::{access_token, account_fetch, connections_of, disconnect_user, reseal};
use crate::edge::test_host::{EdgeTestHost, TestBrowser, code, config, text};
use crate::edge::{Config, Incoming};
use crate::http::{Headers, Method};
use crate::oauth::test_host::wait;

const APP: &str = "00000000-0000-4000-8000-0000000000a1";
const OLD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const NEW: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

fn desk(keys: &str) -> Config {
    let instances = json!({
        "sendpulse": { "app_id": APP },
        "other": { "provider": "sample", "app_id": "1" },
    });
    config(&instances.to_string(), &[(names::KEY, keys)])
}

/// The app is opened by the account 7, and linked to the user, if there is one.
fn open_app(host: &EdgeTestHost, config: &Config, user: Option<&str>) {
    let browser = TestBrowser::new(host, config);
    let keys =
        json!({ "user_id": 7, "app_id": APP, "client_id": "c1ient", "client_secret": "s3cret" });
    let granted = json!({ "result": true, "data": keys }).to_string();
    host.inner.answers.borrow_mut().push_back(Ok((200, granted)));
    let opened = browser.open(&format!("/callback/sendpulse?code={:032x}", 1), "cross-site");
    *host.user.borrow_mut() = user.map(Into::into);
    let question = opened.headers.get("location").unwrap();
    let (path, query) = question.split_once('?').unwrap();
    browser.submit(path, &format!("{query}&answer=link"));
}

fn grant(host: &EdgeTestHost, token: &str) {
    let answer = json!({ "access_token": token, "expires_in": 3600 }).to_string();
    host.inner.answers.borrow_mut().push_back(Ok((200, answer)));
}

fn call(host: &EdgeTestHost, config: &Config, method: Option<Method>, path: &str) -> (u16, String) {
    let request = Incoming {
        method,
        path: path.into(),
        query: String::new(),
        headers: Headers::default(),
        body: None,
    };
    let reply = wait(account_fetch(host, config, request));
    (reply.status, if code(&reply).is_empty() { text(&reply).into() } else { code(&reply).into() })
}

#[test]
fn an_accounts_token_is_given_and_renewed_and_only_for_apps_that_were_opened() {
    let (host, config) = (EdgeTestHost::default(), desk(OLD));
    open_app(&host, &config, None);
    grant(&host, "t0ken");
    let token = |instance: &str, account: &str| {
        wait(access_token(&host, &config, instance, account))
            .map(|token| token.expose().to_owned())
            .map_err(|error| error.code())
    };
    assert_eq!(token("sendpulse", "7"), Ok("t0ken".into()));
    assert_eq!(token("sendpulse", "7"), Ok("t0ken".into()), "it is kept");
    assert_eq!(host.inner.sent.borrow().len(), 2);
    host.inner.now_ms.set(host.inner.now_ms.get() + 3_600_000);
    grant(&host, "an0ther");
    assert_eq!(token("sendpulse", "7"), Ok("an0ther".into()));
    assert_eq!(token("sendpulse", "8"), Err(Code::ReconnectRequired));
    assert_eq!(token("other", "7"), Err(Code::NotFound));
    assert_eq!(token("nobody", "7"), Err(Code::NotFound));
}

#[test]
fn a_call_for_an_account_goes_out_with_its_token_to_what_is_described() {
    let (host, config) = (EdgeTestHost::default(), desk(OLD));
    open_app(&host, &config, None);
    grant(&host, "t0ken");
    host.inner.answers.borrow_mut().push_back(Ok((200, "[1]".into())));
    let get = Some(Method::Get);
    assert_eq!(call(&host, &config, get, "/sendpulse/7/senders"), (200, "[1]".into()));
    assert_eq!(host.inner.sent.borrow()[2], "GET https://api.sendpulse.com/senders ");
    for (method, path, status, code) in [
        (get, "/sendpulse/7/nothing", 404, "not_found"),
        (get, "/sendpulse/7", 404, "not_found"),
        (get, "/sendpulse/8/senders", 401, "reconnect_required"),
        (get, "/other/7/me", 404, "not_found"),
        (get, "/", 404, "not_found"),
        (None, "/sendpulse/7/senders", 400, "invalid_argument"),
    ] {
        assert_eq!(call(&host, &config, method, path), (status, code.into()), "{path}");
    }
    host.inner.answers.borrow_mut().push_back(Ok((302, String::new())));
    let moved = call(&host, &config, get, "/sendpulse/7/senders");
    assert_eq!(moved.1, "bad_response", "no redirect is followed");
}

#[test]
fn a_users_connections_are_listed_and_forgotten_for_another_worker() {
    for (instance, account, left) in [
        (None, None, 0),
        (Some("sendpulse"), None, 0),
        (Some("sendpulse"), Some("7"), 0),
        (Some("sendpulse"), Some("8"), 1),
        (Some("other"), None, 1),
    ] {
        let (host, config) = (EdgeTestHost::default(), desk(OLD));
        open_app(&host, &config, Some("ada"));
        let ids = |user: &str| {
            let all = wait(connections_of(&host, &config, user)).unwrap();
            all.into_iter().map(|one| one.account.id).collect::<Vec<_>>()
        };
        assert_eq!(ids("ada"), ["7"]);
        assert!(ids("bob").is_empty());
        wait(disconnect_user(&host, &config, "bob", None, None)).unwrap();
        assert_eq!(ids("ada"), ["7"]);
        wait(disconnect_user(&host, &config, "ada", instance, account.map(Into::into))).unwrap();
        assert_eq!(ids("ada").len(), left, "{instance:?} {account:?}");
    }
}

#[test]
fn what_nobody_reads_is_sealed_anew_under_the_newest_key() {
    let host = EdgeTestHost::default();
    let (old, both, new) = (desk(OLD), desk(&format!("{NEW},{OLD}")), desk(NEW));
    open_app(&host, &old, Some("ada"));
    let count = |user: Option<&str>, account: Option<(&str, &str)>| {
        wait(reseal(&host, &both, user, account)).unwrap()
    };
    assert!(wait(connections_of(&host, &new, "ada")).unwrap().is_empty(), "not yet");
    assert_eq!(count(None, None), 0);
    assert_eq!(count(Some("bob"), None), 0);
    assert_eq!(count(Some("ada"), None), 1);
    assert_eq!(count(None, Some(("sendpulse", "8"))), 0);
    assert_eq!(count(None, Some(("sendpulse", "7"))), 1);
    assert_eq!(wait(connections_of(&host, &new, "ada")).unwrap().len(), 1);
    grant(&host, "t0ken");
    assert!(wait(access_token(&host, &new, "sendpulse", "7")).is_ok());
}
