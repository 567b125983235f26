//! Finishing: the callback is tied to a flow of this browser, the flow is claimed, the code exchanged.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use subtle::ConstantTimeEq;

use super::exchange::{Login, exchange};
use super::flow::{Binding, Flow};
use super::seal::{KeyRing, hex};
use crate::digest::sha256;
use crate::error::{Code, Error, Result};
use crate::host::Host;
use crate::http::query;
use crate::providers::{Callback, Instance};
use crate::secret::Secret;

/// The longest callback that is read, in bytes: a code, a state and some change.
pub const LONGEST_CALLBACK: usize = 4096;

/// More flow cookies than a person has tabs with logins.
pub const MOST_FLOWS: usize = 16;

/// A callback as it arrived.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// The query, or a form's body, still encoded.
    pub fields: &'a str,
    /// The sealed flows that the browser brought along.
    pub sealed_flows: &'a [&'a str],
}

/// A login that came back whole.
#[derive(Debug)]
pub struct Finished {
    /// The flow that it belongs to.
    pub flow: Flow,
    /// How strongly it is tied to the browser.
    pub binding: Binding,
    /// What it brought.
    pub login: Login,
}

/// Finishes a login.
///
/// `claim` is given the flows that fit, newest first, and a digest of the code; it must pick one that
/// has not been picked before and remember both, atomically, or fail. Nothing is sent before it has
/// succeeded, and after it the code counts as spent.
///
/// # Errors
/// `invalid_argument` for a malformed callback, `flow_mismatch` when the browser did not start it,
/// `flow_expired`, what `claim` reports, and what the exchange reports.
pub async fn finish<H: Host>(
    host: &H,
    ring: &KeyRing,
    (instance, app_secret): (&Instance, &Secret),
    arrival: &Arrival<'_>,
    claim: impl AsyncFnOnce(&[Flow], &str) -> Result<Flow>,
) -> Result<Finished> {
    if arrival.fields.len() > LONGEST_CALLBACK {
        return Err(Error::invalid("the callback", "is longer than any that the provider sends"));
    }
    let callback = instance.read_callback(arrival.fields)?;
    let opened = open_flows(host, ring, instance, arrival.sealed_flows).await?;
    let fitting = fitting(instance, &callback, opened)?;
    let now = host.now_ms();
    let alive: Vec<_> = fitting.into_iter().filter(|flow| !flow.is_expired(now)).collect();
    if alive.is_empty() {
        return Err(expired());
    }
    let digest = hex(&sha256(&[callback.code.expose().as_bytes()]));
    let flow = claim(&alive, &digest).await?;
    let login = exchange(host, instance, app_secret, &callback.code).await?;
    let binding = if instance.echoes_state() { Binding::State } else { Binding::Cookie };
    Ok(Finished { flow, binding, login })
}

async fn open_flows(
    host: &impl Host,
    ring: &KeyRing,
    instance: &Instance,
    sealed: &[&str],
) -> Result<Vec<Flow>> {
    let mut flows = Vec::new();
    for sealed in sealed.iter().take(MOST_FLOWS) {
        let flow = Flow::open(host, ring, &instance.name, sealed).await?;
        flows.extend(flow.filter(|flow| flow.instance == instance.name));
    }
    flows.sort_by_key(|flow| std::cmp::Reverse(flow.started_at));
    Ok(flows)
}

/// The flows that the callback may belong to, newest first.
fn fitting(instance: &Instance, callback: &Callback, flows: Vec<Flow>) -> Result<Vec<Flow>> {
    let fitting: Vec<_> = match (instance.echoes_state(), &callback.state) {
        (false, _) => flows,
        (true, None) => Vec::new(),
        (true, Some(state)) => {
            flows.into_iter().filter(|flow| same(flow.state.as_deref(), state)).collect()
        }
    };
    if fitting.is_empty() { Err(mismatch()) } else { Ok(fitting) }
}

/// Compares in constant time. A flow without a state is equal to nothing.
fn same(expected: Option<&str>, given: &str) -> bool {
    expected.is_some_and(|expected| bool::from(expected.as_bytes().ct_eq(given.as_bytes())))
}

/// The fields of a `POST` callback's body, as an encoded query.
///
/// # Errors
/// `invalid_argument` when it is neither a form nor a JSON object.
pub fn form_fields(content_type: &str, text: String) -> Result<String> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/x-www-form-urlencoded" => Ok(text),
        "application/json" => {
            let Members(object) = serde_json::from_str(&text)
                .map_err(|_| Error::invalid("the callback's body", "must be a JSON object"))?;
            let fields: Vec<_> = object
                .iter()
                .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
                .collect();
            Ok(query::encode(&fields))
        }
        _ => Err(Error::invalid("the callback's body", "must be a form or JSON")),
    }
}

