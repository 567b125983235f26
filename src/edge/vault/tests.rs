//! What each command stores, replies, and has the host do, on SQLite as a Durable Object has it.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::envelope::{WaitFor, Wake};
use super::*;
use crate::error::{Code, Error};

const NOW: u64 = 1_700_000_000_000;
const KEY: &str = "connection shop 7";

impl Sql for Connection {
    fn run(&self, statement: &str, values: &[SqlValue]) -> Result<Vec<Vec<SqlValue>>> {
        let failed = |_| Error::new(Code::Unavailable, "The storage failed.");
        let values = values.iter().map(|value| match value {
            SqlValue::Integer(number) => Value::Integer(i64::try_from(*number).unwrap()),
            SqlValue::Null => Value::Null,
            SqlValue::Text(text) => Value::Text(text.clone()),
        });
        let mut statement = self.prepare_cached(statement).map_err(failed)?;
        let columns = statement.column_count();
        let rows = statement.query_map(params_from_iter(values), |row| {
            (0..columns).map(|at| row.get(at).map(from_sql)).collect()
        });
        rows.map_err(failed)?.collect::<rusqlite::Result<_>>().map_err(failed)
    }
}

fn from_sql(value: Value) -> SqlValue {
    match value {
        Value::Integer(number) => SqlValue::Integer(u64::try_from(number).unwrap()),
        Value::Null => SqlValue::Null,
        Value::Text(text) => SqlValue::Text(text),
        Value::Real(_) | Value::Blob(_) => panic!("{value:?}"),
    }
}

fn storage() -> Connection {
    let sql = Connection::open_in_memory().unwrap();
    prepare(&sql, NOW).unwrap();
    sql
}

/// What a command, as the Worker writes it, has the host do.
fn run(sql: &Connection, now: u64, command: serde_json::Value) -> Envelope {
    let command: VaultCommand = serde_json::from_value(command).unwrap();
    execute(sql, command, now).unwrap()
}

fn connection(keep_until: Option<u64>) -> StoredConnection {
    let (instance, account, sealed) = ("shop".into(), "7".into(), "v1.x".into());
    StoredConnection { instance, account, sealed, connected_at: 0, keep_until }
}

fn connect(sql: &Connection, keep_until: Option<u64>) -> Envelope {
    let command = VaultCommand::PutConnection { stored: connection(keep_until), login_log: None };
    execute(sql, command, NOW).unwrap()
}

fn lease(sql: &Connection, now: u64) -> Envelope {
    let (instance, account) = ("shop".into(), "7".into());
    execute(sql, VaultCommand::LeaseToken { instance, account, stale: None }, now).unwrap()
}

fn put_token(sql: &Connection, generation: u64, use_until: u64) -> Envelope {
    let (instance, account, sealed) = ("shop".into(), "7".into(), "v1.t".into());
    let command = VaultCommand::PutToken { instance, account, generation, sealed, use_until };
    execute(sql, command, NOW).unwrap()
}

fn fail_token(sql: &Connection, generation: u64, refused: bool) -> Envelope {
    let (instance, account, error) = ("shop".into(), "7".into(), down());
    let command = VaultCommand::FailToken { instance, account, generation, refused, error };
    execute(sql, command, NOW).unwrap()
}

fn down() -> Error {
    Error::new(Code::Network, "Down.").retryable(true)
}

fn done(alarm_at: Option<u64>) -> Envelope {
    Envelope::reply(VaultReply::Done).alarm_at(alarm_at)
}

fn wake(reply: Option<VaultReply>) -> Option<Wake> {
    Some(Wake { key: KEY.into(), reply })
}

#[test]
fn a_command_replies_and_sets_the_alarm_for_what_expires_first() {
    use serde_json::json;
    let day = REMEMBER_MS;
    let log = |flow: &str| json!({ "flow": flow, "sealed": "v1.l" });
    let stored = connection(Some(NOW + 2 * day));
    let sql = storage();
    for (command, reply, alarm_at) in [
        (
            json!({ "command": "admit", "most": 1, "windowMs": 60_000 }),
            VaultReply::Admitted { admitted: true },
            Some(NOW + 60_000),
        ),
        (
            json!({ "command": "admit", "most": 1, "windowMs": 60_000 }),
            VaultReply::Admitted { admitted: false },
            None,
        ),
        (
            json!({ "command": "claimFlow", "flows": [{ "id": "f", "expiresAt": NOW }], "digest": "d" }),
            VaultReply::Claim(Claim::Expired),
            None,
        ),
        (
            json!({ "command": "claimFlow", "flows": [{ "id": "f", "expiresAt": NOW + 1 }], "digest": "d" }),
            VaultReply::Claim(Claim::Granted { id: "f".into() }),
            Some(NOW + 60_000),
        ),
        (
            json!({ "command": "claimFlow", "flows": [{ "id": "f", "expiresAt": NOW + 1 }], "digest": "e" }),
            VaultReply::Claim(Claim::Replayed),
            None,
        ),
        (json!({ "command": "claimCode", "digest": "c" }), VaultReply::Done, Some(NOW + 60_000)),
        (
            json!({ "command": "claimCode", "digest": "c" }),
            VaultReply::Claim(Claim::Replayed),
            None,
        ),
        (
            json!({ "command": "addLoginLog", "flow": "one", "sealed": "v1.l" }),
            VaultReply::Done,
            Some(NOW + 60_000),
        ),
        (
            json!({ "command": "getConnection", "instance": "shop" }),
            VaultReply::Connection { stored: None },
            None,
        ),
        (
            json!({
                "command": "putConnection", "instance": "shop", "account": "7", "sealed": "v1.x",
                "connectedAt": 0, "keepUntil": NOW + 2 * day, "loginLog": log("two"),
            }),
            VaultReply::Done,
            Some(NOW + 60_000),
        ),
        (
            json!({ "command": "getConnection", "instance": "shop", "account": "7" }),
            VaultReply::Connection { stored: Some(stored.clone()) },
            None,
        ),
        (
            json!({ "command": "listConnections" }),
            VaultReply::Connections { stored: vec![stored.clone()] },
            None,
        ),
        (
            json!({ "command": "listLoginLogs" }),
            VaultReply::LoginLogs {
                logs: ["one", "two"]
                    .map(|flow| SealedLoginLog { flow: flow.into(), sealed: "v1.l".into() })
                    .to_vec(),
            },
            None,
        ),
        (
            json!({ "command": "reseal", "old": stored, "sealed": "v2.x" }),
            VaultReply::Done,
            Some(NOW + 60_000),
        ),
        (
            json!({ "command": "getConnection", "instance": "shop" }),
            VaultReply::Connection {
                stored: Some(StoredConnection { sealed: "v2.x".into(), ..stored }),
            },
            None,
        ),
        (
            json!({ "command": "deleteConnections", "instance": "shop", "account": "7" }),
            VaultReply::Done,
            Some(NOW + 60_000),
        ),
        (json!({ "command": "deleteAllConnections" }), VaultReply::Done, Some(NOW + 60_000)),
        (json!({ "command": "listLoginLogs" }), VaultReply::LoginLogs { logs: vec![] }, None),
    ] {
        let envelope = run(&sql, NOW, command.clone());
        assert_eq!(envelope, Envelope::reply(reply).alarm_at(alarm_at), "{command}");
    }
}

