//! Whether a list goes on, and where.

use crate::http::authority;
use crate::json::Json;
use crate::providers::operation::{Paging, PagingStyle};

/// Where the next page is: the value of the parameter that says where a page begins.
#[derive(Clone, Debug, PartialEq)]
pub enum NextPage {
    /// A number.
    Number(f64),
    /// A cursor.
    Text(String),
    /// At another host, which gets no credential of ours.
    Elsewhere,
}

/// What was asked for by the request that gave a page.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageRequest<'a> {
    /// Where it begins, as a number.
    pub at: Option<f64>,
    /// Where it begins, as a text.
    pub cursor: Option<&'a str>,
    /// How many items.
    pub size: Option<f64>,
    /// Which host was asked, with its port; not known behind a Worker, which asks no other than its own.
    pub host: Option<&'a str>,
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
pub fn next<J: Json>(paging: &Paging, page: &J, asked: PageRequest<'_>) -> Option<NextPage> {
    let items = items(paging, page)?;
    let last = items.last()?; // an empty page ends a list
    let next = match paging.by {
        PagingStyle::Page => {
            // What was asked for is certain; what the server says of it need not be.
            let current = asked.at.or_else(|| meta(page, "current_page")).unwrap_or(1.0);
            let more = meta(page, "last_page").is_none_or(|last| current < last);
            more.then_some(NextPage::Number(current + 1.0))
        }
        PagingStyle::NextPage => next_page(paging, page, items.length()?, asked),
        PagingStyle::Id => {
            let id = last.member("id")?.number()?;
            Some(NextPage::Number(id + 1.0))
        }
        PagingStyle::Offset => {
            let count = items.length()?;
            // A server may cut a page to a size that is not documented: only a page that is shorter than what is known
            // to be possible ends a list.
            let whole = match (asked.size, paging.default, paging.most) {
                (Some(asked), _, Some(most)) => Some(asked.min(most)),
                (Some(_), _, None) => None,
                (None, default, _) => default,
            };
            let more = whole.is_none_or(|whole| count >= whole);
            more.then_some(NextPage::Number(asked.at.unwrap_or(0.0) + count))
        }
        PagingStyle::Cursor => {
            let cursor = match paging.cursor.strip_prefix('.') {
                Some(place) => member(page, place)?,
                None => member(&last, paging.cursor)?,
            };
            let next = match (cursor.text(), cursor.number()) {
                (Some(text), _) if !text.is_empty() => NextPage::Text(text),
                (_, Some(number)) => NextPage::Number(number),
                _ => return None,
            };
            // A cursor that stands still would be asked for for ever.
            let stands = match &next {
                NextPage::Text(text) => asked.cursor == Some(text.as_str()),
                NextPage::Number(number) => asked.at == Some(*number),
                NextPage::Elsewhere => false,
            };
            return (!stands).then_some(next);
        }
    }?;
    // Numbers beyond 2^53 do not grow by one: a page would be asked for for ever.
    let goes_on = match (&next, asked.at) {
        (NextPage::Number(next), Some(at)) => *next > at,
        _ => true,
    };
    goes_on.then_some(next)
}

/// The next page by its number. An address that is told is never followed: it may be another host's, without TLS, or lack
/// what was asked for.
fn next_page<J: Json>(
    paging: &Paging,
    page: &J,
    count: f64,
    asked: PageRequest<'_>,
) -> Option<NextPage> {
    let current = asked.at.unwrap_or(1.0);
    if let Some(told) = page.member("next_page") {
        let address = told.text().filter(|address| !address.is_empty())?;
        if authority(&address)
            .zip(asked.host)
            .is_some_and(|(told, asked)| !told.eq_ignore_ascii_case(asked))
        {
            return Some(NextPage::Elsewhere);
        }
        let number = address.split(['?', '&']).find_map(|field| field.strip_prefix("page="));
        let number = number.and_then(|number| number.parse::<u32>().ok()).map(f64::from);
        return Some(NextPage::Number(
            number.filter(|number| *number > current).unwrap_or(current + 1.0),
        ));
    }
    let size = size_of(paging, asked.size);
    let more = match (size, number(page.member("count"))) {
        (_, Some(all)) => (current - 1.0) * size.unwrap_or(count) + count < all,
        (Some(size), None) => count >= size,
        (None, None) => true,
    };
    more.then_some(NextPage::Number(current + 1.0))
}