/// An object's members in order. One that appears twice appears twice here, to be refused like any other field that does:
/// a map would keep the last one and tell nobody.
struct Members(Vec<(String, serde_json::Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}

/// The error for a callback that this browser did not ask for.
#[must_use]
pub fn mismatch() -> Error {
    Error::new(
        Code::FlowMismatch,
        "This login was not started in this browser, or its cookie is gone. Nothing was connected. Start again from the app.",
    )
}

/// The error for a callback that comes too late.
#[must_use]
pub fn expired() -> Error {
    Error::new(
        Code::FlowExpired,
        "This login took longer than ten minutes. Nothing was connected. Start again from the app.",
    )
}

/// The error for a callback that comes a second time.
#[must_use]
pub fn replayed() -> Error {
    Error::new(
        Code::FlowReplayed,
        "This login was used already. If the app does not show you as connected, start again from there.",
    )
}

#[cfg(test)]
mod tests {
    use super::super::start::{Start, start};
    use super::super::test_host::{TestHost, wait};
    use super::*;
    use crate::http::base_url::Reach;

    const KEY: &str = "0123456789abcdef0123456789abcdef";
    const TOKEN: &str = r#"{"access_token":"fedcba9876543210fedcba9876543210"}"#;
    const USER: &str = r#"{"user_info":{"user_id":"7","user_name":"ana"}}"#;

    fn ring() -> KeyRing {
        KeyRing::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap()
    }

    fn instance(name: &str, extra: &str) -> Instance {
        let json = format!(r#"{{"provider":"pipichat","app_id":"176300000012345"{extra}}}"#);
        Instance::read(name, serde_json::from_str(&json).unwrap(), Reach::Public).unwrap()
    }

    fn begin(host: &TestHost, instance: &Instance) -> super::super::start::Started {
        let request = Start { return_to: "/account".into(), ..Start::default() };
        wait(start(host, &ring(), instance, request)).unwrap()
    }

    fn come_back(
        host: &TestHost,
        instance: &Instance,
        fields: &str,
        sealed: &[&str],
    ) -> Result<Finished> {
        let secret = Secret::new("app-secret-canary");
        let arrival = Arrival { fields, sealed_flows: sealed };
        let first = async |flows: &[Flow], _: &str| Ok(flows.first().unwrap().clone());
        let finished = wait(finish(host, &ring(), (instance, &secret), &arrival, first));
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
        assert_eq!(finished.login.profile.id, "7");
        assert_eq!(finished.login.tokens.expires_at, host.now_ms.get() + 60_000);
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
            assert_eq!(
                come_back(&host, &here, fields, flows).unwrap_err().code(),
                *code,
                "{fields}"
            );
        }
        host.now_ms.set(host.now_ms.get() + 600_000);
        assert_eq!(
            come_back(&host, &here, &good, &[&sealed]).unwrap_err().code(),
            Code::FlowExpired
        );
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
    fn of_several_flows_the_newest_is_offered_first() {
        let host = TestHost::default().answer(200, TOKEN).answer(200, USER);
        let instance = instance("pipichat", "");
        let older = begin(&host, &instance);
        host.now_ms.set(host.now_ms.get() + 1000);
        let newer = begin(&host, &instance);
        let finished = come_back(
            &host,
            &instance,
            &format!("auth_key={KEY}"),
            &[&older.sealed, &newer.sealed],
        )
        .unwrap();
        assert_eq!(finished.flow.id, newer.flow.id);
    }

    #[test]
    fn what_the_claim_refuses_is_not_exchanged() {
        let host = TestHost::default();
        let instance = instance("pipichat", "");
        let sealed = begin(&host, &instance).sealed;
        let fields = format!("auth_key={KEY}");
        let arrival = Arrival { fields: &fields, sealed_flows: &[&sealed] };
        let refuse = async |_: &[Flow], digest: &str| {
            assert!(!digest.contains(KEY));
            Err(replayed())
        };
        let error = wait(finish(&host, &ring(), (&instance, &Secret::new("s")), &arrival, refuse))
            .unwrap_err();
        assert_eq!(error.code(), Code::FlowReplayed);
        assert!(host.sent.borrow().is_empty());
    }

    const UNREAD: &str = r#"{"error":true,"message":"Bad Request, invalid app_id"}"#;
    const USED: &str = r#"{"error":true,"message":"Bad Request, invalid auth_key"}"#;

    fn methods_sent(extra: &str, answers: &[&str]) -> (Vec<String>, Result<Finished>) {
        let host =
            answers.iter().fold(TestHost::default(), |host, answer| host.answer(200, answer));
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
        let (sent, finished) =
            methods_sent(r#","authorize_method":"auto""#, &[UNREAD, TOKEN, USER]);
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
        assert_eq!(finished.login.profile.username.as_deref(), Some("ana"));
    }

    #[test]
    fn an_exchange_that_got_lost_is_not_repeated() {
        let lost = Error::new(Code::Network, "lost").retryable(true);
        let host = TestHost::default().fail(lost);
        let instance = instance("pipichat", "");
        let sealed = begin(&host, &instance).sealed;
        let error =
            come_back(&host, &instance, &format!("auth_key={KEY}"), &[&sealed]).unwrap_err();
        assert_eq!((error.code(), host.sent.borrow().len()), (Code::Network, 1));
    }

    #[test]
    fn a_body_is_a_form_or_json() {
        let form = "application/x-www-form-urlencoded";
        assert_eq!(form_fields(form, "code=a&lang=en".into()).unwrap(), "code=a&lang=en");
        let json = form_fields(
            "Application/JSON; charset=utf-8",
            r#"{"code":"a b","n":1,"lang":"en"}"#.into(),
        );
        assert_eq!(json.unwrap(), "code=a%20b&lang=en");
        // What is said twice stays there twice, for whoever reads it to refuse.
        let twice = form_fields("application/json", r#"{"code":"a","x":"y","code":"b"}"#.into());
        assert_eq!(twice.unwrap(), "code=a&x=y&code=b");
        for (content_type, text) in [
            ("text/plain", "code=a"),
            ("", "code=a"),
            ("multipart/form-data", ""),
            ("application/json", "[]"),
        ] {
            assert_eq!(
                form_fields(content_type, text.into()).unwrap_err().code(),
                Code::InvalidArgument,
                "{content_type}"
            );
        }
    }
}
