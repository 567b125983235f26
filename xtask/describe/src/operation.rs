//! One operation of a document, in the form in which it is called.

use serde_json::Value;

use crate::nesting::nesting;
use crate::resolve;
use crate::table_marks::{list, style};

/// Something that can be called.
#[derive(Debug)]
pub struct Operation {
    /// `resource.verb`, or `group.resource.verb`.
    pub id: String,
    /// The method, in capitals.
    pub method: String,
    /// The path template.
    pub path: String,
    /// What it does, in a sentence.
    pub summary: String,
    /// More to know.
    pub description: String,
    /// The flat parameters: of the path in its order, then the query's, then the body's.
    pub parameters: Vec<Parameter>,
    /// Whether the body takes further names than those described.
    pub open: bool,
    /// How its body travels, if it has one.
    pub body: Option<Body>,
    /// How its list goes on.
    pub paging: Option<Paging>,
    /// The member of the answer that holds one record, maybe in a list of one.
    pub one: Option<String>,
    /// What its answer is.
    pub gives: Gives,
    /// What an answer looks like that callers can rely on.
    pub shape: Option<Shape>,
    /// Whether sending it twice does what sending it once does.
    pub idempotent: bool,
    /// The permission that it needs.
    pub scope: Option<String>,
    /// The provider's edition that brought it.
    pub edition: Option<String>,
    /// How sure the description is: `documented` unless it says otherwise.
    pub confidence: Option<String>,
    /// The schema of the successful answer.
    pub answer: Option<Value>,
}

/// One flat parameter.
#[derive(Debug)]
pub struct Parameter {
    /// The wire's name.
    pub name: String,
    /// Where it travels.
    pub place: Place,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it may be a list or an object, in a query.
    pub many: bool,
    /// The most items, for a list that has such a limit.
    pub max_items: Option<u64>,
    /// How its value may be nested, in a body ([`crate::nesting`]).
    pub nesting: String,
    /// Its schema, with the description.
    pub schema: Value,
}

/// The shape of an answer: installations of one platform send some answers bare that others send within `data`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shape {
    /// A list.
    List,
    /// A list in `data`.
    ListInData,
    /// An object with members of its own.
    One,
    /// The same in `data`.
    OneInData,
}

/// Where a parameter travels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// In the JSON body.
    Body,
    /// In the path.
    Path,
    /// In the query.
    Query,
}

/// How a body travels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Body {
    /// As a JSON object of the parameters.
    Json,
    /// As `multipart/form-data` (RFC 7578), with files.
    Multipart,
    /// As JSON, of the one parameter's value alone.
    Whole,
}

/// What an answer is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Gives {
    /// A file.
    File,
    /// JSON.
    Json,
    /// Nothing that is described: JSON, or an empty body.
    Nothing,
}

/// How a list goes on.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Paging {
    /// Its style.
    pub style: Style,
    /// Where the items are in the answer, unless that is a list itself: names joined by dots.
    pub items: String,
    /// Where the next cursor is: in the last item, or, after a leading dot, in the answer.
    pub cursor: Option<String>,
    /// Items on a page where nothing is said.
    pub default: Option<u64>,
    /// The most items on a page.
    pub maximum: Option<u64>,
}

/// The styles of paging; named after their parameters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Style {
    /// `limit` and `offset`.
    LimitOffset,
    /// `page` and `per_page`, with the next page's address.
    NextPage,
    /// `page` and `limit`, with `meta`.
    Page,
    /// `search_after`, and `size`.
    SearchAfter,
    /// `size` and `skip`.
    SizeSkip,
    /// `start` and `count`.
    StartCount,
    /// `start_id`.
    StartId,
    /// `start` and `limit`.
    StartLimit,
}

