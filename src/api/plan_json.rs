//! Plans as JavaScript gets them: JSON, whose members pkg/lib/caller-plan.js and pkg/lib/request.js describe.

use super::options::{CallOptions, add_headers};
use super::plan::{self, Body, Plan};
use super::quota::Quota;
use crate::encoded_object::EncodedObject;
use crate::error::Result;
use crate::http::{Headers, Request};
use crate::json_object::JsonObject;
use crate::providers::operation::BodyKind;
use crate::providers::{Operation, Provider};
use crate::text::number;

/// What the calls of a caller have in common; `common` is a request of which the path is missing.
///
/// # Errors
/// `invalid_argument` for an option that is wrong.
pub fn of_caller(
    provider: Provider,
    options: &EncodedObject,
    mut common: Request,
) -> Result<String> {
    add_headers(options, &mut common.headers)?;
    let told = CallOptions::read(options)?;
    let mut json = JsonObject::new();
    json.text("base", &common.url);
    json.json("headers", &headers(&common.headers));
    json.json("timeoutMs", &number(told.timeout_ms));
    json.flag("isCounted", Quota::documented(provider, options)?.is_some());
    json.flag("isWatched", told.is_watched);
    if let Some(name) = provider.idempotency_header()
        && common.headers.get(name).is_none()
    {
        json.text("idHeader", name);
    }
    if let Some(members) = provider.error_members() {
        json.list("errorMembers");
        members.iter().for_each(|name| json.item(name));
        json.end_list();
    }
    Ok(json.finish())
}

/// One call. `added` is what its caller adds to each query.
#[must_use]
pub fn of_call(operation: &Operation, mut plan: Plan, added: &str) -> String {
    plan::add_query(&mut plan.request.url, added);
    let Request { method, url, headers, .. } = &plan.request;
    let mut json = JsonObject::new();
    json.text("id", &operation.id());
    json.text("method", method.as_str());
    json.text("url", url);
    if let Some(content_type) = headers.get("content-type") {
        json.text("contentType", content_type);
    }
    json.flag("isFile", operation.gives_file());
    json.flag("isChange", !method.is_safe());
    if let Some(paging) = operation.paging() {
        json.text("pageStart", paging.at);
        json.text("pageSize", paging.size);
        if operation.in_query().any(|parameter| parameter.name == paging.at) {
            json.text("pageStem", &plan::page_stem(url, paging.at));
        }
    }
    if let Some(body) = &plan.body {
        json.text("bodyKind", body.kind.flag().encode_utf8(&mut [0; 4]));
        json.list("bodyNames");
        body.names.iter().for_each(|name| json.item(name));
        json.end_list();
        if let Some(nesting) = nesting(operation, body) {
            json.json("nesting", &nesting);
        }
    }
    json.finish()
}

/// How the values in a body may be nested, by their names; those that are not there are single values. `None` where all are.
fn nesting(operation: &Operation, body: &Body) -> Option<String> {
    if body.kind == BodyKind::Multipart {
        return None;
    }
    let mut json = JsonObject::new();
    let mut is_empty = true;
    for name in &body.names {
        let described = operation.in_body().find(|one| one.name == *name);
        let nesting = described.map_or("?", |one| one.nesting);
        if !nesting.is_empty() {
            is_empty = false;
            json.text(name, nesting);
        }
    }
    (!is_empty).then(|| json.finish())
}

/// Header fields as an object, which runtimes read faster than a list.
#[must_use]
pub fn headers(headers: &Headers) -> String {
    let mut json = JsonObject::new();
    headers.iter().for_each(|(name, value)| json.text(name, value));
    json.finish()
}

#[cfg(test)]
mod tests {
    use super::super::params::tests::params;
    use super::*;
    use crate::encoded_object::tests::encode;
    use crate::http::Method;
    use serde_json::{Value, json};

    fn call(id: &str, given: &Value, base: &str, added: &str) -> Value {
        let operation = Provider::Sample.operations().by_id(id).unwrap();
        let plan = plan::below(Provider::Sample, base, &operation, &params(given), None).unwrap();
        serde_json::from_str(&of_call(&operation, plan, added)).unwrap()
    }

    fn caller(provider: Provider, options: &Value) -> Result<Value> {
        let common = Request::new(Method::Get, "/api/x".into());
        let told = of_caller(provider, &encode(options), common)?;
        Ok(serde_json::from_str(&told).unwrap())
    }

    #[test]
    fn a_call_is_told_whole() {
        assert_eq!(
            call("flowTags.list", &json!({"page": 2, "limit": 5}), "/api/x", ""),
            json!({
                "id": "flowTags.list",
                "method": "GET",
                "url": "/api/x/flow/tags?limit=5&page=2",
                "pageStart": "page",
                "pageSize": "limit",
                "pageStem": "/api/x/flow/tags?limit=5&page=",
            })
        );
        assert_eq!(
            call("flowTags.create", &json!({"name": "vip"}), "/api/x", "token=a%26"),
            json!({
                "id": "flowTags.create",
                "method": "POST",
                "url": "/api/x/flow/create-tag?token=a%26",
                "contentType": "application/json",
                "isChange": true,
                "bodyKind": "b",
                "bodyNames": ["name"],
            })
        );
    }

    #[test]
    fn the_nesting_of_a_body_is_told_where_it_is_more_than_single_values() {
        let given = json!({"user_ns": "f1u2", "data": [{"tag_ns": "f1t1"}]});
        assert_eq!(call("subscribers.addTags", &given, "", "")["nesting"], json!({"data": "[{}]"}));
        let open = json!({"app_id": 3, "whatever": {"x": [1]}});
        assert_eq!(call("apps.update", &open, "", "")["nesting"], json!({"whatever": "?"}));
        assert!(call("flowTags.create", &json!({"name": "x"}), "", "").get("nesting").is_none());
    }

    #[test]
    fn a_caller_is_told_whole() {
        let told = caller(
            Provider::Sample,
            &json!({"timeoutMs": 50, "headers": {"x-a": "1\"2"}, "onRequest": null}),
        );
        assert_eq!(
            told.unwrap(),
            json!({
                "base": "/api/x",
                "headers": {"accept": "application/json", "x-a": "1\"2"},
                "timeoutMs": 50,
                "isCounted": true,
                "errorMembers": ["error"],
            })
        );
        assert!(caller(Provider::Sample, &json!({"timeoutMs": 0})).is_err());
    }

    #[test]
    fn a_request_gets_an_id_unless_the_caller_gives_one() {
        let named = Provider::ALL.iter().filter_map(|one| Some((*one, one.idempotency_header()?)));
        let named: Vec<_> = named.collect();
        assert!(!named.is_empty());
        for (provider, name) in named {
            let told = caller(provider, &json!({})).unwrap();
            assert_eq!(told["idHeader"], name);
            let own = caller(provider, &json!({"headers": {name.to_uppercase(): "mine"}})).unwrap();
            assert!(own.get("idHeader").is_none(), "{own}");
        }
    }

    #[test]
    fn fields_of_the_same_name_are_one() {
        let told =
            caller(Provider::Sample, &json!({"headers": {"accept": "text/csv", "Accept": "x"}}));
        let expected = json!({"accept": "application/json, text/csv", "Accept": "x"});
        assert_eq!(told.unwrap()["headers"], expected);
    }
}
