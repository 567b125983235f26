//! From an operation and its parameters to a request.

use super::params::{self, Params};
use super::worker_address;
use crate::error::{Error, Result};
use crate::http::base_url::BaseUrl;
use crate::http::{Method, Request, query};
use crate::providers::operation::{BodyKind, placeholder};
use crate::providers::{Credential, ListStyle, Operation, Provider};
use crate::secret::Secret;
use crate::text::text;

/// Shows the Worker that a request was made by a script of an allowed page: no form and no link can
/// send a header of this name.
pub const CLIENT_HEADER: &str = "x-portaria";

/// The header field in which a page in a frame of the platform's dashboard shows its session.
pub const FRAME_HEADER: &str = "x-portaria-frame";

/// Names, to the Worker, the account that a call is for, where its owner has several: its id, percent-encoded.
pub const ACCOUNT_HEADER: &str = "x-portaria-account";

/// The way that the calls of a client take.
#[derive(Debug)]
pub enum CallTarget {
    /// Through a Portaria Worker, which holds the credential.
    Via {
        /// The Worker's proxy and the instance: `/api/{instance}`.
        prefix: String,
    },
    /// Straight to the provider, with a credential of one's own. Not in a browser.
    Direct {
        /// The provider's address.
        base_url: BaseUrl,
        /// What authorizes.
        credential: Credential,
    },
}

/// A request, but for its body, which stays where it is.
#[derive(Debug)]
pub struct Plan {
    /// The request.
    pub request: Request,
    /// What makes the body; `None` where there is none.
    pub body: Option<Body>,
}

/// What makes a body.
#[derive(Debug)]
pub struct Body {
    /// How it travels.
    pub kind: BodyKind,
    /// The parameters in it.
    pub names: Vec<String>,
}

impl CallTarget {
    /// The route through a Worker.
    ///
    /// # Errors
    /// `invalid_argument` when the address is none of a Worker's proxy, or the name is none.
    pub fn via(via: &str, instance: &str) -> Result<Self> {
        let address = worker_address::check(via)?;
        if instance.is_empty() || !instance.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        {
            return Err(Error::invalid(
                "instance",
                "must be an instance's name: letters, digits and hyphens",
            ));
        }
        Ok(Self::Via { prefix: text![address, "/", instance] })
    }

    /// Plans a call, all of it.
    ///
    /// # Errors
    /// As [`below`] and [`Self::common`].
    pub fn plan(
        &self,
        provider: Provider,
        operation: &Operation,
        params: &impl Params,
    ) -> Result<Plan> {
        let mut plan = below(provider, self.base(), operation, params, None)?;
        match self {
            Self::Via { .. } => plan.request.headers.add(CLIENT_HEADER, "1"),
            Self::Direct { credential, .. } => credential.authorize(&mut plan.request),
        }?;
        Ok(plan)
    }

    /// What all calls have in common: a request of which the path is missing.
    ///
    /// # Errors
    /// `invalid_argument` when the credential cannot travel.
    pub fn common(&self) -> Result<Request> {
        match self {
            Self::Via { prefix } => {
                let mut common = Request::new(Method::Get, prefix.clone());
                common.headers.add(CLIENT_HEADER, "1")?;
                Ok(common)
            }
            Self::Direct { base_url, credential } => authorized(base_url.as_str(), credential),
        }
    }

    /// The address that paths are added to.
    #[must_use]
    pub fn base(&self) -> &str {
        match self {
            Self::Via { prefix } => prefix,
            Self::Direct { base_url, .. } => base_url.as_str(),
        }
    }

    /// The secret that this route's requests carry: it may not show in an error.
    #[must_use]
    pub fn secrets(&self) -> Vec<&Secret> {
        match self {
            Self::Via { .. } => Vec::new(),
            Self::Direct { credential, .. } => vec![credential.secret()],
        }
    }
}

/// What all calls to an address have in common, with a credential that they carry.
///
/// # Errors
/// `invalid_argument` when it cannot travel.
pub fn authorized(base: &str, credential: &Credential) -> Result<Request> {
    let mut common = Request::new(Method::Get, base.to_owned());
    credential.authorize(&mut common)?;
    Ok(common)
}