impl Style {
    /// With their names in documents.
    const ALL: [(Self, &'static str); 8] = [
        (Self::LimitOffset, "limit-offset"),
        (Self::NextPage, "next-page"),
        (Self::Page, "page"),
        (Self::SearchAfter, "search-after"),
        (Self::SizeSkip, "size-skip"),
        (Self::StartCount, "start-count"),
        (Self::StartId, "start_id"),
        (Self::StartLimit, "start-limit"),
    ];

    /// Its mark in tables.
    #[must_use]
    pub const fn mark(self) -> char {
        match self {
            Self::LimitOffset => style::LIMIT_OFFSET,
            Self::NextPage => style::NEXT_PAGE,
            Self::Page => style::PAGE,
            Self::SearchAfter => style::SEARCH_AFTER,
            Self::SizeSkip => style::SIZE_SKIP,
            Self::StartCount => style::START_COUNT,
            Self::StartId => style::START_ID,
            Self::StartLimit => style::START_LIMIT,
        }
    }
}

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

pub(crate) fn read_all(document: &Value) -> Result<Vec<Operation>, String> {
    let paths = document.get("paths").and_then(Value::as_object).ok_or("there are no paths")?;
    let mut operations = Vec::new();
    for (path, item) in paths {
        for method in METHODS {
            if let Some(value) = item.get(method) {
                let read = read(document, path, method, value);
                operations.push(read.map_err(|error| format!("{method} {path}: {error}"))?);
            }
        }
    }
    Ok(operations)
}

fn read(document: &Value, path: &str, method: &str, value: &Value) -> Result<Operation, String> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let body = body(document, value)?;
    let mut parameters = path_and_query(document, path, value)?;
    if let Some((kind, schema)) = body {
        parameters.extend(body_parameters(document, kind, schema));
    }
    for (at, one) in parameters.iter().enumerate() {
        if parameters.iter().skip(at + 1).any(|other| other.name == one.name) {
            return Err(format!("the parameter {} is there twice", one.name));
        }
    }
    let further = body.and_then(|(_, schema)| schema.get("additionalProperties"));
    Ok(Operation {
        id: text("operationId").ok_or("there is no operationId")?,
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text("summary").ok_or("there is no summary")?,
        description: text("description").unwrap_or_default(),
        open: further.is_some_and(|further| *further != Value::Bool(false)),
        body: body.map(|(kind, _)| kind),
        paging: paging(value, &parameters)?,
        one: text("x-portaria-one"),
        gives: gives(document, value),
        idempotent: value
            .get("x-portaria-idempotent")
            .and_then(Value::as_bool)
            .unwrap_or(method != "post" && method != "patch"),
        scope: text("x-portaria-scope"),
        edition: text("x-portaria-edition"),
        confidence: text("x-portaria-confidence"),
        shape: shape(document, answer(document, value).as_ref()),
        answer: answer(document, value),
        parameters,
    })
}

/// Those of the path in the template's order, then the query's as written.
fn path_and_query(document: &Value, path: &str, value: &Value) -> Result<Vec<Parameter>, String> {
    let written = value.get("parameters").and_then(Value::as_array).cloned().unwrap_or_default();
    let written: Vec<_> = written.iter().map(|one| resolve(document, one)).collect();
    let find = |place: &str| {
        let of_place =
            written.iter().filter(move |one| one.get("in").and_then(Value::as_str) == Some(place));
        of_place.map(|one| parameter(document, one)).collect::<Result<Vec<_>, _>>()
    };
    let mut in_path = find("path")?;
    in_path.sort_by_key(|one| path.find(&format!("{{{}}}", one.name)));
    let named = path.matches('{').count();
    if in_path.len() != named
        || in_path.iter().any(|one| !path.contains(&format!("{{{}}}", one.name)))
    {
        return Err("the path and its parameters differ".into());
    }
    in_path.extend(find("query")?);
    Ok(in_path)
}

fn parameter(document: &Value, value: &Value) -> Result<Parameter, String> {
    let name =
        value.get("name").and_then(Value::as_str).ok_or("a parameter has no name")?.to_owned();
    let mut schema = value.get("schema").cloned().unwrap_or_default();
    if let (Some(schema), Some(description)) = (schema.as_object_mut(), value.get("description")) {
        schema.insert("description".into(), description.clone());
    }
    Ok(Parameter {
        many: is_many(resolve(document, &schema)),
        max_items: max_items(document, &schema),
        nesting: String::new(),
        place: if value.get("in").and_then(Value::as_str) == Some("path") {
            Place::Path
        } else {
            Place::Query
        },
        required: value.get("required") == Some(&Value::Bool(true)),
        name,
        schema,
    })
}

