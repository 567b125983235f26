//! What each command stores, replies, and has the host do, on SQLite as a Durable Object has it.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::envelope::{WaitFor, Wake};
use super::*;
use crate::error::{Code, Error};

const NOW: u64 = 1_700_000_000_000;
const OWNER: &str = "ada";
const KEY: &str = "lease ada shop 7";

/// The whole minute at which the alarm goes off for what expires then.
fn alarm(expires_at: u64) -> Option<u64> {
    Some(expires_at.div_ceil(60_000) * 60_000)
}

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
    run_for(sql, OWNER, now, command)
}

fn run_for(sql: &Connection, owner: &str, now: u64, command: serde_json::Value) -> Envelope {
    let order = serde_json::json!({ "owner": owner, "run": command });
    let Addressed::<String, VaultCommand> { owner, run } = serde_json::from_value(order).unwrap();
    execute(sql, &owner, run, now).unwrap()
}

/// The names of what is stored, expired or not.
fn stored_names(sql: &Connection) -> Vec<String> {
    let rows = sql.run("SELECT name FROM entries ORDER BY name", &[]).unwrap();
    rows.into_iter()
        .map(|row| match row.into_iter().next() {
            Some(SqlValue::Text(name)) => name,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn connection(keep_until: Option<u64>) -> StoredConnection {
    let (instance, account, sealed) = ("shop".into(), "7".into(), "v1.x".into());
    StoredConnection { instance, account, sealed, connected_at: 0, keep_until }
}

fn connect(sql: &Connection, keep_until: Option<u64>) -> Envelope {
    let stored = connection(keep_until);
    let command = VaultCommand::PutConnection { stored, login_log: None, installation: None };
    execute(sql, OWNER, command, NOW).unwrap()
}

fn lease(sql: &Connection, now: u64) -> Envelope {
    let (instance, account) = ("shop".into(), "7".into());
    let command = VaultCommand::LeaseToken { instance, account, stale: None, installation: None };
    execute(sql, OWNER, command, now).unwrap()
}

fn put_token(sql: &Connection, generation: u64, use_until: u64) -> Envelope {
    let (instance, account, sealed) = ("shop".into(), "7".into(), "v1.t".into());
    let command = VaultCommand::PutToken { instance, account, generation, sealed, use_until };
    execute(sql, OWNER, command, NOW).unwrap()
}

fn fail_token(sql: &Connection, generation: u64, refused: bool) -> Envelope {
    let (instance, account, error) = ("shop".into(), "7".into(), down());
    let command = VaultCommand::FailToken { instance, account, generation, refused, error };
    execute(sql, OWNER, command, NOW).unwrap()
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
            alarm(NOW + 60_000),
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
            alarm(NOW + 60_000),
        ),
        (
            json!({ "command": "claimFlow", "flows": [{ "id": "f", "expiresAt": NOW + 1 }], "digest": "e" }),
            VaultReply::Claim(Claim::Replayed),
            None,
        ),
        (json!({ "command": "claimCode", "digest": "c" }), VaultReply::Done, alarm(NOW + 60_000)),
        (
            json!({ "command": "claimCode", "digest": "c" }),
            VaultReply::Claim(Claim::Replayed),
            None,
        ),
        (
            json!({ "command": "addLoginLog", "flow": "one", "sealed": "v1.l" }),
            VaultReply::Done,
            alarm(NOW + 60_000),
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
            alarm(NOW + 60_000),
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
                logs: ["two", "one"]
                    .map(|flow| SealedLoginLog { flow: flow.into(), sealed: "v1.l".into() })
                    .to_vec(),
            },
            None,
        ),
        (
            json!({ "command": "reseal", "old": stored, "sealed": "v2.x" }),
            VaultReply::Done,
            alarm(NOW + 60_000),
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
            alarm(NOW + 60_000),
        ),
        (json!({ "command": "deleteAllConnections" }), VaultReply::Done, alarm(NOW + 60_000)),
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
    let until = NOW + 15_000;
    assert_eq!(lease(&sql, NOW), Envelope::reply(task.clone()).alarm_at(alarm(until)));
    let waits =
        Envelope { wait_for: Some(WaitFor { key: KEY.into(), until }), ..Envelope::default() };
    assert_eq!(lease(&sql, NOW + 1), waits);
    assert_eq!(lease(&sql, until).reply, Some(task), "the first took too long");
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
    assert_eq!(lease(&sql, NOW).reply, Some(task));
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
        assert_eq!(lease(&sql, NOW).reply, Some(next));
    }
}

