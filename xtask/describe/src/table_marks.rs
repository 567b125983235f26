//! The marks in the tables of operations. `describe` writes them; the crate reads them, which compiles this file, too; and so does
//! the package's JavaScript, which gets them in `pkg/dist/protocol.js`.

/// The styles of lists, which are named after their parameters. A style is the first of a list's flags.
pub mod style {
    /// `limit` and `offset`.
    pub const LIMIT_OFFSET: char = 'l';
    /// `page` and `per_page`, with the next page's address in the answer.
    pub const NEXT_PAGE: char = 'n';
    /// `page` and `limit`, with `meta` in the answer.
    pub const PAGE: char = 'p';
    /// `search_after` and `size`.
    pub const SEARCH_AFTER: char = 'a';
    /// `size` and `skip`.
    pub const SIZE_SKIP: char = 'k';
    /// `start` and `count`.
    pub const START_COUNT: char = 'c';
    /// `start_id` and `limit`.
    pub const START_ID: char = 's';
    /// `start` and `limit`.
    pub const START_LIMIT: char = 't';

    /// All of them.
    pub const ALL: [char; 8] = [
        LIMIT_OFFSET,
        NEXT_PAGE,
        PAGE,
        SEARCH_AFTER,
        SIZE_SKIP,
        START_COUNT,
        START_ID,
        START_LIMIT,
    ];

    /// The names that documents and callers have for them.
    pub const NAMES: [(&str, char); 8] = [
        ("limit-offset", LIMIT_OFFSET),
        ("next-page", NEXT_PAGE),
        ("page", PAGE),
        ("search-after", SEARCH_AFTER),
        ("size-skip", SIZE_SKIP),
        ("start-count", START_COUNT),
        ("start_id", START_ID),
        ("start-limit", START_LIMIT),
    ];

    /// Stands for the style that most of a platform's lists have.
    pub const USUAL: char = '_';

    /// The parameters of a style: the one that says where a page begins, and the one that says how many items it holds.
    #[must_use]
    pub const fn parameters(style: char) -> Option<(&'static str, &'static str)> {
        Some(match style {
            LIMIT_OFFSET => ("offset", "limit"),
            NEXT_PAGE => ("page", "per_page"),
            PAGE => ("page", "limit"),
            SEARCH_AFTER => ("search_after", "size"),
            SIZE_SKIP => ("skip", "size"),
            START_COUNT => ("start", "count"),
            START_ID => ("start_id", "limit"),
            START_LIMIT => ("start", "limit"),
            _ => return None,
        })
    }
}

/// The flags of an operation, behind a list's style.
pub mod flag {
    /// Sending it twice does what sending it once does.
    pub const IDEMPOTENT: char = 'i';
    /// Sent with a JSON object of the parameters.
    pub const JSON_BODY: char = 'b';
    /// Sent with a multipart form.
    pub const MULTIPART_BODY: char = 'm';
    /// Sent with the value of its only body parameter, as JSON.
    pub const WHOLE_BODY: char = 'w';
    /// The body takes further names.
    pub const OPEN_BODY: char = 'o';
    /// Answers with a file.
    pub const FILE: char = 'f';
    /// Answers with nothing that is described.
    pub const NOTHING: char = 'e';
    /// Answers with one record.
    pub const RECORD: char = 'r';
    /// Answers with an object that has members.
    pub const ONE: char = 'g';
    /// Answers with such an object in `data`.
    pub const ONE_IN_DATA: char = 'd';
    /// Answers with a list.
    pub const LIST: char = 'y';
    /// Answers with a list in `data`.
    pub const LIST_IN_DATA: char = 'z';
}

/// What may follow a parameter's name.
pub mod parameter {
    /// It may be a list or an object, in a query.
    pub const MANY: char = '*';
    /// It must be given.
    pub const REQUIRED: char = '!';
    /// The most items follow.
    pub const MAX_ITEMS: char = '#';
    /// How its value may be nested follows.
    pub const NESTING: char = ':';
}

/// The characters of a nesting.
pub mod nesting {
    /// It may be anything.
    pub const ANY: char = '?';
    /// It is a text in Base64.
    pub const BASE64: char = '=';
}

/// What begins a word about a list; one without such a mark is the place of the items.
pub mod list {
    /// The place of the next cursor.
    pub const CURSOR: char = '>';
    /// The size of a page where nothing is said.
    pub const DEFAULT_SIZE: char = '=';
    /// The most items on a page.
    pub const MAX_SIZE: char = '#';
    /// The place of the items, where nothing is said.
    pub const ITEMS: &str = "data";
}

/// The first letter of a path, which is the method's.
pub mod method {
    /// DELETE.
    pub const DELETE: &str = "D";
    /// GET.
    pub const GET: &str = "G";
    /// PATCH.
    pub const PATCH: &str = "A";
    /// POST.
    pub const POST: &str = "P";
    /// PUT.
    pub const PUT: &str = "U";
}

/// The operations that stand for calls that no document describes: something read, something written that may not be repeated, and
/// something that may. Their paths are the caller's; no path of an API holds a question mark. A list's line is that of `list`, with the
/// mark of a style before its flags, and the place of a cursor behind.
pub const UNDESCRIBED: &str =
    "@request\t\nget\tG?\tie\nlist\tG?\tie\t\t\titems\npatch\tA?\tbe\npost\tP?\tbe\nput\tU?\tibe\n";
