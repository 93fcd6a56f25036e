//! What can go wrong in a database.

pub type Result<T, E = StoreError> = std::result::Result<T, E>;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// An error at the edge of the store. "Not found" is none: it is `Ok(None)`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another account has this address.
    #[error("another account has this email address")]
    EmailTaken,
    /// Another client has this name, perhaps in another case.
    #[error("another client has this name")]
    ClientNameTaken,
    /// There is no room left to write to.
    #[error("the database's disk is full")]
    Full(#[source] Source),
    /// Anything else: I/O, a lock held too long, a bug.
    #[error("the database failed")]
    Database(#[source] Source),
}
