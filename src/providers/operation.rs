//! What can be called: the table that is made of a provider's document at build time, read where it lies.
//!
//! Its form is described in xtask/describe/src/table.rs. A line costs some forty bytes in wasm, where a
//! function for each operation would cost a thousand.

use crate::http::Method;

/// The operations of a provider.
#[derive(Clone, Copy, Debug)]
pub struct Table(&'static str);

/// One thing that a provider offers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Operation {
    /// `resource.verb`, the name of the JavaScript method.
    pub id: &'static str,
    /// The wire's method.
    pub method: Method,
    /// The wire's path below the base address, with `{names}`.
    pub path: &'static str,
    flags: &'static str,
    query: &'static str,
    body: &'static str,
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// The wire's name.
    pub name: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// The most items that the provider accepts in it.
    pub max_items: Option<usize>,
}

/// How a list goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Paging {
    /// By `page` and `limit`, with `meta` in the answer.
    Page,
    /// By `start_id`, the id after the last one.
    StartId,
}

impl Table {
    /// The table in this text.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// All operations, in the order of their ids.
    pub fn iter(self) -> impl Iterator<Item = Operation> {
        self.lines().filter_map(read)
    }

    fn lines(self) -> impl Iterator<Item = &'static str> {
        self.0.split('\n')
    }

    /// The operation with this id.
    #[must_use]
    pub fn by_id(self, id: &str) -> Option<Operation> {
        let line = self
            .lines()
            .find(|line| line.strip_prefix(id).is_some_and(|rest| rest.starts_with('\t')))?;
        read(line)
    }

    /// The operation at this method and path. Both must fit: what is not described is not passed on.
    #[must_use]
    pub fn by_path(self, method: Method, path: &str) -> Option<Operation> {
        let fits = |operation: &Operation| operation.method == method && fits(operation.path, path);
        // A literal path goes before a template that would fit, too.
        self.iter()
            .filter(|operation| !operation.path.contains('{'))
            .find(fits)
            .or_else(|| self.iter().find(fits))
    }
}

fn read(line: &'static str) -> Option<Operation> {
    let mut parts = line.split('\t');
    let (id, path) = (parts.next()?, parts.next()?);
    let (flags, query, body) = (parts.next()?, parts.next()?, parts.next()?);
    let method = match path.get(..1)? {
        "A" => Method::Patch,
        "D" => Method::Delete,
        "G" => Method::Get,
        "P" => Method::Post,
        "U" => Method::Put,
        _ => return None,
    };
    Some(Operation { id, method, path: path.get(1..)?, flags, query, body })
}

/// Whether a path is one of the template's: the same segments, and something plain for each name. Nothing
/// is decoded; an escape that could hide a slash or a dot does not fit.
fn fits(template: &str, path: &str) -> bool {
    let (mut expected, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (expected.next(), given.next()) {
            (None, None) => return true,
            (Some(name), Some(value)) if name.starts_with('{') => {
                let plain =
                    value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_~.".contains(&b));
                if value.is_empty() || !plain || value == "." || value == ".." {
                    return false;
                }
            }
            (Some(one), Some(other)) if one == other => {}
            _ => return false,
        }
    }
}

impl Operation {
    /// How its list goes on, if it is one.
    #[must_use]
    pub fn paging(&self) -> Option<Paging> {
        match self.flags.chars().next() {
            Some('p') => Some(Paging::Page),
            Some('s') => Some(Paging::StartId),
            _ => None,
        }
    }

    /// Whether sending it twice does what sending it once does.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.flags.contains('i')
    }

    /// Whether it is sent with a body, be it empty.
    #[must_use]
    pub fn has_body(&self) -> bool {
        self.flags.contains('b')
    }

    /// Whether the body takes further names than those described.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.flags.contains('o')
    }

    /// The names in the path, in its order.
    pub fn in_path(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// The parameters of the query.
    pub fn in_query(&self) -> impl Iterator<Item = Parameter> + use<> {
        parameters(self.query)
    }

    /// The parameters of the body.
    pub fn in_body(&self) -> impl Iterator<Item = Parameter> + use<> {
        parameters(self.body)
    }

    /// All parameters.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter> {
        let in_path =
            self.in_path().map(|name| Parameter { name, required: true, max_items: None });
        in_path.chain(self.in_query()).chain(self.in_body())
    }
}

