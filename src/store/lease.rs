//! The lease: a counter that whoever acts raises. Nobody's clock is stored;
//! whoever waits watches the counter by a steady clock of his own.

use std::fmt;

use super::{Store, StoreError};

/// Proof that this copy alone acts: only [`Store::take_lease`] makes one, and
/// every claim of a post tests it in the claim's own transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    holder: String,
}

impl Lease {
    /// Who holds it, as the database has it.
    pub(super) fn holder(&self) -> &str {
        &self.holder
    }
}

/// By what right posts are claimed.
#[derive(Debug, Clone)]
pub enum Authority {
    /// By the lease, which every claim tests.
    Lease(Lease),
    /// Nobody else delivers them: the terminal's own posts, and a rehearsal's.
    Unshared,
}

/// The counter as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    value: i64,
    holder: Option<String>,
}

impl Counter {
    /// Whether nobody holds the lease.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.holder.is_none()
    }
}

impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.value)
    }
}

impl Store {
    /// The counter as it stands.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lease_counter(&self) -> Result<Counter, StoreError> {
        let counter = sqlx::query_as!(Counter, r#"select counter as value, holder from lease where id = 1"#)
            .fetch_one(&self.readers)
            .await?;
        Ok(counter)
    }

    /// Takes the lease, if the counter stands as it was seen; `holder` is a name
    /// that no other copy has.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn take_lease(&self, seen: &Counter, holder: &str) -> Result<Option<Lease>, StoreError> {
        let taken = sqlx::query!(
            "update lease
             set counter = counter + 1, holder = ?
             where id = 1 and counter = ? and holder is ?",
            holder,
            seen.value,
            seen.holder
        )
        .execute(&self.writer)
        .await?;
        Ok((taken.rows_affected() == 1).then(|| Lease { holder: holder.to_owned() }))
    }

    /// Raises the counter: a sign of life.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] if somebody else holds the lease.
    pub async fn raise_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        let holder = lease.holder();
        let raised = sqlx::query!(
            "update lease
             set counter = counter + 1
             where id = 1 and holder = ?",
            holder
        )
        .execute(&self.writer)
        .await?;
        if raised.rows_affected() == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
    }

    /// Gives the lease up, so that another copy may take it at once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn leave_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        let holder = lease.holder();
        sqlx::query!(
            "update lease
             set counter = counter + 1, holder = null
             where id = 1 and holder = ?",
            holder
        )
        .execute(&self.writer)
        .await?;
        Ok(())
    }
}