#[test]
fn those_who_wait_ask_again_when_a_token_that_is_no_longer_wanted_fails() {
    let sql = storage();
    connect(&sql, None);
    lease(&sql, NOW);
    put_token(&sql, 1, NOW + 1);
    let task = VaultReply::Lease { generation: 2, stored: connection(None) };
    assert_eq!(lease(&sql, NOW + 1).reply, Some(task));
    let woken = Envelope { wake: wake(None), ..done(alarm(NOW + 15_001)) };
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
    assert_eq!(connect(&sql, Some(NOW + 5)), done(alarm(NOW + 5)));
    assert_eq!(sweep(&sql, NOW + 4).unwrap(), alarm_at(alarm(NOW + 5)));
    assert_eq!(sweep(&sql, NOW + 5).unwrap(), erase);
    connect(&sql, None);
    assert_eq!(sweep(&sql, NOW + 5).unwrap(), Envelope::default(), "what never expires is left");
}

#[test]
fn sixteen_vaults_are_enough_for_all_owners() {
    let names: std::collections::BTreeSet<_> =
        (0..1000).map(|owner| vault_of(&owner.to_string())).collect();
    assert_eq!(names.len(), 16);
    // What is stored must be found by every later version.
    assert_eq!([vault_of("ada"), vault_of("bob")], ["vault 1", "vault 4"]);
}

#[test]
fn owners_in_one_vault_see_and_change_nothing_of_each_other() {
    use serde_json::json;
    let sql = storage();
    let put = json!({
        "command": "putConnection", "instance": "shop", "account": "7", "sealed": "v1.x", "connectedAt": 0, "keepUntil": null,
        "loginLog": { "flow": "f", "sealed": "v1.l" },
    });
    let claim = json!({ "command": "claimFlow", "flows": [{ "id": "f", "expiresAt": NOW + 1 }], "digest": "d" });
    let owners = ["ada", "ad", "adam", "!", ""];
    for owner in owners {
        assert_eq!(run_for(&sql, owner, NOW, put.clone()).reply, Some(VaultReply::Done));
        let granted = VaultReply::Claim(Claim::Granted { id: "f".into() });
        assert_eq!(run_for(&sql, owner, NOW, claim.clone()).reply, Some(granted), "{owner:?}");
        let admit = json!({ "command": "admit", "most": 1, "windowMs": 60_000 });
        let admitted = VaultReply::Admitted { admitted: true };
        assert_eq!(run_for(&sql, owner, NOW, admit).reply, Some(admitted), "{owner:?}");
    }
    run_for(&sql, "ada", NOW, json!({ "command": "endSession", "until": NOW + 9 }));
    for owner in owners.into_iter().filter(|owner| *owner != "ada") {
        let list = json!({ "command": "listConnections" });
        let listed = VaultReply::Connections { stored: vec![connection(None)] };
        assert_eq!(run_for(&sql, owner, NOW, list).reply, Some(listed), "{owner:?}");
        let logs = run_for(&sql, owner, NOW, json!({ "command": "listLoginLogs" })).reply;
        assert!(
            matches!(logs, Some(VaultReply::LoginLogs { logs }) if logs.len() == 1),
            "{owner:?}"
        );
    }
}

