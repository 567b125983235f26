//! The app is opened in a frame of the dashboard: its session, what it may do, and what it may not.

use serde_json::{Value, json};

use crate::edge::Config;
use crate::edge::config::names;
use crate::edge::test_host::{EdgeTestHost, TestBrowser, code, config, text};

const APP: &str = "00000000-0000-4000-8000-0000000000a1";
const SECOND: u64 = 1000;
const HOUR: u64 = 3600 * SECOND;
const ANCESTORS: &str = "frame-ancestors https://login.sendpulse.com";

fn desk() -> Config {
    desk_with(&json!({ "app_id": APP }))
}

fn desk_with(settings: &Value) -> Config {
    let instances = json!({
        "sendpulse": settings,
        "other": { "provider": "sendpulse", "app_id": APP },
    });
    config(&instances.to_string(), &[(names::RETURN_TO, "https://app.example.com")])
}

fn keys(account: u32) -> Value {
    json!({ "user_id": account, "app_id": APP, "client_id": "c1ient", "client_secret": "s3cret" })
}

/// The dashboard opens the app in a frame: where it leads.
fn open_app(frame: &TestBrowser<'_>, account: u32, number: u32, look: &str) -> String {
    let granted = json!({ "result": true, "data": keys(account) }).to_string();
    frame.host.inner.answers.borrow_mut().push_back(Ok((200, granted)));
    let reply = frame.open_in_frame(&format!("/callback/sendpulse?code={number:032x}{look}"));
    assert_eq!(reply.status, 303, "{}", text(&reply));
    assert!(reply.headers.get("set-cookie").is_none(), "a redirect sets none: whoever framed it");
    reply.headers.get("location").unwrap().to_owned()
}

/// The address of the page without its fragment, the name of its session, and its ticket.
fn parts(location: &str) -> (&str, String, &str) {
    let (page, ticket) = location.split_once("#portaria_ticket=").unwrap();
    let session = page.split_once("session=").unwrap().1;
    (page, session.split('&').next().unwrap().to_owned(), ticket)
}

fn ask(frame: &TestBrowser<'_>, headers: &[(&str, &str)], body: &Value) -> (u16, Value) {
    ask_at(frame, "/frame/sendpulse", headers, body)
}

fn ask_at(
    frame: &TestBrowser<'_>,
    address: &str,
    headers: &[(&str, &str)],
    body: &Value,
) -> (u16, Value) {
    let mut headers = headers.to_vec();
    headers.push(("content-type", "application/json"));
    let reply = frame.fetch_with("POST", address, &headers, Some(&body.to_string()));
    (reply.status, serde_json::from_str(text(&reply)).unwrap())
}

/// The token of an account that was just opened.
fn token(frame: &TestBrowser<'_>, account: u32, number: u32) -> String {
    let location = open_app(frame, account, number, "");
    let (status, answer) = ask(frame, &[], &json!({ "ticket": parts(&location).2 }));
    assert_eq!(status, 200, "{answer}");
    answer["token"].as_str().unwrap().to_owned()
}

/// Calls with what a page shows: the status, and the error's code.
fn call(frame: &TestBrowser<'_>, address: &str, headers: &[(&str, &str)]) -> (u16, String) {
    for body in [r#"{"access_token":"t0ken","expires_in":3600}"#, "[]"] {
        frame.host.inner.answers.borrow_mut().push_back(Ok((200, body.into())));
    }
    let reply = frame.fetch_with("GET", address, headers, None);
    frame.host.inner.answers.borrow_mut().clear();
    (reply.status, code(&reply).to_owned())
}

const SENDERS: &str = "/api/sendpulse/senders";

fn ok() -> (u16, String) {
    (200, String::new())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.into())
}

