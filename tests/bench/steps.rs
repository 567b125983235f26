//! The steps of a call and of a redirect on the native core, one at a time, so that their instructions can be counted:
//! `steps` names them, `steps <name> <times>` takes one so often.

#![allow(clippy::disallowed_macros, missing_docs)] // not part of the wasm

use std::env::args;
use std::hint::black_box;
use std::process::ExitCode;

use portaria::api::paging::{self, PageRequest};
use portaria::api::plan::{CallTarget, below};
use portaria::api::{check_response, curl};
use portaria::encoded_object::EncodedObject;
use portaria::http::base_url::{BaseUrl, Reach};
use portaria::http::{Method, Request, RequestFields, cookie};
use portaria::oauth::return_to;
use portaria::providers::{Operation, Provider};
use portaria::secret::{Quote, Secret};
use serde_json::{Value, json};

type Step = (&'static str, Box<dyn Fn() -> bool>);

/// The options of a client, encoded.
const OPTIONS: &str =
    "sbaseUrl\u{1f}https://jetchat.example.com/api\u{1e}sapiKey\u{1f}made-up-key\u{1e}";

/// Two parameters, encoded.
const PARAMS: &str = "nlimit\u{1f}100\u{1e}npage\u{1f}4\u{1e}";

fn main() -> ExitCode {
    let Some(steps) = steps() else { return ExitCode::FAILURE };
    let mut given = args().skip(1);
    let (name, times) = (given.next(), given.next());
    let Some(name) = name else {
        steps.iter().for_each(|(name, _)| println!("{name}"));
        return ExitCode::SUCCESS;
    };
    let times = times.and_then(|times| times.parse::<u32>().ok()).unwrap_or_default();
    let Some((_, step)) = steps.into_iter().find(|(known, _)| *known == name) else {
        return ExitCode::FAILURE;
    };
    // A step that fails would be counted as something else.
    if (0..times).all(|_| black_box(step())) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn steps() -> Option<Vec<Step>> {
    let list = Provider::JetChat.operations().by_id("subscribers.list")?;
    let page = page_of(2);
    let paging = list.paging()?;
    let next = page.clone();
    let asked = PageRequest { at: Some(4.0), size: Some(100.0), ..PageRequest::default() };
    let refused = json!({"error": true, "message": "Bad Request, invalid auth_key"});
    let callback = "auth_key=0123456789abcdef0123456789abcdef";
    let origins = vec!["https://shop.example".to_owned()];
    Some(vec![
        (
            "options read",
            Box::new(|| EncodedObject::read(OPTIONS).text("apiKey").is_ok_and(|key| key.is_some())),
        ),
        (
            "a caller's part planned",
            Box::new(|| target().is_some_and(|target| target.common().is_ok())),
        ),
        ("a call planned", Box::new(move || plan(&list))),
        ("a good answer judged", Box::new(move || good(&page))),
        ("a refusal judged", Box::new(move || !judged(Provider::PipiChat, 200, &refused))),
        ("the next page found", Box::new(move || paging::next(&paging, &next, asked).is_some())),
        ("a path found among 249", Box::new(|| by_path("/subscribers"))),
        (
            "a path found among 635",
            Box::new(|| {
                Provider::SendPulse
                    .operations()
                    .by_path(Method::Get, "/addressbooks/7/emails")
                    .is_some()
            }),
        ),
        (
            "a callback read",
            Box::new(move || {
                let fields = RequestFields::of_query(callback);
                fields.and_then(|fields| Provider::PipiChat.read_callback(&fields)).is_ok()
            }),
        ),
        (
            "cookies read",
            Box::new(|| cookie::Cookies::of("a=1; __Host-flow-b=2; c=3").iter().count() == 3),
        ),
        (
            "a way back checked",
            Box::new(move || return_to::check("/account?a=1", &origins).is_ok()),
        ),
        ("a call shown as curl", Box::new(shown)),
    ])
}

fn target() -> Option<CallTarget> {
    let base_url = BaseUrl::parse("https://jetchat.example.com/api", Reach::Public).ok()?;
    let key = Provider::JetChat.credential_of_token(Secret::new("made-up-key"));
    Some(CallTarget::Direct { base_url, credential: key })
}

fn plan(operation: &Operation) -> bool {
    EncodedObject::params(PARAMS)
        .and_then(|params| below(Provider::JetChat, "", operation, &params, None))
        .is_ok()
}

fn by_path(path: &str) -> bool {
    Provider::JetChat.operations().by_path(Method::Get, path).is_some()
}

fn judged(provider: Provider, status: u16, body: &Value) -> bool {
    check_response::check_result(provider, "", status, Ok(body.clone()), Quote::Masking(&[]))
        .is_ok()
}

fn good(page: &Value) -> bool {
    judged(Provider::JetChat, 200, page)
}

/// Small, because the native stand-in for the host's JSON copies it.
fn page_of(items: u32) -> Value {
    let data: Vec<_> = (0..items).map(|id| json!({"user_ns": id})).collect();
    json!({"data": data, "meta": {"current_page": 4, "last_page": 1000, "per_page": items}})
}

fn shown() -> bool {
    let mut request =
        Request::new(Method::Post, "https://jetchat.example.com/api/flow/tags".into());
    let added = request.headers.add("authorization", "Bearer [secret]");
    let body = curl::Body::Text("{\"name\":\"it's\"}".into());
    added.is_ok() && curl::command(&request, &body).starts_with("curl")
}