/// The kind of the body and its schema.
fn body<'a>(document: &'a Value, value: &'a Value) -> Result<Option<(Body, &'a Value)>, String> {
    let Some(body) = value.get("requestBody") else { return Ok(None) };
    let content = resolve(document, body).get("content").ok_or("the body has no content")?;
    let schema = |media: &str| Some(resolve(document, content.get(media)?.get("schema")?));
    if let Some(schema) = schema("multipart/form-data") {
        return Ok(Some((Body::Multipart, schema)));
    }
    let schema = schema("application/json").ok_or("the body is neither JSON nor a form")?;
    let is_whole = schema.get("x-portaria-parameter").is_some();
    Ok(Some((if is_whole { Body::Whole } else { Body::Json }, schema)))
}

fn body_parameters(document: &Value, kind: Body, schema: &Value) -> Vec<Parameter> {
    if let (Body::Whole, Some(name)) = (kind, schema.get("x-portaria-parameter")) {
        return vec![Parameter {
            name: name.as_str().unwrap_or_default().to_owned(),
            place: Place::Body,
            required: true,
            many: false,
            max_items: max_items(document, schema),
            nesting: nesting(document, schema),
            schema: schema.clone(),
        }];
    }
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .map(|(name, schema)| Parameter {
            name: name.clone(),
            place: Place::Body,
            required: required.iter().any(|one| one == name),
            many: false,
            max_items: max_items(document, schema),
            // What a form holds is text or a file.
            nesting: if kind == Body::Json { nesting(document, schema) } else { String::new() },
            schema: schema.clone(),
        })
        .collect()
}

fn is_many(schema: &Value) -> bool {
    let is = |name: &str| {
        let one = schema.get("type");
        one.and_then(Value::as_str) == Some(name)
            || one.and_then(Value::as_array).is_some_and(|all| all.iter().any(|one| one == name))
    };
    is("array") || is("object")
}

fn paging(value: &Value, parameters: &[Parameter]) -> Result<Option<Paging>, String> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let Some(name) = text("x-portaria-paging") else { return Ok(None) };
    let (style, _) = Style::ALL
        .into_iter()
        .find(|(_, one)| *one == name)
        .ok_or_else(|| format!("there is no paging by {name}"))?;
    let (_, size) = style::parameters(style.mark()).unwrap_or_default();
    let size = parameters.iter().find(|one| one.name == size);
    let number = |word: &str| size?.schema.get(word)?.as_u64();
    Ok(Some(Paging {
        style,
        items: text("x-portaria-items").unwrap_or(list::ITEMS).to_owned(),
        cursor: text("x-portaria-cursor").map(str::to_owned),
        default: number("default"),
        maximum: number("maximum"),
    }))
}

fn max_items(document: &Value, schema: &Value) -> Option<u64> {
    resolve(document, schema).get("maxItems")?.as_u64()
}

/// The content of the first answer in the 200s.
fn success<'a>(document: &'a Value, value: &'a Value) -> Option<&'a Value> {
    let answers = value.get("responses")?.as_object()?;
    let (_, success) = answers.iter().find(|(status, _)| status.starts_with('2'))?;
    resolve(document, success).get("content")
}

fn gives(document: &Value, value: &Value) -> Gives {
    match success(document, value).and_then(Value::as_object) {
        None => Gives::Nothing,
        Some(content) if content.contains_key("application/json") => Gives::Json,
        Some(_) => Gives::File,
    }
}

/// The schema of the successful answer.
fn answer(document: &Value, value: &Value) -> Option<Value> {
    success(document, value)?.pointer("/application~1json/schema").cloned()
}

/// The shape of an answer, where its schema tells one.
fn shape(document: &Value, answer: Option<&Value>) -> Option<Shape> {
    let schema = resolve(document, answer?);
    let is = |schema: &Value, kind: &str| schema.get("type").and_then(Value::as_str) == Some(kind);
    let has_members = |schema: &Value| schema.get("properties").is_some();
    if is(schema, "array") {
        return Some(Shape::List);
    }
    let Some(data) = schema.pointer("/properties/data") else {
        return (is(schema, "object") && has_members(schema)).then_some(Shape::One);
    };
    let data = resolve(document, data);
    if is(data, "array") {
        Some(Shape::ListInData)
    } else {
        (is(data, "object") && has_members(data)).then_some(Shape::OneInData)
    }
}