#[test]
fn a_frame_is_led_to_a_page_without_the_code_which_keeps_language_theme_and_access() {
    for (look, carried) in [
        ("", ""),
        ("&lang=pt", "&lang=pt"),
        ("lang=pt", "&lang=pt"), // as SendPulse prints it
        ("&lang=ua&theme=dark&access=admin", "&lang=ua&theme=dark&access=admin"),
        ("&theme=x&lang=xx", "&theme=light"),
        ("&lang=pt-BR", "&lang=pt"),
        ("&access=%22%3E%3Cscript%3E", "&access=%22%3E%3Cscript%3E"),
        ("&access=b&access=%20a%26c", "&access=b&access=%20a%26c"),
    ] {
        let (host, config) = (EdgeTestHost::default(), desk());
        let frame = TestBrowser::new(&host, &config);
        let location = open_app(&frame, 7, 1, look);
        let (page, session, ticket) = parts(&location);
        let expected = format!("/frame/sendpulse?instance=sendpulse&session={session}{carried}");
        assert_eq!(page, expected, "{look}");
        assert!(!location.contains(&format!("{:032x}", 1)) && ticket.len() > 100, "{location}");
    }
    let long = "a".repeat(2048);
    let (host, config) = (EdgeTestHost::default(), desk());
    let location = open_app(&TestBrowser::new(&host, &config), 7, 1, &format!("&access={long}"));
    assert!(location.contains(&format!("&access={long}#")), "{location}");
}

#[test]
fn the_page_may_be_an_apps_own_at_home_or_at_a_listed_origin() {
    for (page, target) in [
        ("/desk", "/desk?instance=sendpulse"),
        ("/desk?view=wide", "/desk?view=wide&instance=sendpulse"),
        ("https://app.example.com/x", "https://app.example.com/x?instance=sendpulse"),
    ] {
        let (host, config) =
            (EdgeTestHost::default(), desk_with(&json!({ "app_id": APP, "frame": page })));
        let location = open_app(&TestBrowser::new(&host, &config), 7, 1, "&theme=dark");
        assert!(location.starts_with(target), "{location}");
        assert!(location.contains("&theme=dark#portaria_ticket="), "{location}");
    }
    for page in
        ["https://evil.example/", "//evil.example", "desk", "/desk#x", "javascript:alert(1)"]
    {
        let settings = json!({ "sendpulse": { "app_id": APP, "frame": page } }).to_string();
        let variable = move |name: &str| match name {
            names::ORIGIN => Some("https://desk.example.com".to_owned()),
            names::KEY => Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".into()),
            names::INSTANCES => Some(settings.clone()),
            names::VAULT | "SENDPULSE_APP_SECRET" => Some("bound".into()),
            _ => None,
        };
        let problems = Config::read(std::rc::Rc::new(variable)).unwrap_err();
        assert_eq!(problems[0].variable, names::INSTANCES, "{page}: {problems:?}");
    }
}