/// Plans a call that no document describes, below an address; its body is the parameter `body`, if there is one.
///
/// # Errors
/// `invalid_argument` for a path that is none of the API's, or what cannot travel in a query.
pub fn undescribed(
    provider: Provider,
    base: &str,
    method: Method,
    path: &str,
    query: &impl Params,
    has_body: bool,
) -> Result<Plan> {
    let paths = provider.undescribed();
    if !paths.fit(path) {
        let example = paths.example;
        return Err(Error::invalid(
            "path",
            text![
                "must be one of the API's, such as \"",
                example,
                "\", without the query, which goes apart"
            ],
        ));
    }
    let mut url = text![base, path];
    for name in query.names() {
        add_all(&mut url, name, query, provider.query_lists())?;
    }
    let mut request = Request::new(method, url);
    if has_body {
        request.headers.add("content-type", "application/json")?;
    }
    let body = Body { kind: BodyKind::Whole, names: vec!["body".into()] };
    Ok(Plan { request, body: has_body.then_some(body) })
}

/// Plans a call below an address, without what its caller's calls have in common. `extra` are members that the description lacks: they
/// travel in the body, or, where there is none, in the query.
///
/// # Errors
/// `invalid_argument` when a parameter is missing, unknown, too long or of a type that cannot travel
/// where it must.
pub fn below<P: Params>(
    provider: Provider,
    base: &str,
    operation: &Operation,
    params: &P,
    extra: Option<&P>,
) -> Result<Plan> {
    params::check(operation, params)?;
    let lists = provider.query_lists();
    let mut url = base.to_owned();
    let mut left = params.names().count();
    for part in operation.segments().into_iter().skip(1) {
        url.push('/');
        match placeholder(part) {
            Some((name, ending)) => {
                url.push_str(&segment(name, params)?);
                url.push_str(ending);
            }
            None => url.push_str(part),
        }
    }
    for parameter in operation.in_query() {
        if left == 0 {
            break; // most of many are not given
        }
        if !params.names().any(|one| one == parameter.name) {
            continue;
        }
        left -= 1;
        if parameter.many {
            add_all(&mut url, parameter.name, params, lists)?;
        } else {
            add(&mut url, parameter.name, scalar(parameter.name, params)?);
        }
    }
    let extra_names = extra.map(|extra| extra_names(operation, extra)).transpose()?;
    if let (Some(names), Some(extra), None) = (&extra_names, extra, operation.body_kind()) {
        for name in names {
            add_all(&mut url, name, extra, lists)?;
        }
    }
    let mut request = Request::new(operation.method, url);
    let body = operation.body_kind().map(|kind| {
        let elsewhere = |name: &str| {
            operation.in_path().any(|one| one == name)
                || operation.in_query().any(|one| one.name == name)
        };
        let names = params.names().filter(|name| !elsewhere(name)).map(str::to_owned);
        Body { kind, names: names.chain(extra_names.into_iter().flatten()).collect() }
    });
    // A form's type names its boundary, which is the host's to make.
    if body.as_ref().is_some_and(|body| body.kind != BodyKind::Multipart) {
        request.headers.add("content-type", "application/json")?;
    }
    Ok(Plan { request, body })
}

/// Adds a query to that of a URL.
pub fn add_query(url: &mut String, query: &str) {
    if !query.is_empty() {
        url.push(if url.as_bytes().contains(&b'?') { '&' } else { '?' });
        url.push_str(query);
    }
}

/// The URL of a list's further pages, but for the value at its end that says where a page begins; `start` is the name of that
/// parameter.
#[must_use]
pub fn page_stem(url: &str, start: &str) -> String {
    let mut stem = String::new();
    for field in query::split(url) {
        if query::value_of(field, start).is_none() {
            stem.push_str(field);
            stem.push(if stem.as_bytes().contains(&b'?') { '&' } else { '?' });
        }
    }
    text![stem, start, "="]
}

/// The names of members that the description lacks. One that it has is a parameter.
fn extra_names(operation: &Operation, extra: &impl Params) -> Result<Vec<String>> {
    if operation.body_kind() == Some(BodyKind::Whole) {
        return Err(Error::invalid("extra", "has no place: the body is a list"));
    }
    let known = extra.names().find(|name| operation.takes(name));
    match known {
        Some(name) => {
            Err(Error::invalid(name, "is a parameter of this operation: it does not go into extra"))
        }
        None => Ok(extra.names().map(str::to_owned).collect()),
    }
}

/// Adds a value to the query: a field, or several, where it is a list or an object.
fn add_all(url: &mut String, name: &str, params: &impl Params, lists: ListStyle) -> Result<()> {
    match params.fields(name, lists) {
        Some(fields) => fields.iter().for_each(|(name, value)| add(url, name, value)),
        None => add(url, name, scalar(name, params)?),
    }
    Ok(())
}

