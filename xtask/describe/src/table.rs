//! The compact form in which operations travel in wasm: a line each, read where it lies.
//!
//! Operations whose ids differ in the last word are a group: `@` and the words they share, a tab, and the beginning that their
//! paths share. Then a line each: `verb ⇥ method and the rest of the path ⇥ flags ⇥ query names ⇥ body names`; tabs at the end are left
//! out. Groups are in the order of their words, lines in that of their verbs. A segment of a path that is one of the id's words is
//! written as that word's number, counted from 0. Names are separated by spaces; one that may be a list or an object in a query ends in `*`, a required one in `!`, one
//! with a limit of items in `#limit`. A colon and its nesting follow in a body, unless it is a single value (`nesting.rs`).
//!
//! Flags, methods and the marks at names are in [`crate::table_marks`]. A list's style is the first of its flags.
//!
//! The member that holds the one record is a sixth part. A list whose items are elsewhere than in `data`, or whose pages have a cursor or known sizes, has one too: the
//! place of the items, `>` the cursor's, `=` the default size, `#` the largest, in this order and each where it is known.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::table_marks::{flag, list, method, parameter};
use crate::{Body, Gives, Operation, Paging, Parameter, Place, Shape, Style};

/// The table of these operations.
#[must_use]
pub fn table(operations: &[Operation]) -> String {
    let mut groups: BTreeMap<Vec<&str>, Vec<&Operation>> = BTreeMap::new();
    for operation in operations {
        groups.entry(words(operation)).or_default().push(operation);
    }
    groups.into_iter().map(|(words, operations)| group(&words, &operations)).collect()
}

/// The words of an id but for the last, the verb.
fn words(operation: &Operation) -> Vec<&str> {
    let mut words: Vec<_> = operation.id.split('.').collect();
    words.pop();
    words
}

fn group(words: &[&str], operations: &[&Operation]) -> String {
    let paths: Vec<_> = operations.iter().map(|operation| operation.path.as_str()).collect();
    let shared = shared(&paths);
    let mut lines = format!("@{}\t{}\n", words.join("."), numbered(shared, words));
    for operation in operations {
        let all: Vec<_> = operation.id.split('.').collect();
        let rest = operation.path.strip_prefix(shared).unwrap_or(&operation.path);
        lines.push_str(&line(operation, &all, rest));
    }
    lines
}

/// The longest beginning of whole segments, its slash included.
fn shared<'a>(paths: &[&'a str]) -> &'a str {
    let Some((first, others)) = paths.split_first() else { return "" };
    let ends = first.match_indices('/').map(|(at, _)| at + 1);
    let beginning = |end: &usize| first.get(..*end).unwrap_or_default();
    let is_shared = |end: &usize| others.iter().all(|other| other.starts_with(beginning(end)));
    ends.take_while(is_shared).last().map_or("", |end| beginning(&end))
}

/// A path with the numbers of the words in it.
fn numbered(path: &str, words: &[&str]) -> String {
    let number = |part: &str| words.iter().position(|word| *word == part);
    let parts = path.split('/');
    parts
        .map(|part| number(part).map_or_else(|| part.to_owned(), |number| number.to_string()))
        .collect::<Vec<_>>()
        .join("/")
}

fn line(operation: &Operation, words: &[&str], rest: &str) -> String {
    let method = match operation.method.as_str() {
        "DELETE" => method::DELETE,
        "PATCH" => method::PATCH,
        "POST" => method::POST,
        "PUT" => method::PUT,
        _ => method::GET,
    };
    let mut flags = String::new();
    flags.extend(operation.paging.as_ref().map(|paging| paging.style.mark()));
    flags.extend(operation.idempotent.then_some(flag::IDEMPOTENT));
    flags.extend(operation.body.map(|body| match body {
        Body::Json => flag::JSON_BODY,
        Body::Multipart => flag::MULTIPART_BODY,
        Body::Whole => flag::WHOLE_BODY,
    }));
    flags.extend(operation.open.then_some(flag::OPEN_BODY));
    flags.extend(match operation.gives {
        Gives::File => Some(flag::FILE),
        Gives::Json => None,
        Gives::Nothing => Some(flag::NOTHING),
    });
    flags.extend(operation.one.as_ref().map(|_| flag::RECORD));
    flags.extend(shape(operation));
    let list = match (&operation.one, &operation.paging) {
        (Some(member), _) => format!("\t{member}"),
        (None, Some(paging)) => list(paging),
        (None, None) => String::new(),
    };
    let line = format!(
        "{}\t{method}{}\t{flags}\t{}\t{}{list}",
        words.last().unwrap_or(&""),
        numbered(rest, words),
        names(operation, Place::Query),
        names(operation, Place::Body),
    );
    format!("{}\n", line.trim_end_matches('\t'))
}

