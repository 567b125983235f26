//! Prints, as JSON, what the build takes from the crate: the platforms, and how their accounts are connected; and what the
//! package's JavaScript shares with the crate, of which the build writes `pkg/dist/protocol.js`, so that no number, mark or name
//! is written twice.

#![allow(clippy::disallowed_macros, clippy::print_stdout, missing_docs)] // not part of the wasm

use portaria::api::{attempt, check_response, curl, options, plan, quota, worker_address};
use portaria::edge::UNINSTALL_BODY_LIMIT;
use portaria::edge::reply::{FIXED_HEADERS, INERT_POLICY};
use portaria::encoded_object::{self, mark};
use portaria::oauth::flow::FLOW_TTL_S;
use portaria::providers::table_marks::{self, flag, list, method, nesting, style};
use portaria::providers::{Connect, ListStyle, Provider};
use serde_json::{Map, Value, json};

fn main() {
    let platforms: Vec<_> = Provider::ALL.iter().copied().map(platform).collect();
    println!("{}", json!({ "platforms": platforms, "protocol": protocol() }));
}

fn platform(provider: Provider) -> Value {
    json!({
        "name": provider.name(),
        "class": format!("{provider:?}"),
        "title": provider.title(),
        "baseUrl": provider.base_url(),
        "connect": provider.connect().name(),
        "credentials": provider.connect().credentials(),
        "hasBrackets": provider.query_lists() == ListStyle::Brackets,
        "hasLogin": provider.connect() == Connect::Login,
        "hasClientCredentials": provider.client_credentials().is_some(),
    })
}

fn protocol() -> Value {
    let groups = [headers(), attempts(), quotas(), objects(), plans(), tables(), limits()];
    Value::Object(groups.into_iter().filter_map(into_map).flatten().collect())
}