fn parameters(text: &'static str) -> impl Iterator<Item = Parameter> {
    text.split(' ').filter(|word| !word.is_empty()).map(|word| {
        let (word, limit) =
            word.split_once('#').map_or((word, None), |(word, limit)| (word, limit.parse().ok()));
        let name = word.trim_end_matches('!');
        Parameter { name, required: word.ends_with('!'), max_items: limit }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{jetchat, pipichat};

    #[test]
    fn every_line_of_every_table_is_read() {
        for (table, count) in [(pipichat::OPERATIONS, 1), (jetchat::OPERATIONS, 249)] {
            assert_eq!(table.iter().count(), count);
            assert_eq!(table.0.lines().count(), count);
            for operation in table.iter() {
                assert_eq!(table.by_id(operation.id), Some(operation));
                let path = operation.path.replace(['{', '}'], "");
                assert_eq!(table.by_path(operation.method, &path), Some(operation), "{path}");
            }
        }
        assert_eq!(jetchat::OPERATIONS.by_id("flowTags"), None);
        assert_eq!(jetchat::OPERATIONS.by_id("flowTags.lis"), None);
    }

    #[test]
    fn an_operation_knows_its_parameters() {
        let operation = jetchat::OPERATIONS.by_id("tickets.update").unwrap();
        assert_eq!(operation.method, Method::Put);
        assert_eq!(operation.in_path().collect::<Vec<_>>(), ["listId", "listItemId"]);
        assert!(operation.has_body() && operation.is_idempotent() && !operation.is_open());
        let tags = jetchat::OPERATIONS.by_id("subscribers.addTags").unwrap();
        let body: Vec<_> = tags.in_body().collect();
        assert_eq!(body[0], Parameter { name: "user_ns", required: true, max_items: None });
        assert_eq!(body[1], Parameter { name: "data", required: true, max_items: Some(20) });
        assert!(!tags.is_idempotent());
        assert_eq!(
            jetchat::OPERATIONS.by_id("flowTags.list").unwrap().paging(),
            Some(Paging::Page)
        );
        assert_eq!(
            jetchat::OPERATIONS.by_id("conversations.list").unwrap().paging(),
            Some(Paging::StartId)
        );
    }

    #[test]
    fn only_what_is_described_is_found_by_its_path() {
        let (pipichat, jetchat) = (pipichat::OPERATIONS, jetchat::OPERATIONS);
        assert!(pipichat.by_path(Method::Get, "/api/get_user_info").is_some());
        assert!(jetchat.by_path(Method::Get, "/shop/orders/12/get-info").is_some());
        let literal =
            jetchat.by_path(Method::Get, "/shop/discount-codes/get-info-by-code").unwrap();
        assert_eq!(literal.id, "shop.discountCodes.getByCode");
        for (method, path) in [
            (Method::Post, "/api/get_user_info"),
            (Method::Get, "/api/get_user_info/"),
            (Method::Get, "/api/authorize"),
            (Method::Get, "/api/../api/get_user_info"),
            (Method::Get, "/api/get%5fuser_info"),
            (Method::Get, "//api/get_user_info"),
        ] {
            assert!(pipichat.by_path(method, path).is_none(), "{path}");
        }
        for path in [
            "/shop/orders//get-info",
            "/shop/orders/../get-info",
            "/shop/orders/a%2fb/get-info",
            "/shop/orders/a b/get-info",
        ] {
            assert!(jetchat.by_path(Method::Get, path).is_none(), "{path}");
        }
    }
}