/// The mark for the shape of its answer. That an answer is a plain object matters only where one thing is asked for.
fn shape(operation: &Operation) -> Option<char> {
    let verb = operation.id.rsplit('.').next().unwrap_or_default();
    match operation.shape? {
        _ if operation.one.is_some() => None,
        Shape::List => Some(flag::LIST),
        Shape::ListInData => Some(flag::LIST_IN_DATA),
        Shape::OneInData => Some(flag::ONE_IN_DATA),
        Shape::One => verb.starts_with("get").then_some(flag::ONE),
    }
}

/// What is special about a list.
fn list(paging: &Paging) -> String {
    let mut words = Vec::new();
    words.extend((paging.items != list::ITEMS).then(|| paging.items.clone()));
    words.extend(paging.cursor.as_ref().map(|cursor| format!("{}{cursor}", list::CURSOR)));
    // Those that count their pages say themselves where they end.
    if !matches!(paging.style, Style::Page | Style::StartId) {
        words.extend(paging.default.map(|default| format!("{}{default}", list::DEFAULT_SIZE)));
        words.extend(paging.maximum.map(|maximum| format!("{}{maximum}", list::MAX_SIZE)));
    }
    if words.is_empty() { String::new() } else { format!("\t{}", words.join(" ")) }
}

fn names(operation: &Operation, place: Place) -> String {
    let of_place = operation.parameters.iter().filter(|one| one.place == place);
    of_place.map(name).collect::<Vec<_>>().join(" ")
}

fn name(parameter: &Parameter) -> String {
    let mut name = parameter.name.clone();
    let is_many = parameter.many && parameter.place == Place::Query;
    name.extend(is_many.then_some(parameter::MANY));
    name.extend(parameter.required.then_some(parameter::REQUIRED));
    if let Some(limit) = parameter.max_items {
        let _ = write!(name, "{}{limit}", parameter::MAX_ITEMS);
    }
    if !parameter.nesting.is_empty() {
        name.push(parameter::NESTING);
        name.push_str(&parameter.nesting);
    }
    name
}

#[cfg(test)]
mod tests {
    use crate::{Document, table};

    #[test]
    fn an_operation_is_a_line() {
        let yaml = r#"
paths:
  /lists/{listId}/items/{id}:
    delete:
      operationId: items.remove
      summary: Removes.
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer } }
        - { name: listId, in: path, required: true, schema: { type: integer } }
        - { name: why, in: query, schema: { type: string } }
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [data]
              properties: { data: { type: array, maxItems: 20 }, note: { type: string } }
  /items:
    get:
      operationId: items.list
      summary: Lists.
      x-portaria-paging: page
      parameters: [{ name: page, in: query, schema: { type: integer } }]
    post:
      operationId: items.addAll
      summary: Adds.
      requestBody:
        content: { application/json: { schema: { type: array, x-portaria-parameter: items, items: { type: string } } } }
      responses: { "204": { description: Done. } }
  /file:
    post:
      operationId: file.swap
      summary: Swaps.
      x-portaria-idempotent: true
      parameters: [{ name: ids, in: query, required: true, schema: { type: array } }]
      requestBody:
        content: { multipart/form-data: { schema: { type: object, properties: { file: { type: string, format: binary } } } } }
      responses: { "200": { description: A., content: { application/octet-stream: { schema: { type: string } } } } }
  /log:
    get:
      operationId: log.list
      summary: Lists.
      x-portaria-paging: limit-offset
      x-portaria-items: data.rows
      x-portaria-idempotent: false
      parameters:
        - { name: offset, in: query, schema: { type: integer } }
        - { name: limit, in: query, schema: { type: integer, default: 20, maximum: 100 } }
      responses: { "200": { description: A., content: { application/json: { schema: { type: object } } } } }
"#;
        let document = Document::parse(yaml).unwrap();
        assert_eq!(
            table(&document.operations),
            "@file\t/\n\
             swap\tP0\timf\tids*!\tfile\n\
             @items\t/\n\
             addAll\tP0\twe\t\titems!:[]\n\
             list\tG0\tpie\tpage\n\
             remove\tDlists/{listId}/0/{id}\tibe\twhy\tdata!#20:[?] note\n\
             @log\t/\n\
             list\tG0\tl\toffset limit\t\tdata.rows =20 #100\n"
        );
        let names: Vec<_> =
            document.operations[3].parameters.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["listId", "id", "why", "data", "note"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let cases = [
            ("{}", "no paths"),
            ("paths: {/a: {get: {summary: A.}}}", "get /a: there is no operationId"),
            ("paths: {/a: {get: {operationId: a.b}}}", "no summary"),
            (
                "paths: {'/a/{b}': {get: {operationId: a.b, summary: A.}}}",
                "the path and its parameters differ",
            ),
            (
                "paths: {/a: {get: {operationId: a.b, summary: A., x-portaria-paging: cursor}}}",
                "no paging by cursor",
            ),
            (
                "paths: {/a: {get: {operationId: a.b, summary: A.}, put: {operationId: a.b, summary: A.}}}",
                "a.b is there twice",
            ),
        ];
        for (yaml, expected) in cases {
            let error = Document::parse(yaml).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
    }
}