#[test]
fn nothing_is_read_or_stored_in_a_session_that_has_ended_until_its_own_end() {
    use serde_json::json;
    let until = NOW + 30 * REMEMBER_MS;
    let stored = connection(Some(until));
    let sql = storage();
    connect(&sql, Some(until));
    lease(&sql, NOW);
    run(&sql, NOW, json!({ "command": "addLoginLog", "flow": "one", "sealed": "v1.l" }));
    assert_eq!(
        run(&sql, NOW, json!({ "command": "endSession", "until": until })).reply,
        Some(VaultReply::Done)
    );
    assert_eq!(stored_names(&sql), ["ended ada ", "lease ada shop 7"]);
    let ended = Some(VaultReply::Ended);
    let put = json!({
        "command": "putConnection", "instance": "shop", "account": "7", "sealed": "v1.x", "connectedAt": 0, "keepUntil": until,
    });
    for command in [
        json!({ "command": "addLoginLog", "flow": "one", "sealed": "v1.l" }),
        json!({ "command": "beginClaim", "user": "bia", "until": until }),
        json!({ "command": "claimFlow", "flows": [{ "id": "f", "expiresAt": until }], "digest": "d" }),
        json!({ "command": "deleteAllConnections" }),
        json!({ "command": "deleteConnections", "instance": "shop" }),
        json!({ "command": "getConnection", "instance": "shop" }),
        json!({ "command": "leaseToken", "instance": "shop", "account": "7" }),
        json!({ "command": "listConnections" }),
        json!({ "command": "listLoginLogs" }),
        json!({ "command": "reseal", "old": stored, "sealed": "v2.x" }),
        put.clone(),
    ] {
        for now in [NOW, until - 1] {
            let envelope = run(&sql, now, command.clone());
            assert_eq!(envelope.reply, ended, "{command}");
        }
    }
    put_token(&sql, 1, until);
    assert_eq!(stored_names(&sql), ["ended ada ", "lease ada shop 7"], "a token that comes late");
    assert_eq!(
        run(&sql, NOW, json!({ "command": "endSession", "until": until })).reply,
        Some(VaultReply::Done),
        "once more"
    );
    sweep(&sql, until).unwrap();
    assert!(stored_names(&sql).is_empty());
}

#[test]
fn a_session_is_claimed_by_the_first_user_and_by_him_again_and_connects_nothing_more() {
    use serde_json::json;
    let until = NOW + REMEMBER_MS;
    let sql = storage();
    connect(&sql, Some(until));
    let claim = |user: &str| json!({ "command": "beginClaim", "user": user, "until": until });
    let listed = Some(VaultReply::Connections { stored: vec![connection(Some(until))] });
    assert_eq!(run(&sql, NOW, claim("ana")).reply, listed);
    assert_eq!(run(&sql, NOW, claim("bia")).reply, Some(VaultReply::Claim(Claim::Replayed)));
    assert_eq!(run(&sql, NOW, claim("ana")).reply, listed, "after an interruption");
    assert_eq!(connect(&sql, Some(until)).reply, Some(VaultReply::Ended));
    let flow = json!({ "command": "claimFlow", "flows": [{ "id": "f", "expiresAt": until }], "digest": "d" });
    assert_eq!(run(&sql, NOW, flow).reply, Some(VaultReply::Ended));
    assert_eq!(run(&sql, NOW, json!({ "command": "listConnections" })).reply, listed);
    run(&sql, NOW, json!({ "command": "endSession", "until": until }));
    for user in ["ana", "bia"] {
        assert_eq!(run(&sql, NOW, claim(user)).reply, Some(VaultReply::Ended), "{user}");
    }
}

