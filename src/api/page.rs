//! Whether a list goes on, and where.

use crate::json::Json;
use crate::providers::operation::Paging;

/// Where the next page is: the parameter that changes, and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Next {
    /// The parameter.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
}

/// Where the list goes on after this page; `None` at its end. `asked` is the parameter's value in the request that
/// gave this page.
#[must_use]
pub fn next<J: Json>(paging: Paging, page: &J, asked: Option<f64>) -> Option<Next> {
    let last = page.member("data")?.last()?; // an empty page ends a list
    match paging {
        Paging::Page => {
            let meta = page.member("meta");
            let said = |name: &str| meta.as_ref()?.member(name)?.number();
            // What was asked for is certain; what the server says of it need not be.
            let current = asked.or(said("current_page")).unwrap_or(1.0);
            let more = said("last_page").is_none_or(|last| current < last);
            more.then_some(Next { name: "page", value: current + 1.0 })
        }
        Paging::StartId => {
            let id = last.member("id")?.number()?;
            // An id that does not grow would be asked for for ever.
            asked
                .is_none_or(|asked| id >= asked)
                .then_some(Next { name: "start_id", value: id + 1.0 })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn page(value: Value, asked: Option<f64>) -> Option<f64> {
        next(Paging::Page, &value, asked).map(|next| next.value)
    }

    #[test]
    fn pages_end_where_meta_says_or_where_nothing_new_comes() {
        let full = json!([{"id": 1}, {"id": 2}]);
        let meta = |current, last| json!({"data": full, "meta": {"current_page": current, "last_page": last}});
        assert_eq!(page(meta(1, 3), None), Some(2.0));
        assert_eq!(page(meta(2, 3), Some(2.0)), Some(3.0));
        assert_eq!(page(meta(3, 3), Some(3.0)), None);
        assert_eq!(page(json!({"data": full}), None), Some(2.0));
        assert_eq!(page(json!({"data": full}), Some(7.0)), Some(8.0));
        for end in [
            json!({"data": []}),
            json!({"status": "ok"}),
            json!({"data": null}),
            json!([]),
            json!("x"),
        ] {
            assert_eq!(page(end.clone(), None), None, "{end}");
        }
    }

    #[test]
    fn logs_go_on_after_the_last_id() {
        let log = |value: &Value, asked| next(Paging::StartId, value, asked).map(|next| next.value);
        assert_eq!(log(&json!({"data": [{"id": 5}, {"id": 9}]}), None), Some(10.0));
        assert_eq!(log(&json!({"data": [{"id": 9}]}), Some(9.0)), Some(10.0));
        assert_eq!(log(&json!({"data": [{"id": 3}]}), Some(9.0)), None);
        assert_eq!(log(&json!({"data": [{"name": "no id"}]}), None), None);
        assert_eq!(log(&json!({"data": []}), Some(9.0)), None);
    }
}
