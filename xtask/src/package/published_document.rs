//! A document as explorers and other tools get it: what OpenAPI has a word for is said in that.

use serde_json::Value;

/// The document with lists in queries under the names that they have on the wire: `ids[]`, where a platform wants brackets.
pub(super) fn published(document: &Value, has_brackets: bool) -> Value {
    let mut published = document.clone();
    if has_brackets {
        let shared = published.pointer_mut("/components/parameters");
        shared.into_iter().flat_map(members).for_each(bracket);
        let items = published.pointer_mut("/paths").into_iter().flat_map(members);
        let operations = items.flat_map(members);
        operations
            .filter_map(|operation| operation.get_mut("parameters")?.as_array_mut())
            .flatten()
            .for_each(bracket);
    }
    published
}

fn members(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_object_mut().into_iter().flat_map(|members| members.values_mut())
}

fn bracket(parameter: &mut Value) {
    let is_list = parameter.pointer("/schema/type").and_then(Value::as_str) == Some("array");
    let is_in_query = parameter.get("in").and_then(Value::as_str) == Some("query");
    if let (true, true, Some(Value::String(name))) =
        (is_list, is_in_query, parameter.get_mut("name"))
    {
        name.push_str("[]");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_in_queries_have_brackets_where_the_platform_wants_them() {
        let parameter = |name: &str, place: &str, kind: &str| json!({"name": name, "in": place, "schema": {"type": kind}});
        let document = |name: &str| {
            json!({
                "paths": {"/x/{id}": {"get": {"parameters": [
                    parameter(name, "query", "array"),
                    parameter("q", "query", "string"),
                    parameter("id", "path", "array"),
                    {"$ref": "#/components/parameters/Tags"},
                ]}}},
                "components": {"parameters": {"Tags": parameter(&name.replace("ids", "tags"), "query", "array")}},
            })
        };
        assert_eq!(published(&document("ids"), true), document("ids[]"));
        assert_eq!(published(&document("ids"), false), document("ids"));
    }
}
