//! What the host does when the Vault has carried out a command, in words that name no command.

use serde::ser::Error as _;
use serde::{Serialize, Serializer};

use super::VaultReply;

/// What the host does when the Vault has carried out a command. It crosses to JavaScript as JSON; the replies in it are texts,
/// which JavaScript hands on unread.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope {
    /// What the caller gets; `None` where he must wait.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub reply: Option<VaultReply>,
    /// When the alarm is due, in milliseconds since 1970; `None` leaves it as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alarm_at: Option<u64>,
    /// Who no longer has to wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wake: Option<Wake>,
    /// What the caller waits for. Then the same command is carried out again, unless he was woken with a reply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_for: Option<WaitFor>,
    /// Nothing is stored any more: the storage can be deleted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erase: bool,
}

/// All who wait under a key no longer have to.
#[derive(Debug, PartialEq, Serialize)]
pub struct Wake {
    /// The key.
    pub key: String,
    /// What they get; where it is `None`, their commands are carried out again.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub reply: Option<VaultReply>,
}

/// The caller waits until somebody wakes those with this key.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub struct WaitFor {
    /// The key.
    pub key: String,
    /// How long at most, in milliseconds since 1970.
    pub until: u64,
}

impl Envelope {
    pub(super) fn reply(reply: VaultReply) -> Self {
        Self { reply: Some(reply), ..Self::default() }
    }

    pub(super) fn wait_for(key: String, until: u64) -> Self {
        Self { wait_for: Some(WaitFor { key, until }), ..Self::default() }
    }

    pub(super) fn alarm_at(self, alarm_at: Option<u64>) -> Self {
        Self { alarm_at, ..self }
    }

    pub(super) fn wake(self, key: String, reply: Option<VaultReply>) -> Self {
        Self { wake: Some(Wake { key, reply }), ..self }
    }
}

fn as_text<S: Serializer>(reply: &Option<VaultReply>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&serde_json::to_string(reply).map_err(S::Error::custom)?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_says_only_what_there_is_to_do_and_its_replies_are_texts() {
        let failed = VaultReply::Admitted { admitted: false };
        for (envelope, written) in [
            (Envelope::default(), json!({})),
            (Envelope::reply(VaultReply::Done), json!({ "reply": r#"{"reply":"done"}"# })),
            (
                Envelope::reply(VaultReply::Done).alarm_at(Some(5)).wake("k".into(), None),
                json!({ "reply": r#"{"reply":"done"}"#, "alarmAt": 5, "wake": { "key": "k" } }),
            ),
            (
                Envelope::default().wake("k".into(), Some(failed)),
                json!({ "wake": { "key": "k", "reply": r#"{"reply":"admitted","admitted":false}"# } }),
            ),
            (Envelope::wait_for("k".into(), 7), json!({ "waitFor": { "key": "k", "until": 7 } })),
            (Envelope { erase: true, ..Envelope::default() }, json!({ "erase": true })),
        ] {
            assert_eq!(serde_json::to_value(&envelope).unwrap(), written);
        }
    }
}
