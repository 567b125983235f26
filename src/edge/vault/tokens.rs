//! The tokens of an account: one caller at a time is given the task to ask for one.

use super::{Answer, Cell, Sql, Vault, as_integer, text, time};
use crate::error::Result;

/// How long somebody may take to ask for a token before another one does.
const LEASE_MS: u64 = 15_000;

/// Those of an earlier life: after a crash, nobody would come back with a token, and all would wait in vain. If somebody
/// does come back, two have asked, which harms nothing.
pub(super) fn end_all_leases(sql: &impl Sql) -> Result<()> {
    sql.run("UPDATE tokens SET leased_until = 0 WHERE leased_until > 0", &[]).map(drop)
}

impl<S: Sql> Vault<'_, S> {
    pub(super) fn lease_token(
        &self,
        instance: &str,
        account: &str,
        stale: Option<u64>,
    ) -> Result<Answer> {
        let connections = self.connections(Some(instance))?;
        let Some(stored) = connections.into_iter().find(|one| one.account == account) else {
            return Ok(Answer::Connection { stored: None });
        };
        let rows = self.sql.run(
            "SELECT generation, sealed, use_until, leased_until, refused FROM tokens
             WHERE instance = ? AND account = ?",
            &[text(instance), text(account)],
        )?;
        let (mut generation, now) = (0, as_integer(self.now));
        if let Some(
            [
                Cell::Integer(known),
                sealed,
                Cell::Integer(use_until),
                Cell::Integer(leased_until),
                Cell::Integer(refused),
            ],
        ) = rows.first().map(Vec::as_slice)
        {
            generation = u64::try_from(*known).unwrap_or_default();
            if *refused != 0 {
                return Ok(Answer::Refused);
            }
            if let (Cell::Text(sealed), true) =
                (sealed, *use_until > now && stale != Some(generation))
            {
                let use_until = u64::try_from(*use_until).unwrap_or_default();
                return Ok(Answer::Token { generation, sealed: sealed.clone(), use_until });
            }
            if *leased_until > now {
                return Ok(Answer::Wait {
                    until: u64::try_from(*leased_until).unwrap_or_default(),
                });
            }
        }
        self.sql.run(
            "INSERT INTO tokens (instance, account, generation, use_until, leased_until, refused)
             VALUES (?, ?, ?, 0, ?, 0)
             ON CONFLICT (instance, account) DO UPDATE SET leased_until = excluded.leased_until",
            &[text(instance), text(account), time(generation), time(self.now + LEASE_MS)],
        )?;
        Ok(Answer::Lease { generation: generation + 1, stored })
    }

    pub(super) fn put_token(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        sealed: &str,
        use_until: u64,
    ) -> Result<Answer> {
        // One who was too slow does not put his over a newer one.
        let put = self.sql.run(
            "UPDATE tokens SET generation = ?3, sealed = ?4, use_until = ?5, leased_until = 0
             WHERE instance = ?1 AND account = ?2 AND generation = ?3 - 1 RETURNING 1",
            &[text(instance), text(account), time(generation), text(sealed), time(use_until)],
        )?;
        if put.is_empty() || use_until <= self.now {
            return self.sweep();
        }
        Ok(Answer::Token { generation, sealed: sealed.into(), use_until })
    }

    pub(super) fn end_lease(
        &self,
        instance: &str,
        account: &str,
        generation: u64,
        refused: bool,
    ) -> Result<Answer> {
        self.sql.run(
            "UPDATE tokens SET leased_until = 0, refused = ?4
             WHERE instance = ?1 AND account = ?2 AND generation = ?3 - 1",
            &[text(instance), text(account), time(generation), Cell::Integer(refused.into())],
        )?;
        self.sweep()
    }
}