#[test]
fn an_installation_keeps_its_id_until_its_own_keys_end_it() {
    use serde_json::json;
    let sql = storage();
    let install = |id: &str, keys: &str| {
        let put = json!({
            "command": "putConnection", "instance": "shop", "account": "7", "sealed": "v1.x", "connectedAt": 0, "keepUntil": null,
            "installation": { "id": id, "keys": keys },
        });
        match run(&sql, NOW, put).reply {
            Some(VaultReply::Installed { installation }) => installation,
            other => panic!("{other:?}"),
        }
    };
    let uninstall = |keys: &str| {
        let end = json!({ "command": "endInstallation", "instance": "shop", "keys": keys });
        run(&sql, NOW, end).reply == Some(VaultReply::Connection { stored: Some(connection(None)) })
    };
    let is_there = |installation: Option<&str>| {
        let of = json!({ "instance": "shop", "account": "7", "installation": installation });
        let found = ["getConnection", "leaseToken"].map(|name| {
            let mut command = of.clone();
            command["command"] = name.into();
            let nothing = Some(VaultReply::Connection { stored: None });
            run(&sql, NOW, command).reply != nothing
        });
        let newest =
            json!({ "command": "getConnection", "instance": "shop", "installation": installation });
        let nothing = Some(VaultReply::Connection { stored: None });
        assert_eq!(found, [run(&sql, NOW, newest).reply != nothing; 2]);
        found[0]
    };
    assert!(!uninstall("k1"), "an account that is not known");
    assert_eq!(install("one", "k1"), "one");
    assert_eq!(install("two", "k2"), "one", "opened again, with other keys");
    assert_eq!([Some("one"), Some("two"), None].map(is_there), [true, false, true]);
    assert!(!uninstall("k1"), "former keys");
    assert!(is_there(None));
    assert!(uninstall("k2"));
    assert!(!uninstall("k2"), "once more");
    assert_eq!([Some("one"), None].map(is_there), [false, false]);
    assert_eq!(install("three", "k2"), "three");
    assert_eq!([Some("one"), Some("three"), None].map(is_there), [false, true, true]);
}

#[test]
fn what_strangers_leave_is_bounded_and_goes_when_its_time_is_over() {
    use serde_json::json;
    let sql = storage();
    let count =
        |kind: &str| stored_names(&sql).iter().filter(|name| name.starts_with(kind)).count();
    let session = 30 * REMEMBER_MS;
    let at = NOW + 600_000;
    for n in 0..21_000_u64 {
        // Of 100 commands, one comes at a time at which it counts.
        let now = if n % 100 == 0 { at } else { at + 1 };
        let order = |command: serde_json::Value| run_for(&sql, &format!("{n:064x}"), now, command);
        order(json!({ "command": "claimCode", "digest": "d" }));
        order(json!({ "command": "endSession", "until": NOW + session + n }));
        if n < 2_000 {
            let log = json!({ "command": "addLoginLog", "flow": "f", "sealed": "v1.l" });
            run_for(&sql, &format!("other {n}"), now, log);
        }
    }
    assert!((15_000..=20_100).contains(&count("ended ")), "{}", count("ended "));
    assert!((300..=500).contains(&count("failure ")), "{}", count("failure "));
    // Codes that can still be accepted stay, however many.
    assert_eq!(count("used "), 21_000);
    let later = at + 600_032;
    run_for(&sql, "later", later, json!({ "command": "claimCode", "digest": "d" }));
    assert!((15_000..=15_001).contains(&count("used ")), "{}", count("used "));
    sweep(&sql, later + REMEMBER_MS).unwrap();
    assert_eq!([count("used "), count("failure ")], [0, 0]);
    let erase = Envelope { erase: true, ..Envelope::default() };
    assert_eq!(sweep(&sql, NOW + session + 21_000).unwrap(), erase);
}

#[test]
fn what_only_reads_or_is_refused_writes_nothing() {
    use serde_json::json;
    let sql = storage();
    for command in [
        json!({ "command": "getConnection", "instance": "shop" }),
        json!({ "command": "getConnection", "instance": "shop", "account": "7", "installation": "i" }),
        json!({ "command": "leaseToken", "instance": "shop", "account": "7" }),
        json!({ "command": "listConnections" }),
        json!({ "command": "listLoginLogs" }),
        json!({ "command": "claimFlow", "flows": [{ "id": "f", "expiresAt": NOW }], "digest": "d" }),
        json!({ "command": "endInstallation", "instance": "shop", "keys": "k" }),
        json!({ "command": "deleteAllConnections" }),
        json!({ "command": "deleteConnections", "instance": "shop" }),
        json!({ "command": "endSession", "until": NOW }),
        json!({ "command": "reseal", "old": connection(None), "sealed": "v2.x" }),
    ] {
        run(&sql, NOW, command.clone());
        assert!(stored_names(&sql).is_empty(), "{command}");
    }
}