/// The number of the last page, of lists whose pages have numbers and whose server tells: what is read ahead goes no further.
#[must_use]
pub fn last<J: Json>(paging: &Paging, page: &J, size: Option<f64>) -> Option<f64> {
    match paging.by {
        PagingStyle::Page => meta(page, "last_page"),
        PagingStyle::NextPage => {
            let size = size_of(paging, size).or_else(|| items(paging, page)?.length());
            Some((number(page.member("count"))? / size.filter(|size| *size > 0.0)?).ceil())
        }
        PagingStyle::Cursor | PagingStyle::Id | PagingStyle::Offset => None,
    }
}

/// How many items a page holds, where so many are asked for.
fn size_of(paging: &Paging, asked: Option<f64>) -> Option<f64> {
    let most = paging.most.unwrap_or(f64::INFINITY);
    asked.map(|size| size.min(most)).or(paging.default)
}

/// What a page's `meta` says of the pages.
fn meta<J: Json>(page: &J, name: &str) -> Option<f64> {
    page.member("meta")?.member(name)?.number()
}

/// A number, or a text that is one.
fn number<J: Json>(value: Option<J>) -> Option<f64> {
    let value = value?;
    value.number().or_else(|| value.text()?.parse::<u32>().ok().map(f64::from))
}

/// More pages than this no server really has.
const MOST_PAGES: f64 = 1e6;

