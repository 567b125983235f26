//! What can be called: the table that is made of a provider's document at build time, read where it lies.
//!
//! Its form is described in xtask/describe/src/table.rs. An operation costs some thirty bytes in wasm, twelve of what is
//! downloaded, where a function for each would cost a thousand.

use super::table_marks::{UNDESCRIBED, flag, list, method, parameter, style};
use crate::http::Method;
use crate::text::{join, text};

/// The operations of a provider.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Table(&'static str);

/// One thing that a provider offers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Operation {
    /// The wire's method.
    pub method: Method,
    group: &'static str,
    verb: &'static str,
    /// The beginning of the path that the group shares, and the rest.
    path: (&'static str, &'static str),
    flags: &'static str,
    query: &'static str,
    body: &'static str,
    list: &'static str,
}

/// A parameter of an operation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// The wire's name.
    pub name: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it may be a list or an object, in a query.
    pub many: bool,
    /// The most items that the provider accepts in it.
    pub max_items: Option<usize>,
    /// How its value may be nested, in a body (xtask/describe/src/nesting.rs).
    pub nesting: &'static str,
}

/// How a body travels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BodyKind {
    /// As a JSON object of the parameters.
    Json,
    /// As `multipart/form-data` (RFC 7578), with files.
    Multipart,
    /// As JSON, of the one parameter's value alone.
    Whole,
}

impl BodyKind {
    /// Its flag in a table.
    #[must_use]
    pub const fn flag(self) -> char {
        match self {
            Self::Json => flag::JSON_BODY,
            Self::Multipart => flag::MULTIPART_BODY,
            Self::Whole => flag::WHOLE_BODY,
        }
    }
}

/// How a list goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paging {
    /// The parameter that says where a page begins.
    pub at: &'static str,
    /// The parameter that says how many items it holds.
    pub size: &'static str,
    /// How the next page's place is found.
    pub by: PagingStyle,
    /// Where the items are in the answer, unless that is a list itself: names joined by dots.
    pub items: &'static str,
    /// Where the next cursor is: in the last item, or, after a leading dot, in the answer.
    pub cursor: &'static str,
    /// Items on a page where nothing is said.
    pub default: Option<f64>,
    /// The most items on a page.
    pub most: Option<f64>,
}

/// How the next page's place is found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PagingStyle {
    /// It stands in the answer.
    Cursor,
    /// It is the id after the last one.
    Id,
    /// It is the page's number, and the next page's address stands in the answer, or the number of all items.
    NextPage,
    /// It is the number of items so far.
    Offset,
    /// It is the page's number, and `meta` tells the last one.
    Page,
}

impl Table {
    /// The table in this text.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self(text)
    }

    /// The operations that stand for calls that no document describes.
    pub const UNDESCRIBED: Self = Self(UNDESCRIBED);

    /// All operations, in the order of their ids.
    pub fn iter(self) -> impl Iterator<Item = Operation> {
        let mut group = "";
        self.0.split('\n').filter_map(move |line| {
            if line.starts_with('@') {
                group = line;
                return None;
            }
            Operation::read(group, line)
        })
    }

    /// The operation with this id.
    #[must_use]
    pub fn by_id(self, id: &str) -> Option<Operation> {
        self.at(self.place(id)?)
    }

    /// The operation at a place that [`Self::place`] gave.
    #[must_use]
    pub fn at(self, place: usize) -> Option<Operation> {
        let before = self.0.get(..place)?;
        let at = before.as_bytes().iter().rposition(|byte| *byte == b'@')?;
        let group = before.get(at..)?;
        Operation::read(group.split('\n').next()?, self.0.get(place..)?.split('\n').next()?)
    }

    /// Where the operation with this id stands.
    #[must_use]
    pub fn place(self, id: &str) -> Option<usize> {
        let dot = id.as_bytes().iter().rposition(|byte| *byte == b'.')?;
        let (words, verb) = (id.get(..dot)?, id.get(dot + 1..)?);
        let (mut place, mut is_within) = (0, false);
        for line in self.0.split('\n') {
            let name = line.split('\t').next()?;
            match name.strip_prefix('@') {
                Some(group) if is_within || group == words => is_within = group == words,
                None if is_within && name == verb && !verb.is_empty() => return Some(place),
                _ => {}
            }
            place += line.len() + 1;
        }
        None
    }
}

