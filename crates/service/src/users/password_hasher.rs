//! Hashes passwords beside the async threads, a few at a time.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::Password;
use crate::{Error, Result};

/// OWASP's recommendation for argon2id: 19 MiB, two passes, one lane.
/// <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>
static ARGON2: LazyLock<Argon2<'static>> = LazyLock::new(|| {
    let params = Params::new(19 * 1024, 2, 1, None).expect("the parameters are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
});

/// Checked against when there is no account, so that its absence takes as long.
static DUMMY_HASH: LazyLock<String> = LazyLock::new(|| {
    hash("no account has this password").expect("hashing with fixed parameters succeeds")
});

/// A pool as wide as the machine has processors.
#[derive(Clone, Debug)]
pub(crate) struct PasswordHasher {
    permits: Arc<Semaphore>,
}

impl PasswordHasher {
    pub(crate) fn new() -> Self {
        let width = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            permits: Arc::new(Semaphore::new(width)),
        }
    }

    pub(crate) async fn hash(&self, password: Password) -> Result<String> {
        self.run(move || hash(&password.into_inner()))
            .await?
            .map_err(Error::PasswordHash)
    }

    /// Whether `password` is the one; without a hash it takes as long and is not.
    pub(crate) async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        self.run(move || {
            let matches = verify(&password, hash.as_deref().unwrap_or(&DUMMY_HASH));
            matches && hash.is_some()
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let permit = self.permits.clone().acquire_owned().await;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is over, even when nobody waits for it any more.
            let _permit = permit;
            work()
        });
        Ok(done.await?)
    }
}

fn hash(password: &str) -> argon2::password_hash::Result<String> {
    let salt = SaltString::generate(&mut OsRng);
    Ok(ARGON2
        .hash_password(password.as_bytes(), &salt)?
        .to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| ARGON2.verify_password(password.as_bytes(), &hash).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_is_good_for_its_password_alone() {
        let hasher = PasswordHasher::new();
        let password = Password::parse("Tr1cky-Enough!").expect("a good password");
        let hash = hasher.hash(password).await.expect("hashes");
        let verify =
            |text: &str, hash: &Option<String>| hasher.verify(text.to_owned(), hash.clone());
        let some = Some(hash);
        assert!(verify("Tr1cky-Enough!", &some).await.expect("verifies"));
        assert!(!verify("Tr1cky-Enough", &some).await.expect("verifies"));
        assert!(
            !verify("no account has this password", &None)
                .await
                .expect("verifies")
        );
    }
}
