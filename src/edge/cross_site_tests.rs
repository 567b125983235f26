//! Pages on other sites: a session of their own, and logins that end in it, with the attacks that a cookie between sites invites.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::{Value, json};

use super::config::names;
use super::session_cookie::CROSS_SITE_TTL_S;
use super::test_host::{EdgeTestHost, TestBrowser, code, config, text};
use super::{Config, Reply};
use crate::digest::sha256;

const APP: &str = "https://app.example.net";
const OTHER: &str = "https://other.example.org";
const UNLISTED: &str = "https://evil.example";
const VERIFIER: &str = "a-verifier-of-a-page-that-is-longer-than-43-characters";

const TOKEN: &str = r#"{"access_token":"token-canary"}"#;
const ME: &str = r#"{"id":"7","name":"Ana"}"#;

fn desk() -> Config {
    let changes = [
        (names::CROSS_SITE_ORIGINS, "https://app.example.net https://other.example.org"),
        (names::ALLOW_ORIGINS, "https://near.example.com"),
    ];
    config(
        r#"{"sample": {"app_id": "1"}, "second": {"provider": "sample", "app_id": "2"}}"#,
        &changes,
    )
}

fn host() -> EdgeTestHost {
    let mut host = EdgeTestHost::default();
    host.inner = host.inner.answer(200, TOKEN).answer(200, ME);
    host
}

fn challenge() -> String {
    Base64UrlUnpadded::encode_string(&sha256(&[VERIFIER.as_bytes()]))
}

fn location(reply: &Reply<String>) -> &str {
    reply.headers.get("location").unwrap_or_default()
}

fn json_of(reply: &Reply<String>) -> Value {
    serde_json::from_str(text(reply)).unwrap()
}

fn connected(browser: &TestBrowser<'_>, origin: &str) -> usize {
    let reply = browser.fetch_from(origin, "GET", "/connections", None);
    json_of(&reply)["connections"].as_array().unwrap().len()
}

/// Begins a login from a page, and comes back from the platform: where the window ends.
fn log_in(browser: &TestBrowser<'_>, origin: &str, popup: &str) -> String {
    let address = format!(
        "/connect/sample?return_to={origin}%2Fdesk%23top{popup}&code_challenge={}",
        challenge()
    );
    let started = browser.open_from(origin, &address);
    assert_eq!(started.status, 303, "{started:?}");
    let (_, state) = location(&started).rsplit_once("&state=").unwrap();
    let callback = format!("/callback/sample?code=c0de&state={state}");
    let ended = browser.open(&callback, "cross-site");
    assert_eq!(ended.status, 303, "{}", text(&ended));
    location(&ended).to_owned()
}

fn code_in(address: &str) -> String {
    let (_, code) = address.rsplit_once("code=").unwrap();
    code.split(['&', '#']).next().unwrap().to_owned()
}

fn redeem(browser: &TestBrowser<'_>, origin: &str, code: &str, verifier: &str) -> Reply<String> {
    let body = json!({ "code": code, "code_verifier": verifier }).to_string();
    browser.fetch_from(origin, "POST", "/redeem/sample", Some(&body))
}

#[test]
fn a_login_that_a_page_on_another_site_began_ends_in_its_session_and_in_no_other() {
    for popup in ["&popup=1", ""] {
        let (host, config) = (host(), desk());
        let browser = TestBrowser::new(&host, &config);
        let ask = || json_of(&browser.fetch_from(APP, "GET", "/connections?login=sample", None));
        let login = ask()["login"].clone();
        assert_eq!(login["crossSite"], true);
        assert_eq!((&login["session"], &login["origin"]), (&json!("new"), &json!(config.origin())));
        assert_eq!(ask()["login"]["session"], "known");

        let end = log_in(&browser, APP, popup);
        if popup.is_empty() {
            assert!(end.starts_with("https://app.example.net/desk?portaria_code="), "{end}");
            assert!(end.ends_with("#top"), "{end}");
        } else {
            assert!(
                end.starts_with("/done/sample?to=https%3A%2F%2Fapp.example.net%2Fdesk%23top&code=")
            );
            let page = browser.open(&end, "cross-site");
            assert!(text(&page).contains("data-to=\"https://app.example.net\""), "{}", text(&page));
        }
        assert_eq!(
            (connected(&browser, APP), host.connected.get()),
            (0, 0),
            "not before it is redeemed"
        );
        let redeemed = redeem(&browser, APP, &code_in(&end), VERIFIER);
        assert_eq!((redeemed.status, host.connected.get()), (201, 1), "{}", text(&redeemed));
        assert_eq!(json_of(&redeemed)["account"]["id"], "7");
        assert_eq!(connected(&browser, APP), 1);
        // Neither our own pages nor another listed page of the same browser see it.
        assert_eq!(json_of(&browser.fetch("GET", "/connections")), json!({ "connections": [] }));
        assert_eq!(connected(&browser, OTHER), 0);
        let again = redeem(&browser, APP, &code_in(&end), VERIFIER);
        assert_eq!((again.status, code(&again)), (409, "flow_replayed"));
        assert_eq!(connected(&browser, APP), 1);
    }
}

