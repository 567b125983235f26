//! A login at a community, from its start to its end, with scripted answers.

use crate::error::{Code, Error, Result};
use crate::http::RequestFields;
use crate::http::base_url::Reach;
use crate::oauth::KeyRing;
use crate::oauth::finish::{App, Arrival, Finished, LONGEST_CALLBACK, finish, replayed};
use crate::oauth::flow::{Binding, Flow, SealedFlow};
use crate::oauth::start::{Start, Started, start};
use crate::oauth::test_host::{TestHost, wait};
use crate::providers::Instance;
use crate::secret::Secret;

const KEY: &str = "0123456789abcdef0123456789abcdef";
const TOKEN: &str = r#"{"access_token":"fedcba9876543210fedcba9876543210"}"#;
const USER: &str = r#"{"user_info":{"user_id":"7","user_name":"ana"}}"#;

fn ring() -> KeyRing {
    KeyRing::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "").unwrap()
}

fn instance(name: &str, extra: &str) -> Instance {
    let json = format!(r#"{{"provider":"pipichat","app_id":"176300000012345"{extra}}}"#);
    Instance::read(name, serde_json::from_str(&json).unwrap(), Reach::Public).unwrap()
}

fn app<'a>(instance: &'a Instance, secret: &'a Secret) -> App<'a> {
    App {
        instance,
        secret,
        redirect_uri: "https://desk.example.com/callback/pipichat",
        may_repeat: true,
    }
}

fn begin(host: &TestHost, instance: &Instance) -> Started {
    let request = Start { return_to: "/account".into(), ..Start::default() };
    wait(start(host, &ring(), instance, request)).unwrap()
}

fn come_back(
    host: &TestHost,
    instance: &Instance,
    fields: &str,
    sealed: &[&str],
) -> Result<Finished> {
    let sealed: Vec<_> = sealed.iter().map(|text| (*text).into()).collect();
    come_back_with(host, instance, fields, &sealed)
}

fn come_back_with(
    host: &TestHost,
    instance: &Instance,
    fields: &str,
    sealed: &[SealedFlow<'_>],
) -> Result<Finished> {
    let secret = Secret::new("app-secret-canary");
    let query = instance.provider().mend_query(fields);
    let fields = RequestFields::of_query(&query)?;
    let arrival = Arrival { fields: &fields, sealed_flows: sealed };
    let first = async |flows: &[Flow], _: &str| Ok(flows.first().unwrap().clone());
    let finished = wait(finish(host, &ring(), &app(instance, &secret), &arrival, first));
    if let Err(error) = &finished {
        let shown = format!("{error:?} {error}");
        for secret in ["app-secret-canary", KEY, "fedcba98"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    finished
}

#[test]
fn a_login_comes_back_with_tokens_and_profile() {
    let host = TestHost::default().answer(200, TOKEN).answer(200, USER);
    let instance = instance("pipichat", "");
    let started = begin(&host, &instance);
    assert_eq!(started.url, "https://pipichat.com/api/oauth?app_id=176300000012345");
    host.now_ms.set(host.now_ms.get() + 599_000);
    let finished =
        come_back(&host, &instance, &format!("auth_key={KEY}"), &[&started.sealed]).unwrap();
    assert_eq!(finished.flow, started.flow);
    assert_eq!(finished.flow.return_to, "/account");
    assert_eq!(finished.binding, Binding::Cookie);
    assert_eq!(finished.account.profile.id, "7");
    assert_eq!(finished.account.tokens.expires_at, host.now_ms.get() + 60_000);
    assert_eq!(
        *host.sent.borrow(),
        [
            format!("GET https://pipichat.com/api/authorize?app_id=176300000012345&app_secret=app-secret-canary&auth_key={KEY} "),
            "GET https://pipichat.com/api/get_user_info?access_token=fedcba9876543210fedcba9876543210 ".into(),
        ]
    );
}

#[test]
fn what_does_not_belong_here_is_refused_before_anything_is_sent() {
    let host = TestHost::default();
    let here = instance("pipichat", "");
    let elsewhere = instance("other", r#","base_url":"https://a.example""#);
    let good = format!("auth_key={KEY}");
    let sealed = begin(&host, &here).sealed;
    let other = begin(&host, &elsewhere).sealed;
    let long = format!("{good}&x={}", "a".repeat(LONGEST_CALLBACK));
    let changed = sealed.replace("v1.", "v1.0");
    let cases: &[(&str, &[&str], Code)] = &[
        (&good, &[], Code::FlowMismatch),
        (&good, &[&other], Code::FlowMismatch),
        (&good, &[&changed], Code::FlowMismatch),
        (&good, &["", "v1", "{}"], Code::FlowMismatch),
        ("", &[&sealed], Code::InvalidArgument),
        ("auth_key=", &[&sealed], Code::InvalidArgument),
        (&good.to_uppercase(), &[&sealed], Code::InvalidArgument),
        (&format!("{good}&{good}"), &[&sealed], Code::InvalidArgument),
        (&long, &[&sealed], Code::InvalidArgument),
    ];
    for (fields, flows, code) in cases {
        assert_eq!(come_back(&host, &here, fields, flows).unwrap_err().code(), *code, "{fields}");
    }
    host.now_ms.set(host.now_ms.get() + 600_000);
    assert_eq!(come_back(&host, &here, &good, &[&sealed]).unwrap_err().code(), Code::FlowExpired);
    assert!(host.sent.borrow().is_empty());
}

#[test]
fn an_echoed_state_must_be_the_one_that_was_sent() {
    let echoing = instance("somee", r#","state_mode":"echo""#);
    let host = TestHost::default().answer(200, TOKEN).answer(200, USER);
    let (first, second) = (begin(&host, &echoing), begin(&host, &echoing));
    let state = first.flow.state.clone().unwrap();
    assert!(first.url.ends_with(&format!("&state={state}")));
    let flows = [first.sealed.as_str(), second.sealed.as_str()];
    for fields in [
        format!("auth_key={KEY}"),
        format!("auth_key={KEY}&state="),
        format!("auth_key={KEY}&state={}", state.to_lowercase()),
    ] {
        assert_eq!(
            come_back(&host, &echoing, &fields, &flows).unwrap_err().code(),
            Code::FlowMismatch,
            "{fields}"
        );
    }
    let finished =
        come_back(&host, &echoing, &format!("auth_key={KEY}&state={state}"), &flows).unwrap();
    assert_eq!((finished.flow.id, finished.binding), (first.flow.id, Binding::State));
}

#[test]
fn a_flow_counts_under_its_own_cookies_name_only() {
    let (stock, echoing) = (instance("pipichat", ""), instance("somee", r#","state_mode":"echo""#));
    for instance in [stock, echoing] {
        let host = TestHost::default().answer(200, TOKEN).answer(200, USER);
        let (mine, other) = (begin(&host, &instance), begin(&host, &instance));
        let state = mine.flow.state.as_deref().unwrap_or_default();
        let fields = format!("auth_key={KEY}&state={state}");
        let (own, others) = (mine.flow.cookie_name(), other.flow.cookie_name());
        for name in [others.as_str(), "__Host-portaria-flow-", "__Host-portaria-flow-x"] {
            let moved: &[SealedFlow<'_>] = &[(name, mine.sealed.as_str()).into()];
            let refused = come_back_with(&host, &instance, &fields, moved).unwrap_err();
            assert_eq!(refused.code(), Code::FlowMismatch, "{name}");
        }
        let kept = &[(own.as_str(), mine.sealed.as_str()).into()];
        assert_eq!(come_back_with(&host, &instance, &fields, kept).unwrap().flow.id, mine.flow.id);
    }
}

#[test]
fn other_cookies_shut_nobody_out() {
    for (extra, echoes) in [("", false), (r#","state_mode":"echo""#, true)] {
        let host = TestHost::default().answer(200, TOKEN).answer(200, USER);
        let instance = instance("pipichat", extra);
        let began = begin(&host, &instance);
        let names: Vec<_> = (0..64).map(|at| format!("__Host-portaria-flow-junk{at}")).collect();
        let junk = names.iter().map(|name| (name.as_str(), "v1.junk").into());
        let own = began.flow.cookie_name();
        let own = SealedFlow::from((own.as_str(), began.sealed.as_str()));
        // A browser sends the oldest first. Where a state names the cookie, the order does not matter.
        let flows: Vec<_> = if echoes {
            std::iter::once(own).chain(junk).collect()
        } else {
            junk.chain([own]).collect()
        };
        let state = began.flow.state.as_deref().unwrap_or_default();
        let fields = format!("auth_key={KEY}&state={state}");
        assert!(come_back_with(&host, &instance, &fields, &flows).is_ok(), "{extra}");
    }
}

#[test]
fn of_several_flows_the_newest_is_offered_first() {
    let host = TestHost::default().answer(200, TOKEN).answer(200, USER);
    let instance = instance("pipichat", "");
    let older = begin(&host, &instance);
    host.now_ms.set(host.now_ms.get() + 1000);
    let newer = begin(&host, &instance);
    let finished =
        come_back(&host, &instance, &format!("auth_key={KEY}"), &[&older.sealed, &newer.sealed])
            .unwrap();
    assert_eq!(finished.flow.id, newer.flow.id);
}

#[test]
fn what_the_claim_refuses_is_not_exchanged() {
    let host = TestHost::default();
    let instance = instance("pipichat", "");
    let sealed = begin(&host, &instance).sealed;
    let fields = RequestFields::of_query(&format!("auth_key={KEY}")).unwrap();
    let arrival = Arrival { fields: &fields, sealed_flows: &[sealed.as_str().into()] };
    let refuse = async |_: &[Flow], digest: &str| {
        assert!(!digest.contains(KEY));
        Err(replayed())
    };
    let error = wait(finish(&host, &ring(), &app(&instance, &Secret::new("s")), &arrival, refuse))
        .unwrap_err();
    assert_eq!(error.code(), Code::FlowReplayed);
    assert!(host.sent.borrow().is_empty());
}

const UNREAD: &str = r#"{"error":true,"message":"Bad Request, invalid app_id"}"#;
const USED: &str = r#"{"error":true,"message":"Bad Request, invalid auth_key"}"#;

fn methods_sent(extra: &str, answers: &[&str]) -> (Vec<String>, Result<Finished>) {
    let host = answers.iter().fold(TestHost::default(), |host, answer| host.answer(200, answer));
    let instance = instance("pipichat", extra);
    let sealed = begin(&host, &instance).sealed;
    let finished = come_back(&host, &instance, &format!("auth_key={KEY}"), &[&sealed]);
    let sent = host
        .sent
        .borrow()
        .iter()
        .filter(|line| line.contains("/authorize"))
        .map(|line| line[..4].trim().into())
        .collect();
    (sent, finished)
}

#[test]
fn the_exchange_is_sent_by_the_configured_method() {
    assert_eq!(methods_sent(r#","authorize_method":"post""#, &[TOKEN, USER]).0, ["POST"]);
    assert_eq!(methods_sent(r#","authorize_method":"auto""#, &[TOKEN, USER]).0, ["POST"]);
    let (sent, finished) = methods_sent(r#","authorize_method":"auto""#, &[UNREAD, TOKEN, USER]);
    assert_eq!((sent, finished.is_ok()), (vec!["POST".into(), "GET".into()], true));
}

#[test]
fn the_exchange_is_sent_again_for_an_unread_form_only_and_once() {
    let (sent, finished) = methods_sent(r#","authorize_method":"auto""#, &[UNREAD, UNREAD]);
    assert_eq!((sent.len(), finished.unwrap_err().code()), (2, Code::Configuration));
    for answer in [USED, "<html>", "", r#"{"access_token":""}"#] {
        let (sent, finished) = methods_sent(r#","authorize_method":"auto""#, &[answer]);
        assert!(sent == ["POST"] && finished.is_err(), "{answer}");
    }
    let (sent, finished) = methods_sent("", &[UNREAD]);
    assert_eq!((sent.len(), finished.unwrap_err().code()), (1, Code::Configuration));
}

#[test]
fn every_way_to_fail_has_its_code_and_names_the_instance() {
    let user_gone = "[]";
    let huge = format!("{{\"access_token\":\"{}\"}}", "a".repeat(300_000));
    type Answers<'a> = &'a [(u16, &'a str)];
    let cases: &[(Answers<'_>, Code, &str)] = &[
        (&[(200, USED)], Code::LoginRequired, "authorize"),
        (&[(302, "")], Code::BadResponse, "authorize"),
        (&[(0, "")], Code::BadResponse, "authorize"),
        (&[(200, "<!doctype html>")], Code::BadResponse, "authorize"),
        (&[(403, "<html>")], Code::Forbidden, "authorize"),
        (&[(503, "<html>")], Code::BadResponse, "authorize"),
        (&[(200, "")], Code::BadResponse, "authorize"),
        (&[(200, &huge)], Code::BadResponse, "authorize"),
        (&[(200, TOKEN), (200, user_gone)], Code::NotFound, "users.me"),
        (
            &[
                (200, TOKEN),
                (200, r#"{"error":true,"message":"Bad Request, expired access_token"}"#),
            ],
            Code::LoginRequired,
            "users.me",
        ),
        (&[(200, TOKEN), (503, "<html>"), (503, "<html>")], Code::BadResponse, "users.me"),
    ];
    for (answers, code, operation) in cases {
        let host = answers
            .iter()
            .fold(TestHost::default(), |host, (status, body)| host.answer(*status, body));
        let instance = instance("comunidade", "");
        let sealed = begin(&host, &instance).sealed;
        let error =
            come_back(&host, &instance, &format!("auth_key={KEY}"), &[&sealed]).unwrap_err();
        assert_eq!(error.code(), *code, "{answers:?}");
        assert_eq!(error.details().operation.as_deref(), Some(*operation), "{answers:?}");
        assert!(host.answers.borrow().is_empty(), "{answers:?}");
    }
}

#[test]
fn reading_who_logged_in_survives_a_hiccup_and_php_warnings() {
    let token = format!("\u{feff}<br />\n<b>Notice</b>: x in {{main}}<br />\n{TOKEN}");
    let lost = Error::new(Code::Network, "lost").retryable(true);
    let host = TestHost::default().answer(200, &token).fail(lost).answer(200, USER);
    let instance = instance("pipichat", "");
    let sealed = begin(&host, &instance).sealed;
    let finished = come_back(&host, &instance, &format!("auth_key={KEY}"), &[&sealed]).unwrap();
    assert_eq!(finished.account.profile.username.as_deref(), Some("ana"));
}

#[test]
fn an_exchange_that_got_lost_is_not_repeated() {
    let lost = Error::new(Code::Network, "lost").retryable(true);
    let host = TestHost::default().fail(lost);
    let instance = instance("pipichat", "");
    let sealed = begin(&host, &instance).sealed;
    let error = come_back(&host, &instance, &format!("auth_key={KEY}"), &[&sealed]).unwrap_err();
    assert_eq!((error.code(), host.sent.borrow().len()), (Code::Network, 1));
}