fn into_map(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

/// Header fields of the Worker and its clients, and where it is.
fn headers() -> Value {
    let fixed: Map<_, _> = FIXED_HEADERS
        .iter()
        .chain(&[("content-security-policy", INERT_POLICY)])
        .map(|(name, value)| ((*name).to_owned(), json!(value)))
        .collect();
    json!({
        "CLIENT_HEADER": plan::CLIENT_HEADER,
        "ACCOUNT_HEADER": plan::ACCOUNT_HEADER,
        "FRAME_HEADER": plan::FRAME_HEADER,
        "ERROR_HEADER": check_response::ERROR_HEADER,
        "FIXED_HEADERS": fixed,
        "WORKER_ADDRESS": { "pattern": worker_address::PATTERN },
        "WORKER_ADDRESS_RULE": worker_address::RULE,
    })
}

/// Why an attempt brought no whole answer.
fn attempts() -> Value {
    json!({
        "NOT_FAILED": attempt::ANSWERED,
        "FAILED_NETWORK": attempt::NETWORK,
        "FAILED_TIMEOUT": attempt::TIMEOUT,
        "FAILED_ABORTED": attempt::ABORTED,
        "FAILED_NO_RESPONSE": attempt::NO_RESPONSE,
        "FAILED_NO_ADDRESS": attempt::NO_ADDRESS,
        "FAILED_TOO_LARGE": attempt::TOO_LARGE,
        "MAX_RESPONSE_BYTES": options::MAX_RESPONSE_BYTES,
    })
}

/// The places of a quota's numbers.
fn quotas() -> Value {
    json!({
        "QUOTA_LIMIT": quota::place::LIMIT,
        "QUOTA_REMAINING": quota::place::REMAINING,
        "QUOTA_RESETS_AT": quota::place::RESETS_AT,
        "QUOTA_PLAIN_UNTIL": quota::place::PLAIN_UNTIL,
        "QUOTA_WAIT_MS": quota::place::WAIT_MS,
        "QUOTA_DAY_REMAINING": quota::place::DAY_REMAINING,
        "QUOTA_LENGTH": quota::place::COUNT,
        "QUOTA_PUBLIC": quota::place::PUBLIC,
    })
}

/// How objects are encoded as texts.
fn objects() -> Value {
    let escaped: Map<_, _> = [
        (encoded_object::ESCAPE, encoded_object::ESCAPED_ESCAPE),
        (encoded_object::END, encoded_object::ESCAPED_END),
        (encoded_object::SEPARATOR, encoded_object::ESCAPED_SEPARATOR),
    ]
    .map(|(special, letter)| (special.to_string(), json!(letter)))
    .into_iter()
    .collect();
    let special =
        format!("[{}{}{}]", encoded_object::ESCAPE, encoded_object::END, encoded_object::SEPARATOR);
    json!({
        "ESCAPE": encoded_object::ESCAPE,
        "ESCAPED": escaped,
        "SPECIAL": { "pattern": special },
        "ALL_SPECIAL": { "pattern": special, "flags": "g" },
        "END": encoded_object::END,
        "SEPARATOR": encoded_object::SEPARATOR,
        "NO_OBJECT": encoded_object::NO_OBJECT,
        "MARK_TEXT": mark::TEXT,
        "MARK_PLAIN": mark::PLAIN,
        "MARK_LIST": mark::LIST,
        "MARK_ITEM": mark::ITEM,
        "MARK_OBJECT": mark::OBJECT,
        "MARK_INNER_TEXT": mark::INNER_TEXT,
        "MARK_INNER_PLAIN": mark::INNER_PLAIN,
        "MARK_FUNCTION": mark::FUNCTION,
        "MARK_SIGNAL": mark::SIGNAL,
        "MARK_NULL": mark::NULL,
        "MARK_OTHER": mark::OTHER,
    })
}

/// The kinds of bodies, and the names of what is masked where a plan is shown.
fn plans() -> Value {
    let parameters = Provider::ALL.iter().flat_map(|provider| provider.secret_parameters());
    let secret_names: Vec<_> = curl::SECRET_NAMES.iter().chain(parameters).copied().collect();
    json!({
        "BODY_MULTIPART": flag::MULTIPART_BODY,
        "BODY_WHOLE": flag::WHOLE_BODY,
        "SECRET_NAME": { "pattern": secret_names.join("|"), "flags": "i" },
    })
}

/// The marks in tables of operations, and the operations that no document describes: each with its line, behind its group's.
fn tables() -> Value {
    let (group, lines) = table_marks::UNDESCRIBED.split_once('\n').unwrap_or_default();
    let words = group.trim_matches(['@', '\t']);
    let undescribed = lines.lines().filter_map(|line| {
        let (verb, _) = line.split_once('\t')?;
        let entry = json!({ "id": format!("{words}.{verb}"), "line": format!("{group}\n{line}") });
        Some((verb.to_owned(), entry))
    });
    json!({
        "LIST_STYLES": String::from_iter(style::ALL),
        "LIST_ITEMS": list::ITEMS,
        "LIST_MARKS": String::from_iter([list::CURSOR, list::DEFAULT_SIZE, list::MAX_SIZE]),
        "FLAG_OPEN_BODY": flag::OPEN_BODY,
        "FLAG_RECORD": flag::RECORD,
        "FLAG_IDEMPOTENT": flag::IDEMPOTENT,
        "METHOD_GET": method::GET,
        "METHOD_POST": method::POST,
        "FLAG_LIST": flag::LIST,
        "FLAG_LIST_IN_DATA": flag::LIST_IN_DATA,
        "FLAG_ONE": flag::ONE,
        "FLAG_ONE_IN_DATA": flag::ONE_IN_DATA,
        "LIST_STYLE_NAMES": Map::from_iter(style::NAMES.map(|(name, mark)| (name.to_owned(), json!(mark)))),
        "LIST_STYLE_USUAL": style::USUAL,
        "LIST_CURSOR": list::CURSOR,
        "NESTING_ANY": nesting::ANY,
        "NESTING_BASE64": nesting::BASE64,
        "UNDESCRIBED": undescribed.collect::<Map<_, _>>(),
    })
}

fn limits() -> Value {
    json!({ "FLOW_TTL_S": FLOW_TTL_S, "UNINSTALL_BODY_LIMIT": UNINSTALL_BODY_LIMIT })
}