#[test]
fn the_session_of_a_page_on_another_site_ends_after_a_day_or_when_it_signs_out() {
    let (host, config) = (host(), desk());
    let browser = TestBrowser::new(&host, &config);
    let end = log_in(&browser, APP, "&popup=1");
    assert_eq!(redeem(&browser, APP, &code_in(&end), VERIFIER).status, 201);
    let kept = browser.cookies.borrow().clone();
    let started = host.inner.now_ms.get();
    host.inner.now_ms.set(started + CROSS_SITE_TTL_S * 1000 - 1);
    assert_eq!(connected(&browser, APP), 1);
    host.inner.now_ms.set(started + CROSS_SITE_TTL_S * 1000);
    assert_eq!(connected(&browser, APP), 0);
    host.inner.now_ms.set(started + 1);
    assert_eq!(browser.fetch_from(APP, "POST", "/sign-out", None).status, 204);
    *browser.cookies.borrow_mut() = kept;
    assert_eq!(connected(&browser, APP), 0, "a copy of the cookie opens nothing");
}

#[test]
fn a_login_is_redeemed_by_the_page_that_began_it_and_by_nobody_else() {
    let (host, config) = (host(), desk());
    let browser = TestBrowser::new(&host, &config);
    let end = log_in(&browser, APP, "&popup=1");
    let right = code_in(&end);
    let wrong = right.replace(&right[20..24], "AAAA");
    for (origin, given, verifier, expected) in [
        (
            APP,
            right.as_str(),
            "another-verifier-that-is-longer-than-43-characters",
            "flow_mismatch",
        ),
        (APP, right.as_str(), "", "flow_mismatch"),
        (APP, right.as_str(), &challenge(), "flow_mismatch"),
        (OTHER, right.as_str(), VERIFIER, "flow_mismatch"),
        (UNLISTED, right.as_str(), VERIFIER, "forbidden"),
        ("https://near.example.com", right.as_str(), VERIFIER, "forbidden"),
        ("null", right.as_str(), VERIFIER, "forbidden"),
        (APP, wrong.as_str(), VERIFIER, "invalid_argument"),
        (APP, "", VERIFIER, "invalid_argument"),
    ] {
        let reply = redeem(&browser, origin, given, verifier);
        assert_eq!(code(&reply), expected, "{origin} {verifier}: {}", text(&reply));
    }
    let body = json!({ "code": right, "code_verifier": VERIFIER }).to_string();
    let elsewhere = browser.fetch_from(APP, "POST", "/redeem/second", Some(&body));
    assert_eq!(code(&elsewhere), "invalid_argument", "it was begun at another instance");
    let ours = browser.fetch_with("POST", "/redeem/sample", &[], Some(&body));
    assert_eq!(code(&ours), "forbidden", "our own pages have another session");
    // Nothing of that has spent it.
    let now = host.inner.now_ms.get();
    host.inner.now_ms.set(now + 5 * 60 * 1000);
    assert_eq!(code(&redeem(&browser, APP, &right, VERIFIER)), "flow_expired");
    host.inner.now_ms.set(now + 5 * 60 * 1000 - 1);
    assert_eq!(redeem(&browser, APP, &right, VERIFIER).status, 201);
}