#[test]
fn one_caller_gets_the_task_and_the_others_wait_until_it_ends() {
    let sql = storage();
    assert_eq!(lease(&sql, NOW), Envelope::reply(VaultReply::Connection { stored: None }));
    connect(&sql, None);
    let task = VaultReply::Lease { generation: 1, stored: connection(None) };
    assert_eq!(lease(&sql, NOW), Envelope::reply(task.clone()));
    let until = NOW + 15_000;
    let waits =
        Envelope { wait_for: Some(WaitFor { key: KEY.into(), until }), ..Envelope::default() };
    assert_eq!(lease(&sql, NOW + 1), waits);
    assert_eq!(lease(&sql, until), Envelope::reply(task), "the first took too long");
}

#[test]
fn all_who_wait_get_the_token_that_comes() {
    let sql = storage();
    connect(&sql, None);
    lease(&sql, NOW);
    let token = VaultReply::Token { generation: 1, sealed: "v1.t".into(), use_until: NOW + 1 };
    let woken = Envelope { wake: wake(Some(token.clone())), ..done(None) };
    assert_eq!(put_token(&sql, 1, NOW + 1), woken);
    assert_eq!(lease(&sql, NOW), Envelope::reply(token));
    let too_late = Envelope { wake: wake(None), ..done(None) };
    assert_eq!(put_token(&sql, 1, NOW + 9), too_late, "they ask again");
}

#[test]
fn those_who_wait_ask_again_when_a_token_has_expired_before_it_comes() {
    let sql = storage();
    connect(&sql, None);
    lease(&sql, NOW);
    assert_eq!(put_token(&sql, 1, NOW), Envelope { wake: wake(None), ..done(None) });
    let task = VaultReply::Lease { generation: 2, stored: connection(None) };
    assert_eq!(lease(&sql, NOW), Envelope::reply(task));
}

#[test]
fn all_who_wait_are_told_why_there_is_no_token() {
    for (refused, next) in [
        (false, VaultReply::Lease { generation: 1, stored: connection(None) }),
        (true, VaultReply::Refused),
    ] {
        let sql = storage();
        connect(&sql, None);
        lease(&sql, NOW);
        let failed = VaultReply::TokenFailed { error: down() };
        let woken = Envelope { wake: wake(Some(failed)), ..done(None) };
        assert_eq!(fail_token(&sql, 1, refused), woken);
        assert_eq!(lease(&sql, NOW), Envelope::reply(next));
    }
}

#[test]
fn those_who_wait_ask_again_when_a_token_that_is_no_longer_wanted_fails() {
    let sql = storage();
    connect(&sql, None);
    lease(&sql, NOW);
    put_token(&sql, 1, NOW + 1);
    let task = VaultReply::Lease { generation: 2, stored: connection(None) };
    assert_eq!(lease(&sql, NOW + 1), Envelope::reply(task));
    let woken = Envelope { wake: wake(None), ..done(None) };
    assert_eq!(fail_token(&sql, 1, true), woken);
}

#[test]
fn a_lease_ends_when_the_object_comes_to_life_again() {
    let sql = storage();
    connect(&sql, None);
    let task = lease(&sql, NOW);
    prepare(&sql, NOW).unwrap();
    assert_eq!(lease(&sql, NOW), task);
}

#[test]
fn a_sweep_deletes_what_has_expired_and_erases_a_storage_that_is_empty() {
    let sql = storage();
    let alarm_at = |alarm_at| Envelope { alarm_at, ..Envelope::default() };
    let erase = Envelope { erase: true, ..Envelope::default() };
    assert_eq!(sweep(&sql, NOW).unwrap(), erase);
    assert_eq!(connect(&sql, Some(NOW + 5)), done(Some(NOW + 5)));
    assert_eq!(sweep(&sql, NOW + 4).unwrap(), alarm_at(Some(NOW + 5)));
    assert_eq!(sweep(&sql, NOW + 5).unwrap(), erase);
    connect(&sql, None);
    assert_eq!(sweep(&sql, NOW + 5).unwrap(), Envelope::default(), "what never expires is left");
}
