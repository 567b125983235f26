//! The compact form in which operations travel in wasm: a line each, read where it lies.
//!
//! `id ⇥ method and path ⇥ flags ⇥ query names ⇥ body names`, the lines in the order of the ids. A method is
//! its first letter but for `PATCH`, which is `A`, and `PUT`, which is `U`; a required name ends in `!`, one with a limit of items
//! in `#limit`; names are separated by spaces. Flags: `p` paged by page, `s` by start_id, `i` idempotent, `b`
//! sent with a body, `o` the body takes further names.

use crate::{Operation, Paging, Parameter, Place};

/// The table of these operations.
#[must_use]
pub fn table(operations: &[Operation]) -> String {
    operations.iter().map(line).collect()
}

fn line(operation: &Operation) -> String {
    let method = match operation.method.as_str() {
        "PATCH" => "A",
        "PUT" => "U",
        other => other.get(..1).unwrap_or_default(),
    };
    let flags: String = [
        (operation.paging == Some(Paging::Page), 'p'),
        (operation.paging == Some(Paging::StartId), 's'),
        (operation.idempotent, 'i'),
        (operation.has_body, 'b'),
        (operation.open, 'o'),
    ]
    .into_iter()
    .filter_map(|(set, flag)| set.then_some(flag))
    .collect();
    format!(
        "{}\t{method}{}\t{flags}\t{}\t{}\n",
        operation.id,
        operation.path,
        names(operation, Place::Query),
        names(operation, Place::Body),
    )
}

fn names(operation: &Operation, place: Place) -> String {
    let of_place = operation.parameters.iter().filter(|one| one.place == place);
    of_place.map(name).collect::<Vec<_>>().join(" ")
}

fn name(parameter: &Parameter) -> String {
    let limit = parameter.max_items.map(|limit| format!("#{limit}")).unwrap_or_default();
    let required = if parameter.required { "!" } else { "" };
    format!("{}{required}{limit}", parameter.name)
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
"#;
        let document = Document::parse(yaml).unwrap();
        assert_eq!(
            table(&document.operations),
            "items.list\tG/items\tpi\tpage\t\nitems.remove\tD/lists/{listId}/items/{id}\tib\twhy\tdata!#20 note\n"
        );
        let names: Vec<_> =
            document.operations[1].parameters.iter().map(|one| one.name.as_str()).collect();
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
