//! The operation that a method and a path ask for.
//!
//! A Worker looks one up for each call that it passes on, so a table is read once: its operations are kept by method and number
//! of segments, which leaves few to be compared.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::rc::Rc;

use super::operation::{Operation, Table, placeholder};
use crate::http::Method;

/// What is told at a glance from what does not fit: the method, and the number of segments.
type Shape = (u8, usize);

/// A table's operations, by their shape.
struct Paths(Vec<(Shape, Operation)>);

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
        let mut all: Vec<_> =
            table.iter().map(|operation| (shape_of(&operation), operation)).collect();
        all.sort_by_key(|(shape, _)| *shape); // what is alike stays in the table's order
        Self(all)
    }

    fn find(&self, method: Method, path: &str) -> Option<Operation> {
        let shape = (method as u8, path.split('/').count());
        let start = self.0.partition_point(|(other, _)| *other < shape);
        let alike = self.0.get(start..)?.iter().take_while(|(other, _)| *other == shape);
        let fitting = alike.filter(|(_, operation)| fit(operation.parts(), path));
        // Where several fit, the one that leaves the least open (OpenAPI, path templating).
        let best = fitting.min_by_key(|(_, operation)| {
            let length: usize = operation.parts().map(str::len).sum();
            (operation.in_path().count(), Reverse(length))
        });
        best.map(|(_, operation)| *operation)
    }
}

fn shape_of(operation: &Operation) -> Shape {
    (operation.method as u8, operation.parts().count())
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