#[test]
fn only_what_leads_to_the_page_may_be_framed_and_by_the_dashboard_alone() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let (frame, window) = (TestBrowser::new(&host, &config), TestBrowser::new(&host, &config));
    let granted = json!({ "result": true, "data": keys(7) }).to_string();
    host.inner.answers.borrow_mut().push_back(Ok((200, granted.clone())));
    let good = format!("/callback/sendpulse?code={:032x}", 1);
    for reply in [
        frame.open_in_frame(&good),
        frame.open_in_frame(&good), // it was used before
        frame.open_in_frame("/callback/sendpulse?code=x"),
        frame.open_in_frame("/frame/sendpulse?session=x&lang=pt"),
        frame.open_in_frame("/frame/sendpulse?theme=a&theme=b"),
        window.open("/frame/sendpulse", "none"),
    ] {
        let policy = reply.headers.get("content-security-policy").unwrap();
        assert!(policy.split("; ").any(|one| one == ANCESTORS), "{policy}");
        assert!(reply.headers.get("x-frame-options").is_none(), "{reply:?}");
        assert_eq!(reply.headers.get("cache-control"), Some("no-store"));
    }
    host.inner.answers.borrow_mut().push_back(Ok((200, granted)));
    let in_window = window.open(&format!("/callback/sendpulse?code={:032x}", 2), "cross-site");
    let question = in_window.headers.get("location").unwrap().to_owned();
    let (status, _) = ask(&frame, &[], &json!({}));
    assert_eq!(status, 400);
    for reply in [
        in_window,
        window.open(&question, "cross-site"),
        frame.open_in_frame(&question),
        frame.open_in_frame("/connections"),
        frame.open_in_frame("/done/sendpulse"),
        frame.fetch("GET", "/api/sendpulse/senders"),
        frame.fetch("GET", "/health"),
    ] {
        let policy = reply.headers.get("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
        assert_eq!(reply.headers.get("x-frame-options"), Some("DENY"));
    }
    let closed = desk_with(&json!({ "app_id": APP, "frame_ancestors": [] }));
    let reply = TestBrowser::new(&host, &closed).open_in_frame("/frame/sendpulse");
    let policy = reply.headers.get("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[test]
fn the_page_looks_as_the_dashboard_does_and_shows_nothing_unescaped() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let frame = TestBrowser::new(&host, &config);
    let evil = "&access=%22%3E%3Cscript%3E&session=%22%3E%3Cscript%3E";
    for (look, html) in [
        ("?theme=dark&lang=de", "<html lang=\"de\" data-theme=\"dark\">"),
        ("?theme=x&lang=ua", "<html lang=\"uk\" data-theme=\"light\">"),
        ("?lang=xx", "<html lang=\"en\" data-theme=\"light\">"),
    ] {
        let page = frame.open_in_frame(&format!("/frame/sendpulse{look}{evil}"));
        assert!(text(&page).contains(html), "{}", text(&page));
        assert!(!text(&page).contains("\"><script>"), "{}", text(&page));
        let failure = frame.open_in_frame(&format!("/callback/sendpulse{look}&code=x"));
        assert!(text(&failure).contains(html), "{}", text(&failure));
        assert!(!text(&failure).contains("<a "), "there is nowhere to go on to in a frame");
    }
    let window = frame.open("/frame/sendpulse?theme=dark", "none");
    assert!(text(&window).contains("<html lang=\"en\">"), "{}", text(&window));
}

#[test]
fn a_ticket_is_exchanged_once_within_a_minute_for_a_token_that_calls() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let frame = TestBrowser::new(&host, &config);
    let location = open_app(&frame, 7, 1, "");
    let (_, session, ticket) = parts(&location);
    let (status, answer) = ask(&frame, &[], &json!({ "ticket": ticket }));
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["connection"]["account"]["id"], "7");
    assert_eq!(answer["expiresAt"], host.inner.now_ms.get() + HOUR);
    let cookies = frame.cookies.borrow().clone();
    assert_eq!(cookies.keys().collect::<Vec<_>>(), [&format!("__Host-portaria-frame-{session}")]);
    let token = answer["token"].as_str().unwrap();
    assert_eq!(call(&frame, SENDERS, &[("x-portaria-frame", token)]), ok());
    let (status, again) = ask(&frame, &[], &json!({ "ticket": ticket }));
    assert_eq!((status, again["error"]["code"].as_str()), (409, Some("flow_replayed")));
    for (after, status) in [(60 * SECOND - 1, 200), (60 * SECOND, 401)] {
        let location = open_app(&frame, 7, 2 + status, "");
        host.inner.now_ms.set(host.inner.now_ms.get() + after);
        let (got, _) = ask(&frame, &[], &json!({ "ticket": parts(&location).2 }));
        assert_eq!(got, u16::try_from(status).unwrap(), "{after}");
    }
    let shown = format!("{:?}{:?}", host.log.borrow(), answer["connection"]);
    assert!(!shown.contains("s3cret") && !shown.contains(token) && !shown.contains(ticket));
}