/// Whether a list that goes on may come to pages that repeat the one before instead of ending: one that is counted
/// by us, by a server that does not say where it ends.
pub fn may_repeat<J: Json>(paging: &Paging, page: &J) -> bool {
    match paging.by {
        PagingStyle::Page => meta(page, "last_page").is_none_or(|last| last > MOST_PAGES),
        PagingStyle::Offset => true,
        PagingStyle::NextPage => {
            page.member("next_page").is_none() && page.member("count").is_none()
        }
        PagingStyle::Cursor | PagingStyle::Id => false,
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
        let line = format!("@a\t/\nlist\tG0\t{flags}i\t\t\t{list}");
        Table::new(Box::leak(line.into_boxed_str())).by_id("a.list").unwrap().paging().unwrap()
    }

    #[test]
    fn the_last_page_is_told_or_counted() {
        let (told, counted) = (paging("p", ""), paging("n", "tickets =30 #100"));
        let of = |page: Value, size| last(&told, &page, size);
        assert_eq!(of(json!({"data": [], "meta": {"last_page": 7}}), Some(10.0)), Some(7.0));
        assert_eq!(of(json!({"data": []}), Some(10.0)), None);
        assert_eq!(of(json!({"meta": {"last_page": "7"}}), None), None);
        for (count, size, pages) in [
            (json!(61), None, Some(3.0)),
            (json!("200"), Some(100.0), Some(2.0)),
            (json!(201), Some(500.0), Some(3.0)), // a hundred at most
            (json!(0), None, Some(0.0)),
            (json!(5), Some(0.0), None),
            (json!(null), None, None),
        ] {
            let page = json!({"tickets": [1, 2], "count": count});
            assert_eq!(last(&counted, &page, size), pages, "{page}");
        }
        let offset = paging("l", "");
        assert_eq!(last(&offset, &json!({"data": [], "count": 5}), None), None);
    }

    fn number(paging: &Paging, page: &Value, at: Option<f64>, size: Option<f64>) -> Option<f64> {
        match next(paging, page, PageRequest { at, size, ..PageRequest::default() })? {
            NextPage::Number(number) => Some(number),
            other => panic!("{other:?}"),
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
    fn a_number_too_large_to_grow_ends_a_list() {
        let page = json!({"data": [{"id": 9_007_199_254_740_992u64}]});
        let last = 9_007_199_254_740_992.0;
        for flags in ["s", "p"] {
            assert_eq!(number(&paging(flags, ""), &page, Some(last), None), None, "{flags}");
        }
        assert_eq!(number(&paging("s", ""), &page, Some(7.0), None), Some(last));
    }

    #[test]
    fn cursors_are_taken_from_the_last_item_or_the_answer() {
        let page = json!({"data": [{"id": "a"}, {"id": "b", "at": {"n": 7}}], "next": "c"});
        let go_on = |cursor: &str, asked| next(&paging("a", cursor), &page, asked);
        assert_eq!(go_on(">id", PageRequest::default()), Some(NextPage::Text("b".into())));
        assert_eq!(go_on(">.next", PageRequest::default()), Some(NextPage::Text("c".into())));
        assert_eq!(go_on(">at.n", PageRequest::default()), Some(NextPage::Number(7.0)));
        assert_eq!(go_on(">.none", PageRequest::default()), None);
        assert_eq!(go_on(">id", PageRequest { cursor: Some("b"), ..PageRequest::default() }), None);
        assert_eq!(go_on(">at.n", PageRequest { at: Some(7.0), ..PageRequest::default() }), None);
    }

    #[test]
    fn the_next_page_is_asked_for_by_its_number_and_nowhere_else() {
        let of = |count: usize, more: Value| {
            let mut page = json!({"tickets": vec![json!({}); count]});
            page.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            page
        };
        let here = "https://www.example.com/api/v1/tickets.json";
        let told = |query: &str| json!({"next_page": format!("{here}{query}"), "count": 3});
        let bare = json!({});
        let cases = [
            (of(1, told("?page=2")), None, None, Some(NextPage::Number(2.0))),
            (of(1, told("?per_page=1&page=7")), Some(6.0), None, Some(NextPage::Number(7.0))),
            (of(1, told("?per_page=1")), Some(6.0), None, Some(NextPage::Number(7.0))),
            (of(1, told("?page=2")), Some(2.0), None, Some(NextPage::Number(3.0))), // it would never end
            (of(1, json!({"next_page": null, "count": "9"})), None, None, None),
            (of(0, told("?page=2")), None, None, None),
            (
                of(1, json!({"next_page": "http://www.example.com/t?page=2"})),
                None,
                None,
                Some(NextPage::Number(2.0)),
            ),
            (
                of(1, json!({"next_page": "https://evil.example/t?page=2"})),
                None,
                None,
                Some(NextPage::Elsewhere),
            ),
            (
                of(1, json!({"next_page": "https://www.example.com.evil.example/?page=2"})),
                None,
                None,
                Some(NextPage::Elsewhere),
            ),
            (
                of(1, json!({"next_page": "https://www.example.com@evil.example/?page=2"})),
                None,
                None,
                Some(NextPage::Elsewhere),
            ),
            (
                of(1, json!({"next_page": "/api/v1/tickets.json?page=2"})),
                None,
                None,
                Some(NextPage::Number(2.0)),
            ),
            (of(10, json!({"count": "25"})), None, None, Some(NextPage::Number(2.0))),
            (of(10, json!({"count": 25})), Some(2.0), None, Some(NextPage::Number(3.0))),
            (of(5, json!({"count": "25"})), Some(3.0), None, None),
            (of(5, json!({"count": "25"})), Some(5.0), Some(5.0), None),
            (of(10, bare.clone()), None, None, Some(NextPage::Number(2.0))),
            (of(9, bare.clone()), None, None, None),
            (of(100, bare.clone()), Some(3.0), Some(500.0), Some(NextPage::Number(4.0))),
            (of(99, bare), Some(3.0), Some(500.0), None),
        ];
        let paging = paging("n", "tickets =10 #100");
        for (page, at, size, expected) in cases {
            let asked =
                PageRequest { at, size, host: Some("www.example.com"), ..PageRequest::default() };
            assert_eq!(next(&paging, &page, asked), expected, "{page} {at:?} {size:?}");
        }
    }
}