/// Cross-user session fixation: the attacker knows the verifier, but the code goes to the origin of the page only.
#[test]
fn who_has_another_person_finish_a_login_gets_no_code() {
    let (host, config) = (host(), desk());
    let victim = TestBrowser::new(&host, &config);
    let address = format!("/connect/sample?return_to={APP}&popup=1&code_challenge={}", challenge());
    for page in [UNLISTED, OTHER, "https://app.example.net.evil.example"] {
        let asked = victim.open_from(page, &address);
        assert_eq!((asked.status, asked.headers.get("location")), (200, None), "{page}");
        assert!(text(&asked).contains("code_challenge="), "the person may go on");
    }
    let end = log_in(&victim, APP, "&popup=1");
    let page = victim.open(&end, "cross-site");
    let broadcast = text(&page).split("data-for-opener").next().unwrap();
    assert!(broadcast.contains("connected") && !broadcast.contains(&code_in(&end)), "{broadcast}");
    // A challenge is no way to send a code to an address that is not listed for it.
    for (return_to, challenge) in [
        ("/desk", challenge()),
        (UNLISTED, challenge()),
        ("https://near.example.com", challenge()),
        (APP, "short".into()),
        (APP, challenge().replace(&challenge()[..1], "=")),
    ] {
        let address = format!("/connect/sample?return_to={return_to}&code_challenge={challenge}");
        let refused = victim.open(&address, "same-origin");
        assert_eq!(code(&refused), "invalid_argument", "{address}");
    }
}

/// A cookie that is sent between sites proves nothing: our header and a listed origin do, for reading too.
#[test]
fn the_cookie_between_sites_counts_with_our_header_and_its_listed_origin_only() {
    let (host, config) = (host(), desk());
    let browser = TestBrowser::new(&host, &config);
    let end = log_in(&browser, APP, "&popup=1");
    assert_eq!(redeem(&browser, APP, &code_in(&end), VERIFIER).status, 201);
    let cookie = browser
        .cookies
        .borrow()
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("; ");
    let script = [("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")];
    let form = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
    let image = [("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")];
    let ours = ("x-portaria", "1");
    for (what, origin, how, header, expected) in [
        ("the page itself", Some(APP), script, Some(ours), 200),
        ("the page without our header", Some(APP), script, None, 403),
        ("a form of the page", Some(APP), form, None, 403),
        ("an image of the page", None, image, None, 403),
        ("another listed page", Some(OTHER), script, Some(ours), 200),
        ("an unlisted page", Some(UNLISTED), script, Some(ours), 403),
        ("a form of an unlisted page", Some(UNLISTED), form, None, 403),
        ("an opaque origin", Some("null"), script, Some(ours), 403),
        ("no origin", None, script, Some(ours), 403),
        ("an image of an unlisted page", None, image, Some(ours), 403),
    ] {
        for (method, address) in [
            ("GET", "/connections"),
            ("GET", "/flows"),
            ("GET", "/connections/sample"),
            ("DELETE", "/connections"),
            ("POST", "/sign-out"),
            ("POST", "/claim"),
            ("GET", "/api/sample/flow/tags"),
        ] {
            if expected == 200 && (method, address) != ("GET", "/connections") {
                continue;
            }
            let mut fields = vec![("sec-fetch-site", "cross-site"), ("cookie", cookie.as_str())];
            fields.extend(how);
            fields.extend(origin.map(|origin| ("origin", origin)));
            fields.extend(header);
            let reply = host.ask(&config, method, address, &fields, None);
            assert_eq!(reply.status, expected, "{what}: {method} {address}");
            let seen = text(&reply).contains("\"Ana\"");
            assert_eq!(seen, what == "the page itself", "{what}: {}", text(&reply));
        }
    }
    assert_eq!(connected(&browser, APP), 1);
}

#[test]
fn a_page_on_another_site_that_is_not_listed_for_a_session_is_told_what_to_do() {
    let (host, config) = (host(), desk());
    let browser = TestBrowser::new(&host, &config);
    let near = "https://near.example.com";
    for (method, address, body) in [
        ("GET", "/connections", None),
        ("GET", "/connections?login=sample", None),
        ("GET", "/connections/sample", None),
        ("DELETE", "/connections", None),
        ("GET", "/flows", None),
        ("GET", "/api/sample/flow/tags", None),
    ] {
        let reply = browser.fetch_from(near, method, address, body);
        assert_eq!(code(&reply), "configuration", "{method} {address}");
        let message = text(&reply);
        for way in ["rewrite", "PORTARIA_CROSS_SITE_ORIGINS", "SameSite=Strict"] {
            assert!(message.contains(way), "{message}");
        }
    }
    // A user of the embedding app, whom its own header field names, needs no session.
    *host.user.borrow_mut() = Some("ana".into());
    assert_eq!(browser.fetch_from(near, "GET", "/connections", None).status, 200);
}
