//! Operations in groups, by the words of their ids.

use std::collections::BTreeMap;

use describe::Operation;

#[derive(Default)]
pub(super) struct OperationTree<'a> {
    pub(super) groups: BTreeMap<&'a str, OperationTree<'a>>,
    /// By the last word of their ids.
    pub(super) methods: BTreeMap<&'a str, &'a Operation>,
}

impl<'a> OperationTree<'a> {
    /// Of these operations; their ids without the prefix, where they have one.
    pub(super) fn of(operations: &'a [Operation], prefix: Option<&str>) -> Self {
        let mut tree = Self::default();
        for operation in operations {
            let mut words: Vec<_> =
                operation.id.split('.').skip(usize::from(prefix.is_some())).collect();
            let verb = words.pop().unwrap_or_default();
            let group =
                words.iter().fold(&mut tree, |tree, word| tree.groups.entry(word).or_default());
            group.methods.insert(verb, operation);
        }
        tree
    }
}
