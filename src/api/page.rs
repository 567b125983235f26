//! Whether a list goes on, and where.

use crate::json::Json;
use crate::providers::operation::{By, Paging};

/// Where the next page is: the value of the parameter that says where a page begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// A number.
    Number(f64),
    /// A cursor.
    Text(String),
}

/// What was asked for by the request that gave a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Where it begins, as a number.
    pub at: Option<f64>,
    /// Where it begins, as a text.
    pub cursor: Option<&'a str>,
    /// How many items.
    pub size: Option<f64>,
}

/// The items of a page.
pub fn items<J: Json>(paging: &Paging, page: &J) -> Option<J> {
    if page.is_array() {
        return Some(page.clone());
    }
    member(page, paging.items)
}

/// Where the list goes on after this page; `None` at its end.
#[must_use]
pub fn next<J: Json>(paging: &Paging, page: &J, asked: Asked<'_>) -> Option<Next> {
    let items = items(paging, page)?;
    let last = items.last()?; // an empty page ends a list
    match paging.by {
        By::Page => {
            let meta = page.member("meta");
            let said = |name: &str| meta.as_ref()?.member(name)?.number();
            // What was asked for is certain; what the server says of it need not be.
            let current = asked.at.or(said("current_page")).unwrap_or(1.0);
            let more = said("last_page").is_none_or(|last| current < last);
            more.then_some(Next::Number(current + 1.0))
        }
        By::Id => {
            let id = last.member("id")?.number()?;
            // An id that does not grow would be asked for for ever.
            asked.at.is_none_or(|asked| id >= asked).then_some(Next::Number(id + 1.0))
        }
        By::Offset => {
            let count = items.length()?;
            // A server may cut a page to a size that is not documented: only a page that is shorter than what is known
            // to be possible ends a list.
            let whole = match (asked.size, paging.default, paging.most) {
                (Some(asked), _, Some(most)) => Some(asked.min(most)),
                (Some(_), _, None) => None,
                (None, default, _) => default,
            };
            let more = whole.is_none_or(|whole| count >= whole);
            more.then_some(Next::Number(asked.at.unwrap_or(0.0) + count))
        }
        By::Cursor => {
            let cursor = match paging.cursor.strip_prefix('.') {
                Some(place) => member(page, place)?,
                None => member(&last, paging.cursor)?,
            };
            let next = match (cursor.text(), cursor.number()) {
                (Some(text), _) if !text.is_empty() => Next::Text(text),
                (_, Some(number)) => Next::Number(number),
                _ => return None,
            };
            // A cursor that stands still would be asked for for ever.
            let stands = match &next {
                Next::Text(text) => asked.cursor == Some(text.as_str()),
                Next::Number(number) => asked.at == Some(*number),
            };
            (!stands).then_some(next)
        }
    }
}

/// More pages than this no server really has.
const MOST_PAGES: f64 = 1e6;

/// Whether a list that goes on may come to pages that repeat the one before instead of ending: one that is counted
/// by us, by a server that does not say where it ends.
pub fn may_repeat<J: Json>(paging: &Paging, page: &J) -> bool {
    match paging.by {
        By::Page => {
            let last = page.member("meta").and_then(|meta| meta.member("last_page")?.number());
            last.is_none_or(|last| last > MOST_PAGES)
        }
        By::Offset => true,
        By::Cursor | By::Id => false,
    }
}