#[test]
fn a_token_and_a_cookie_last_an_hour_and_are_renewed_for_twelve() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let frame = TestBrowser::new(&host, &config);
    let location = open_app(&frame, 7, 1, "");
    let (_, session, ticket) = parts(&location);
    let opened_at = host.inner.now_ms.get();
    let (_, answer) = ask(&frame, &[], &json!({ "ticket": ticket }));
    let mut token = answer["token"].as_str().unwrap().to_owned();
    for hours in 1..12 {
        host.inner.now_ms.set(opened_at + hours * (HOUR - 1));
        assert_eq!(call(&frame, SENDERS, &[("x-portaria-frame", &token)]), ok(), "{hours}");
        let (by_cookie, _) = ask(&frame, &[], &json!({ "session": session }));
        let (by_token, answer) = ask(&frame, &[("x-portaria-frame", &token)], &json!({}));
        assert_eq!((by_cookie, by_token), (200, 200), "{hours}");
        let end = answer["expiresAt"].as_u64().unwrap();
        assert!(end <= opened_at + 12 * HOUR, "{hours}");
        assert_eq!(call(&frame, SENDERS, &[("x-portaria-frame", &token)]), ok());
        token = answer["token"].as_str().unwrap().into();
    }
    host.inner.now_ms.set(opened_at + 12 * HOUR);
    assert_eq!(
        call(&frame, SENDERS, &[("x-portaria-frame", &token)]),
        refused(401, "login_required")
    );
    assert_eq!(ask(&frame, &[], &json!({ "session": session })).0, 401);
    let (status, answer) = ask(&frame, &[("x-portaria-frame", &token)], &json!({}));
    assert_eq!(status, 401);
    assert!(answer["error"].get("loginUrl").is_none(), "nobody logs in here: {answer}");
}

#[test]
fn a_frames_token_has_the_rights_of_its_account_and_no_others() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let frame = TestBrowser::new(&host, &config);
    let (ours, theirs) = (token(&frame, 7, 1), token(&frame, 8, 2));
    let shows = |token: &'static str| [("x-portaria-frame", token)];
    let ours: &'static str = ours.leak();
    let theirs: &'static str = theirs.leak();
    assert_eq!(call(&frame, SENDERS, &[shows(ours)[0], ("x-portaria-account", "7")]), ok());
    let other_account = [shows(ours)[0], ("x-portaria-account", "8")];
    assert_eq!(call(&frame, SENDERS, &other_account), refused(404, "not_found"));
    let other_instance = call(&frame, "/api/other/senders", &shows(ours));
    assert_eq!(other_instance, refused(401, "login_required"));
    // Nothing else is his to see, to end or to take: for these routes he is a stranger.
    for (method, address) in [("GET", "/connections"), ("GET", "/connections/sendpulse")] {
        let reply = frame.fetch_with(method, address, &shows(ours), None);
        assert!(!text(&reply).contains("\"7\""), "{method} {address}: {}", text(&reply));
    }
    for (method, address) in [
        ("DELETE", "/connections"),
        ("DELETE", "/connections/sendpulse"),
        ("POST", "/claim"),
        ("POST", "/sign-out"),
    ] {
        frame.fetch_with(method, address, &shows(ours), None);
    }
    assert_eq!(call(&frame, SENDERS, &shows(ours)), ok());
    assert_eq!(call(&frame, SENDERS, &shows(theirs)), ok());
}

#[test]
fn a_cookie_a_ticket_and_a_token_do_not_stand_for_each_other() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let frame = TestBrowser::new(&host, &config);
    let location = open_app(&frame, 7, 1, "");
    let (_, session, ticket) = parts(&location);
    let ticket = ticket.to_owned();
    let as_token = [("x-portaria-frame", ticket.as_str())];
    assert_eq!(call(&frame, SENDERS, &as_token), refused(401, "login_required"));
    let (_, answer) = ask(&frame, &[], &json!({ "ticket": ticket }));
    let token = answer["token"].as_str().unwrap();
    let cookies = frame.cookies.borrow().clone();
    let (name, cookie) = cookies.first_key_value().unwrap();
    for wrong in [cookie.as_str(), "", "x", &token[1..]] {
        let got = call(&frame, SENDERS, &[("x-portaria-frame", wrong)]);
        assert_eq!(got, refused(401, "login_required"), "{wrong}");
        assert_eq!(ask(&frame, &[("x-portaria-frame", wrong)], &json!({})).0, 401, "{wrong}");
        assert_eq!(ask(&frame, &[], &json!({ "ticket": wrong })).0, 401, "{wrong}");
    }
    assert_eq!(ask(&frame, &[], &json!({ "ticket": token })).0, 401);
    frame.cookies.borrow_mut().insert(name.clone(), token.into());
    assert_eq!(ask(&frame, &[], &json!({ "session": session })).0, 401);
    frame.cookies.borrow_mut().insert(name.clone(), cookie.clone());
    // The cookie alone calls nothing, and is another session's at no other name.
    assert_eq!(call(&frame, SENDERS, &[]), refused(401, "login_required"));
    assert_eq!(ask(&frame, &[], &json!({ "session": "0123456789" })).0, 401);
    assert_eq!(ask_at(&frame, "/frame/other", &[], &json!({ "session": session })).0, 401);
    // Two ways at once are none.
    let both = ask(&frame, &[("x-portaria-frame", token)], &json!({ "ticket": ticket }));
    assert_eq!(both.0, 400);
}

