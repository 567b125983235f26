//! The operation that a method and a path ask for.
//!
//! A Worker looks one up for each call that it passes on, so a table is read once, and its operations are kept such that few
//! have to be compared.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::rc::Rc;

use super::operation::{Operation, Table, placeholder};
use crate::http::Method;

/// What is told at a glance from what does not fit: the method, and the number of segments.
type Shape = (Method, usize);

/// A table's operations.
struct Paths {
    /// Those whose paths have no names in them.
    plain: HashMap<(Method, String), Operation>,
    /// The others, with their segments.
    open: HashMap<Shape, Vec<(Vec<&'static str>, Operation)>>,
}

thread_local! {
    static READ: RefCell<Vec<(Table, Rc<Paths>)>> = RefCell::default();
}

impl Table {
    /// The operation at this method and path. Both must fit: what is not described is not passed on.
    #[must_use]
    pub fn by_path(self, method: Method, path: &str) -> Option<Operation> {
        Paths::of(self).find(method, path)
    }
}

impl Paths {
    fn of(table: Table) -> Rc<Self> {
        let known = |all: &Vec<(Table, Rc<Self>)>| {
            all.iter().find(|(of, _)| *of == table).map(|(_, paths)| Rc::clone(paths))
        };
        READ.with_borrow(known).unwrap_or_else(|| {
            let paths = Rc::new(Self::read(table));
            READ.with_borrow_mut(|all| all.push((table, Rc::clone(&paths))));
            paths
        })
    }

    fn read(table: Table) -> Self {
        let (mut plain, mut open) = (HashMap::new(), HashMap::<Shape, Vec<_>>::new());
        for operation in table.iter() {
            let segments = operation.segments();
            if operation.in_path().next().is_some() {
                let shape = (operation.method, segments.len());
                open.entry(shape).or_default().push((segments, operation));
            } else {
                plain.entry((operation.method, operation.path())).or_insert(operation);
            }
        }
        Self { plain, open }
    }

    /// Where several fit, the one that leaves the least open (OpenAPI, path templating).
    fn find(&self, method: Method, path: &str) -> Option<Operation> {
        if let Some(operation) = self.plain.get(&(method, path.to_owned())) {
            return Some(*operation);
        }
        let alike = self.open.get(&(method, path.split('/').count()))?.iter();
        let fitting = alike.filter(|(segments, _)| fit(segments.iter().copied(), path));
        let best = fitting.min_by_key(|(segments, operation)| {
            let length: usize = segments.iter().map(|segment| segment.len()).sum();
            (operation.in_path().count(), Reverse(length))
        });
        best.map(|(_, operation)| *operation)
    }
}

/// Whether a path is one of the template's: the same segments, and something plain for each name. Nothing
/// is decoded; an escape that could hide a slash or a dot does not fit.
#[must_use]
pub fn fits(template: &str, path: &str) -> bool {
    fit(template.split('/'), path)
}

fn fit<'a>(mut expected: impl Iterator<Item = &'a str>, path: &str) -> bool {
    let mut given = path.split('/');
    loop {
        match (expected.next(), given.next()) {
            (None, None) => return true,
            (Some(part), Some(whole)) if fits_part(part, whole) => {}
            _ => return false,
        }
    }
}

/// Whether a segment is one of the template's.
fn fits_part(part: &str, whole: &str) -> bool {
    let Some((_, ending)) = placeholder(part) else { return part == whole };
    let Some(value) = whole.strip_suffix(ending) else { return false };
    let plain = value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_~.".contains(&b));
    !value.is_empty() && plain && value != "." && value != ".."
}