/// A segment of a table, which is written as a number where it is one of an id's words.
fn spelt<'a>(words: &'a str, verb: &'a str, part: &'a str) -> &'a str {
    match part.as_bytes() {
        [digit @ b'0'..=b'9'] => words.split('.').nth((digit - b'0').into()).unwrap_or(verb),
        _ => part,
    }
}

/// The name in a segment of a template, and what follows it: `{id}`, `{id}.json`.
#[must_use]
pub fn placeholder(segment: &str) -> Option<(&str, &str)> {
    segment.strip_prefix('{')?.split_once('}')
}

impl Operation {
    /// The operation of this line, and the line of its group.
    #[must_use]
    pub fn read(group: &'static str, line: &'static str) -> Option<Self> {
        let mut shared = group.strip_prefix('@')?.split('\t');
        let mut parts = line.split('\t');
        let (verb, path) = (parts.next()?, parts.next()?);
        let mut part = || parts.next().unwrap_or_default();
        let (flags, query, body, list) = (part(), part(), part(), part());
        let method = match path.get(..1)? {
            method::PATCH => Method::Patch,
            method::DELETE => Method::Delete,
            method::GET => Method::Get,
            method::POST => Method::Post,
            method::PUT => Method::Put,
            _ => return None,
        };
        let (group, before) = (shared.next()?, shared.next()?);
        let path = (before, path.get(1..)?);
        Some(Self { method, group, verb, path, flags, query, body, list })
    }

    /// `resource.verb`, the name of the JavaScript method.
    #[must_use]
    pub fn id(&self) -> String {
        text![self.group, ".", self.verb]
    }

