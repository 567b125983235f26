//! What classes and types are called.

use describe::{Document, Operation};
use serde_json::Value;

/// `flow.tags.list` is `FlowTagsList`.
pub(super) fn pascal_case(id: &str) -> String {
    id.split('.').map(capitalised).collect()
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The class of a service is called after its document's title.
pub(super) fn class_of_service(document: &Document) -> String {
    let title = document.value.pointer("/info/title").and_then(Value::as_str).unwrap_or_default();
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(capitalised).collect()
}

/// The word that all ids begin with.
pub(super) fn common_prefix(operations: &[Operation]) -> Option<String> {
    let first = |operation: &Operation| operation.id.split('.').next().map(str::to_owned);
    let word = operations.first().and_then(first)?;
    operations.iter().all(|one| first(one).as_ref() == Some(&word)).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::package::class::tests::YAML;

    #[test]
    fn an_id_becomes_a_name() {
        assert_eq!(pascal_case("flow.tags.listAll"), "FlowTagsListAll");
    }

    #[test]
    fn ids_that_begin_with_one_word_share_it() {
        let prefix = |yaml: &str| common_prefix(&Document::parse(yaml).unwrap().operations);
        assert_eq!(prefix(&YAML.replace("me.", "flow.")).as_deref(), Some("flow"));
        assert_eq!(prefix(YAML), None);
    }
}
