//! One operation of a document, in the form in which it is called.

use serde_json::Value;

use crate::resolve;

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
    /// Whether it is sent with a body, be it empty.
    pub has_body: bool,
    /// How its list goes on.
    pub paging: Option<Paging>,
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
    /// The most items, for a list that has such a limit.
    pub max_items: Option<u64>,
    /// Its schema, with the description.
    pub schema: Value,
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

/// How a list goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Paging {
    /// By `page` and `limit`, with `meta`.
    Page,
    /// By `start_id`.
    StartId,
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
    let body = body_schema(document, value);
    let mut parameters = path_and_query(document, path, value)?;
    parameters.extend(body.map(|schema| body_parameters(document, schema)).unwrap_or_default());
    for (at, one) in parameters.iter().enumerate() {
        if parameters.iter().skip(at + 1).any(|other| other.name == one.name) {
            return Err(format!("the parameter {} is there twice", one.name));
        }
    }
    let further = body.and_then(|schema| schema.get("additionalProperties"));
    Ok(Operation {
        id: text("operationId").ok_or("there is no operationId")?,
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text("summary").ok_or("there is no summary")?,
        description: text("description").unwrap_or_default(),
        parameters,
        open: further.is_some_and(|further| *further != Value::Bool(false)),
        has_body: body.is_some(),
        paging: match text("x-portaria-paging").as_deref() {
            None => None,
            Some("page") => Some(Paging::Page),
            Some("start_id") => Some(Paging::StartId),
            Some(other) => return Err(format!("there is no paging by {other}")),
        },
        idempotent: method != "post" && method != "patch"
            || value.get("x-portaria-idempotent") == Some(&Value::Bool(true)),
        scope: text("x-portaria-scope"),
        edition: text("x-portaria-edition"),
        confidence: text("x-portaria-confidence"),
        answer: answer(document, value),
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
        max_items: max_items(document, &schema),
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

fn body_schema<'a>(document: &'a Value, value: &'a Value) -> Option<&'a Value> {
    let body = resolve(document, value.get("requestBody")?);
    Some(resolve(document, body.pointer("/content/application~1json/schema")?))
}

fn body_parameters(document: &Value, schema: &Value) -> Vec<Parameter> {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let properties = schema.get("properties").and_then(Value::as_object);
    properties
        .into_iter()
        .flatten()
        .map(|(name, schema)| Parameter {
            name: name.clone(),
            place: Place::Body,
            required: required.iter().any(|one| one == name),
            max_items: max_items(document, schema),
            schema: schema.clone(),
        })
        .collect()
}

fn max_items(document: &Value, schema: &Value) -> Option<u64> {
    resolve(document, schema).get("maxItems")?.as_u64()
}

/// The schema of the first answer in the 200s.
fn answer(document: &Value, value: &Value) -> Option<Value> {
    let answers = value.get("responses")?.as_object()?;
    let (_, success) = answers.iter().find(|(status, _)| status.starts_with('2'))?;
    resolve(document, success).pointer("/content/application~1json/schema").cloned()
}