/// Adds a field to the query.
fn add(url: &mut String, name: &str, value: &str) {
    url.push(if url.as_bytes().contains(&b'?') { '&' } else { '?' });
    query::push_field(url, name, value);
}

fn scalar<'a>(name: &str, params: &'a impl Params) -> Result<&'a str> {
    params.scalar(name).ok_or_else(|| Error::invalid(name, "must be a text, a number or a boolean"))
}

/// A value as one segment of a path: never one that leaves it.
fn segment(name: &str, params: &impl Params) -> Result<String> {
    let value = scalar(name, params)?;
    if value.is_empty() || value == "." || value == ".." {
        return Err(Error::invalid(name, "must be an id"));
    }
    Ok(query::encode_component(value))
}

#[cfg(test)]
mod tests {
    use super::super::params::tests::params;
    use super::*;
    use crate::error::Code;
    use crate::http::base_url::Reach;
    use crate::providers::Provider;
    use serde_json::{Value, json};

    fn direct(id: &str, value: &Value) -> Result<Plan> {
        let base_url = BaseUrl::parse("https://sample.example.com/api", Reach::Public).unwrap();
        let credential = Provider::Sample.credential_of_token(Secret::new("canary"));
        let target = CallTarget::Direct { base_url, credential };
        target.plan(
            Provider::Sample,
            &Provider::Sample.operations().by_id(id).unwrap(),
            &params(value),
        )
    }

    #[test]
    fn each_parameter_travels_where_the_wire_wants_it() {
        let plan = direct(
            "tickets.update",
            &json!({"listId": 3, "listItemId": "a/b", "title": "x", "text1": null}),
        )
        .unwrap();
        assert_eq!(plan.request.method, Method::Put);
        assert_eq!(
            plan.request.url,
            "https://sample.example.com/api/team/ticket-lists/3/update/a%2Fb"
        );
        let mut body = plan.body.unwrap().names;
        body.sort();
        assert_eq!(body, ["text1", "title"]);
        assert_eq!(plan.request.headers.get("content-type"), Some("application/json"));
        assert_eq!(plan.request.headers.get("authorization"), Some("Bearer canary"));
        assert_eq!(plan.request.headers.get("accept"), Some("application/json"));

        let plan = direct("flowTags.list", &json!({"name": "vip & co", "page": 2})).unwrap();
        assert_eq!(
            plan.request.url,
            "https://sample.example.com/api/flow/tags?page=2&name=vip%20%26%20co"
        );
        assert!(plan.body.is_none() && plan.request.headers.get("content-type").is_none());

        let plan = direct("flowTags.delete", &json!({"tag_ns": "f1t2"})).unwrap();
        assert_eq!(
            (plan.request.method, plan.body.unwrap().names),
            (Method::Delete, vec!["tag_ns".to_owned()])
        );

        let plan = direct("templates.list", &json!({"limit": 5})).unwrap();
        assert_eq!(
            (plan.request.method, plan.request.url.as_str()),
            (Method::Post, "https://sample.example.com/api/template/list?limit=5")
        );
    }

    #[test]
    fn a_list_s_further_pages_differ_in_the_end_of_their_urls() {
        for (url, expected) in [
            ("/x", "/x?page="),
            ("/x?page=2", "/x?page="),
            ("/x?page=2&limit=5", "/x?limit=5&page="),
            ("/x?name=page%3D&pages=1", "/x?name=page%3D&pages=1&page="),
            ("/x?page=2&limit=5&token=a%26", "/x?limit=5&token=a%26&page="),
        ] {
            assert_eq!(page_stem(url, "page"), expected, "{url}");
        }
    }

    #[test]
    fn what_a_caller_adds_to_a_query_comes_last() {
        for (url, added, expected) in [
            ("/x", "", "/x"),
            ("/x", "token=a", "/x?token=a"),
            ("/x?y=1", "token=a", "/x?y=1&token=a"),
        ] {
            let mut whole = url.to_owned();
            add_query(&mut whole, added);
            assert_eq!(whole, expected);
        }
    }