/// What stands at a place: names joined by dots.
fn member<J: Json>(value: &J, place: &str) -> Option<J> {
    let (first, rest) = place.split_once('.').map_or((place, None), |(a, b)| (a, Some(b)));
    let found = value.member(first)?;
    match rest {
        Some(rest) => member(&found, rest),
        None => Some(found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::operation::Table;
    use serde_json::{Value, json};

    /// The paging of a line's flags and its part for lists.
    fn paging(flags: &str, list: &str) -> Paging {
        let line = format!("a.list\tG/a\t{flags}i\t\t\t{list}");
        Table::new(Box::leak(line.into_boxed_str())).by_id("a.list").unwrap().paging().unwrap()
    }

    fn number(paging: &Paging, page: &Value, at: Option<f64>, size: Option<f64>) -> Option<f64> {
        match next(paging, page, Asked { at, cursor: None, size })? {
            Next::Number(number) => Some(number),
            Next::Text(text) => panic!("{text}"),
        }
    }

    #[test]
    fn pages_end_where_meta_says_or_where_nothing_new_comes() {
        let style = paging("p", "");
        let page = |value: Value, asked| number(&style, &value, asked, None);
        let full = json!([{"id": 1}, {"id": 2}]);
        let meta = |current, last| json!({"data": full, "meta": {"current_page": current, "last_page": last}});
        assert_eq!(page(meta(1, 3), None), Some(2.0));
        assert_eq!(page(meta(2, 3), Some(2.0)), Some(3.0));
        assert_eq!(page(meta(3, 3), Some(3.0)), None);
        assert_eq!(page(json!({"data": full}), None), Some(2.0));
        assert_eq!(page(json!({"data": full}), Some(7.0)), Some(8.0));
        assert!(!may_repeat(&style, &meta(1, 3)));
        for odd in [json!({"data": full}), json!({"meta": {"last_page": "3"}})] {
            assert!(may_repeat(&style, &odd), "{odd}");
        }
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
        let log = |value: &Value, asked| number(&paging("s", ""), value, asked, None);
        assert_eq!(log(&json!({"data": [{"id": 5}, {"id": 9}]}), None), Some(10.0));
        assert_eq!(log(&json!({"data": [{"id": 9}]}), Some(9.0)), Some(10.0));
        assert_eq!(log(&json!({"data": [{"id": 3}]}), Some(9.0)), None);
        assert_eq!(log(&json!({"data": [{"name": "no id"}]}), None), None);
        assert_eq!(log(&json!({"data": []}), Some(9.0)), None);
    }

    #[test]
    fn offsets_count_what_came() {
        let bare = json!([1, 2, 3]);
        let nested = json!({"data": {"tasks": [1, 2, 3]}});
        // flags, the part for lists, the page, where it began, the size asked for, where the next begins
        let cases = [
            ("l", "", &bare, None, None, Some(3.0)),
            ("l", "", &bare, Some(6.0), None, Some(9.0)),
            ("k", "", &json!({"data": [1, 2, 3]}), Some(6.0), Some(3.0), Some(9.0)),
            ("c", "data.tasks", &nested, None, None, Some(3.0)),
            ("t", "data.rows", &nested, None, None, None),
            // Shorter than the page that was possible: the end. Than one that was asked for: perhaps the server's own limit.
            ("l", "=3", &bare, None, None, Some(3.0)),
            ("l", "=4", &bare, None, None, None),
            ("l", "", &bare, None, Some(4.0), Some(3.0)),
            ("l", "#100", &bare, None, Some(4.0), None),
            ("l", "#3", &bare, None, Some(4.0), Some(3.0)),
            ("l", "=4 #3", &bare, None, Some(3.0), Some(3.0)),
            ("l", "", &json!([]), Some(3.0), None, None),
        ];
        for (flags, list, page, at, size, expected) in cases {
            let found = number(&paging(flags, list), page, at, size);
            assert_eq!(found, expected, "{flags} {list} {page} {at:?} {size:?}");
        }
    }

    #[test]
    fn cursors_are_taken_from_the_last_item_or_the_answer() {
        let page = json!({"data": [{"id": "a"}, {"id": "b", "at": {"n": 7}}], "next": "c"});
        let go_on = |cursor: &str, asked| next(&paging("a", cursor), &page, asked);
        assert_eq!(go_on(">id", Asked::default()), Some(Next::Text("b".into())));
        assert_eq!(go_on(">.next", Asked::default()), Some(Next::Text("c".into())));
        assert_eq!(go_on(">at.n", Asked::default()), Some(Next::Number(7.0)));
        assert_eq!(go_on(">.none", Asked::default()), None);
        assert_eq!(go_on(">id", Asked { cursor: Some("b"), ..Asked::default() }), None);
        assert_eq!(go_on(">at.n", Asked { at: Some(7.0), ..Asked::default() }), None);
    }
}