    /// The segments of the wire's path below the base address, with `{names}`; the first is empty.
    #[must_use]
    #[inline(never)] // and a list, because iterators are made anew for whoever uses them
    pub fn segments(&self) -> Vec<&'static str> {
        let mut segments: Vec<&str> = self.path.0.split('/').collect();
        segments.pop(); // behind the last slash
        segments.extend(self.path.1.split('/'));
        for segment in &mut segments {
            *segment = spelt(self.group, self.verb, segment);
        }
        segments
    }

    /// The wire's path below the base address, with `{names}`.
    #[must_use]
    pub fn path(&self) -> String {
        join(&self.segments(), "/")
    }

    /// How its list goes on, if it is one.
    #[must_use]
    pub fn paging(&self) -> Option<Paging> {
        let style = self.flags.chars().next()?;
        let (at, size) = style::parameters(style)?;
        let by = match style {
            style::SEARCH_AFTER => PagingStyle::Cursor,
            style::NEXT_PAGE => PagingStyle::NextPage,
            style::PAGE => PagingStyle::Page,
            style::START_ID => PagingStyle::Id,
            _ => PagingStyle::Offset,
        };
        let words = || self.list.split(' ').filter(|word| !word.is_empty());
        let word = |mark: char| words().find_map(|word| word.strip_prefix(mark));
        let number = |mark: char| word(mark)?.parse::<u32>().ok().map(f64::from);
        let items = words()
            .next()
            .filter(|word| !word.starts_with([list::CURSOR, list::DEFAULT_SIZE, list::MAX_SIZE]));
        Some(Paging {
            at,
            size,
            by,
            items: items.unwrap_or(list::ITEMS),
            cursor: word(list::CURSOR).unwrap_or_default(),
            default: number(list::DEFAULT_SIZE),
            most: number(list::MAX_SIZE),
        })
    }

    /// Whether it has a flag. By the byte, as in [`crate::text::has`].
    fn has(&self, flag: char) -> bool {
        self.flags.bytes().any(|byte| char::from(byte) == flag)
    }

    /// Whether sending it twice does what sending it once does.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.has(flag::IDEMPOTENT)
    }

    /// Whether it stands for calls that no document describes.
    #[must_use]
    pub fn is_undescribed(&self) -> bool {
        self.path.1 == "?"
    }

    /// Whether it changes something. A `POST` that may be repeated only reads.
    #[must_use]
    pub fn is_write(&self) -> bool {
        !(self.method.is_safe() || self.method == Method::Post && self.is_idempotent())
    }

    /// How its body travels, if it is sent with one, be it empty.
    #[must_use]
    pub fn body_kind(&self) -> Option<BodyKind> {
        self.flags.chars().find_map(|flag| match flag {
            flag::JSON_BODY => Some(BodyKind::Json),
            flag::MULTIPART_BODY => Some(BodyKind::Multipart),
            flag::WHOLE_BODY => Some(BodyKind::Whole),
            _ => None,
        })
    }

    /// Whether it answers with a file.
    #[must_use]
    pub fn gives_file(&self) -> bool {
        self.has(flag::FILE)
    }

    /// Whether it may answer with an empty body.
    #[must_use]
    pub fn may_give_nothing(&self) -> bool {
        self.has(flag::NOTHING)
    }

    /// Whether the body takes further names than those described.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.has(flag::OPEN_BODY)
    }

    /// The names in the path, in its order.
    pub fn in_path(&self) -> impl Iterator<Item = &'static str> {
        self.segments().into_iter().filter_map(|part| Some(placeholder(part)?.0))
    }

    /// The parameters of the query.
    pub fn in_query(&self) -> impl Iterator<Item = Parameter> + use<> {
        parameters(self.query)
    }

    /// The parameters of the body.
    pub fn in_body(&self) -> impl Iterator<Item = Parameter> + use<> {
        parameters(self.body)
    }

    /// Whether a parameter has this name. Of most operations, few of many are given: the others are not taken apart.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        let is_it = |word: &str| {
            word.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(MARKS))
        };
        words(self.query).any(is_it)
            || words(self.body).any(is_it)
            || self.in_path().any(|one| one == name)
    }

    /// Whether it asks more of its parameters than to be known.
    #[must_use]
    pub fn is_demanding(&self) -> bool {
        let is_mark =
            |byte| byte == parameter::REQUIRED as u8 || byte == parameter::MAX_ITEMS as u8;
        let marked = |text: &str| text.bytes().any(is_mark);
        marked(self.query)
            || marked(self.body)
            || self.path.0.as_bytes().contains(&b'{')
            || self.path.1.as_bytes().contains(&b'{')
    }

    /// All parameters.
    pub fn parameters(&self) -> impl Iterator<Item = Parameter> {
        let in_path = self.in_path().map(|name| Parameter {
            name,
            required: true,
            many: false,
            max_items: None,
            nesting: "",
        });
        in_path.chain(self.in_query()).chain(self.in_body())
    }
}

/// What may follow a name: that it may be many, is required, has a limit, or is nested.
const MARKS: [char; 4] =
    [parameter::MANY, parameter::REQUIRED, parameter::MAX_ITEMS, parameter::NESTING];

fn parameters(text: &'static str) -> impl Iterator<Item = Parameter> {
    words(text).map(|word| {
        let (word, nesting) = word.split_once(parameter::NESTING).unwrap_or((word, ""));
        // Few have a limit; those end in a digit.
        let is_limited = word.bytes().last().is_some_and(|byte| byte.is_ascii_digit());
        let limited = if is_limited { word.split_once(parameter::MAX_ITEMS) } else { None };
        let (word, limit) =
            limited.map_or((word, None), |(word, limit)| (word, limit.parse().ok()));
        let (word, required) =
            word.strip_suffix(parameter::REQUIRED).map_or((word, false), |word| (word, true));
        let (name, many) =
            word.strip_suffix(parameter::MANY).map_or((word, false), |word| (word, true));
        Parameter { name, required, many, max_items: limit, nesting }
    })
}