    #[test]
    fn lists_travel_in_a_query_as_the_platform_reads_them() {
        let given = json!({"query": "a", "ids": [1, "b&c"]});
        let expected = |lists| match lists {
            ListStyle::Repeated => "/api/v1/records/search.json?query=a&ids=1&ids=b%26c",
            ListStyle::Brackets => {
                "/api/v1/records/search.json?query=a&ids%5B%5D=1&ids%5B%5D=b%26c"
            }
        };
        let operation = Provider::Sample.operations().by_id("records.search").unwrap();
        for provider in Provider::ALL.iter().copied() {
            let plan = below(provider, "", &operation, &params(&given), None).unwrap();
            assert_eq!(plan.request.url, expected(provider.query_lists()));
            let path = provider.undescribed().example;
            let query = params(&json!({"ids": ["x", "y"], "of[]": [1], "route": {"UA": "a"}}));
            let url =
                undescribed(provider, "", Method::Get, path, &query, false).unwrap().request.url;
            let ids = match provider.query_lists() {
                ListStyle::Repeated => "ids=x&ids=y",
                ListStyle::Brackets => "ids%5B%5D=x&ids%5B%5D=y",
            };
            assert_eq!(url, format!("{path}?{ids}&of%5B%5D=1&route%5BUA%5D=a"));
        }
    }

    #[test]
    fn members_that_the_description_lacks_travel_where_the_others_do() {
        let plan = |id: &str, given: Value, extra: Value| {
            let operation = Provider::Sample.operations().by_id(id).unwrap();
            below(Provider::Sample, "", &operation, &params(&given), Some(&params(&extra)))
        };
        let extra = json!({"send_as_agent": 1});
        let body = plan("flowTags.create", json!({"name": "a"}), extra.clone()).unwrap();
        assert_eq!(body.body.unwrap().names, ["name", "send_as_agent"]);
        assert_eq!(body.request.url, "/flow/create-tag");
        let query = plan("flowTags.list", json!({"page": 2}), json!({"a": 1, "b": [2]})).unwrap();
        assert_eq!(query.request.url, "/flow/tags?page=2&a=1&b=2");
        for (id, given, extra, named) in [
            ("flowTags.create", json!({"nam": "a"}), extra, "did you mean name?"),
            ("flowTags.create", json!({"name": "a"}), json!({"name": "b"}), "name is a parameter"),
            ("flowTags.list", json!({}), json!({"a": [[1]]}), "a must be a text"),
        ] {
            let error = plan(id, given, extra).unwrap_err();
            assert_eq!(error.code(), Code::InvalidArgument);
            assert!(error.details().message.contains(named), "{error}");
        }
    }

    #[test]
    fn what_cannot_travel_is_refused() {
        for (id, value) in [
            ("flowTags.list", json!({"name": ["a"]})),
            ("flowTags.list", json!({"name": {"a": 1}})),
            ("flowTags.list", json!({"name": null})),
            ("shop.orders.get", json!({"orderId": ""})),
            ("shop.orders.get", json!({"orderId": ".."})),
            ("shop.orders.get", json!({"orderId": [1]})),
        ] {
            assert_eq!(
                direct(id, &value).unwrap_err().code(),
                Code::InvalidArgument,
                "{id} {value}"
            );
        }
        let escaped = direct("shop.orders.get", &json!({"orderId": "../../me?x#y"})).unwrap();
        assert_eq!(
            escaped.request.url,
            "https://sample.example.com/api/shop/orders/..%2F..%2Fme%3Fx%23y/get-info"
        );
    }

    #[test]
    fn a_call_goes_through_the_worker_or_straight() {
        let me = Provider::Sample.operations().by_id("me.get").unwrap();
        let via = CallTarget::via("/api/", "other")
            .unwrap()
            .plan(Provider::Sample, &me, &params(&json!({})))
            .unwrap();
        assert_eq!(via.request.url, "/api/other/me");
        assert_eq!(via.request.headers.get("X-Portaria"), Some("1"));
        let base_url = BaseUrl::parse("https://a.example", Reach::Public).unwrap();
        let credential = Provider::Sample.credential_of_token(Secret::new("t"));
        let direct = CallTarget::Direct { base_url, credential }
            .plan(Provider::Sample, &me, &params(&json!({})))
            .unwrap();
        assert_eq!(direct.request.url, "https://a.example/me");
        assert_eq!(direct.request.headers.get("authorization"), Some("Bearer t"));
    }

    #[test]
    fn a_route_that_leads_elsewhere_is_refused() {
        assert!(CallTarget::via("//evil.example/api", "sample").is_err());
        assert!(CallTarget::via("/api", "../x").is_err());
    }
}