#[test]
fn an_uninstall_ends_the_frames_of_its_installation() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let frame = TestBrowser::new(&host, &config);
    let location = open_app(&frame, 7, 1, "");
    let session = parts(&location).1;
    let (_, answer) = ask(&frame, &[], &json!({ "ticket": parts(&location).2 }));
    let token = answer["token"].as_str().unwrap();
    let fields = [("content-type", "application/json")];
    host.ask(&config, "POST", "/uninstall/sendpulse", &fields, Some(&keys(7).to_string()));
    let ended = || {
        let called = call(&frame, SENDERS, &[("x-portaria-frame", token)]);
        assert_eq!(called, refused(401, "reconnect_required"));
        assert_eq!(ask(&frame, &[], &json!({ "session": session })).0, 401);
        assert_eq!(ask(&frame, &[("x-portaria-frame", token)], &json!({})).0, 401);
    };
    ended();
    // It is installed again: by somebody who opened it again, and not by the old page.
    let again = open_app(&frame, 7, 2, "");
    ended();
    assert_eq!(ask(&frame, &[], &json!({ "ticket": parts(&again).2 })).0, 200);
}

#[test]
fn a_frame_links_its_account_in_a_window_where_somebody_says_yes() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let (frame, window) = (TestBrowser::new(&host, &config), TestBrowser::new(&host, &config));
    let token = token(&frame, 7, 1);
    let linked = |who: &TestBrowser<'_>| text(&who.fetch("GET", "/connections")).contains("\"7\"");
    let asked = window.submit("/link/sendpulse", &format!("session={token}&lang=pt&theme=dark"));
    assert_eq!(asked.status, 303, "{}", text(&asked));
    let question = asked.headers.get("location").unwrap().to_owned();
    assert!(question.ends_with("&lang=pt&theme=dark") && !question.contains(&token), "{question}");
    assert!(!linked(&window), "nobody is linked unasked");
    let page = window.open(&question, "same-origin");
    assert!(text(&page).contains("name=\"theme\" value=\"dark\""), "{}", text(&page));
    let (path, query) = question.split_once('?').unwrap();
    let answered = window.submit(path, &format!("{query}&answer=link"));
    assert_eq!(answered.headers.get("location"), Some("/?lang=pt&theme=dark"));
    assert!(linked(&window) && !linked(&frame));
    // Neither an address nor another site's form does the same, nor a ticket.
    for (reply, status) in [
        (window.open(&format!("/link/sendpulse?session={token}"), "same-origin"), 403),
        (window.submit("/link/other", &format!("session={token}")), 401),
        (window.submit("/link/sendpulse", "session=x"), 401),
    ] {
        assert_eq!(reply.status, status, "{}", text(&reply));
    }
}

#[test]
fn a_browser_keeps_the_sessions_of_the_eight_accounts_that_were_opened_last() {
    let (host, config) = (EdgeTestHost::default(), desk());
    let frame = TestBrowser::new(&host, &config);
    for account in 1..=12 {
        token(&frame, account, account);
        token(&frame, account, 100 + account); // the same account again has the same cookie
        let most = usize::try_from(account).unwrap().min(8);
        assert_eq!(frame.cookies.borrow().len(), most, "{account}");
    }
}