/// What spaces separate. By the byte, which is a third of the work of `split`: a call goes through all of its names.
fn words(mut text: &'static str) -> impl Iterator<Item = &'static str> {
    std::iter::from_fn(move || {
        let end = text.bytes().position(|byte| byte == b' ').unwrap_or(text.len());
        let word = text.get(..end)?;
        text = text.get(end + 1..).unwrap_or_default();
        (!word.is_empty()).then_some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::Provider;

    const TABLE: Table = Provider::Sample.operations();

    #[test]
    fn every_line_of_every_table_is_read() {
        let shape = |path: &str| -> Vec<String> {
            let open = |part: &str| part.starts_with('{').then(|| "{}".to_owned());
            path.split('/').map(|part| open(part).unwrap_or_else(|| part.into())).collect()
        };
        for table in Provider::ALL.iter().map(|provider| provider.operations()) {
            let count = table.iter().count();
            assert!(count > 0);
            assert_eq!(table.0.lines().filter(|line| !line.starts_with('@')).count(), count);
            for operation in table.iter() {
                assert_eq!(table.by_id(&operation.id()), Some(operation));
                let path = operation.path();
                assert!(path.starts_with('/') && !path.contains("//"), "{path}");
                let found = table.by_path(operation.method, &path.replace(['{', '}'], "")).unwrap();
                // An address may be described twice, by two services or under two names.
                assert_eq!(shape(&found.path()), shape(&path));
            }
        }
        for id in ["", ".", "a", "flowTags", "flowTags.", ".list", "flowTags.list\t", "zzz", "é"] {
            assert_eq!(TABLE.by_id(id), None, "{id}");
        }
        assert_eq!(TABLE.by_id("flowTags.lis"), None);
    }

    #[test]
    fn a_path_may_go_on_behind_a_name() {
        let found = |path: &str| TABLE.by_path(Method::Get, path).map(|one| one.id());
        for (path, id) in [
            ("/api/v1/records/12.json", Some("records.get")),
            ("/api/v1/records/12_v2.json", Some("records.getV2")),
            ("/api/v1/records/search.json", Some("records.search")),
            ("/api/v1/records/record_fields.json", Some("records.listFields")),
            ("/api/v1/records/.json", None),
            ("/api/v1/records/12", None),
            ("/api/v1/records/12.xml", None),
            ("/?", None),
            ("/", None),
        ] {
            assert_eq!(found(path).as_deref(), id, "{path}");
        }
    }

    #[test]
    fn an_operation_knows_its_parameters() {
        let operation = TABLE.by_id("tickets.update").unwrap();
        assert_eq!(operation.method, Method::Put);
        assert_eq!(operation.in_path().collect::<Vec<_>>(), ["listId", "listItemId"]);
        assert_eq!(operation.body_kind(), Some(BodyKind::Json));
        assert!(operation.is_idempotent() && !operation.is_open());
        let tags = TABLE.by_id("subscribers.addTags").unwrap();
        let body: Vec<_> = tags.in_body().collect();
        assert_eq!(
            body[0],
            Parameter {
                name: "user_ns",
                required: true,
                many: false,
                max_items: None,
                nesting: ""
            }
        );
        assert_eq!(
            body[1],
            Parameter {
                name: "data",
                required: true,
                many: false,
                max_items: Some(20),
                nesting: "[{}]"
            }
        );
        assert!(!tags.is_idempotent());
        let by = |id| TABLE.by_id(id).unwrap().paging().map(|paging| paging.by);
        assert_eq!(by("flowTags.list"), Some(PagingStyle::Page));
        assert_eq!(by("conversations.list"), Some(PagingStyle::Id));
        assert_eq!(by("me.get"), None);
    }

    #[test]
    fn only_what_is_described_is_found_by_its_path() {
        assert!(TABLE.by_path(Method::Get, "/flow/tags").is_some());
        assert!(TABLE.by_path(Method::Get, "/shop/orders/12/get-info").is_some());
        let literal = TABLE.by_path(Method::Get, "/shop/discount-codes/get-info-by-code").unwrap();
        assert_eq!(literal.id(), "shop.codes.getByCode");
        for (method, path) in [
            (Method::Post, "/flow/tags"),
            (Method::Get, "/flow/tags/"),
            (Method::Get, "/flow/authorize"),
            (Method::Get, "/flow/../flow/tags"),
            (Method::Get, "/flow/t%61gs"),
            (Method::Get, "//flow/tags"),
        ] {
            assert!(TABLE.by_path(method, path).is_none(), "{path}");
        }
        for path in [
            "/shop/orders//get-info",
            "/shop/orders/../get-info",
            "/shop/orders/a%2fb/get-info",
            "/shop/orders/a b/get-info",
        ] {
            assert!(TABLE.by_path(Method::Get, path).is_none(), "{path}");
        }
    }
}
