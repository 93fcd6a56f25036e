//! Holds one file against what its row says of it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use model::{Damage, Sha256};
use nix::errno::Errno;
use sha2::Digest;
use store::StoredBlob;

use crate::blobs::{SeekableFile, Tier, Tiers, blocking};
use crate::durable::named;
use crate::fsck::Course;

const CHUNK_BYTES: usize = 256 * 1024;

/// What is wrong with the bytes of each row, in the order of the rows.
///
/// One task for all of them: a start looks at every file there is.
pub(super) async fn check(
    rows: Vec<StoredBlob>,
    tiers: &Tiers,
    verify: bool,
    course: &Course,
) -> io::Result<Vec<(StoredBlob, io::Result<Option<Damage>>)>> {
    let (tiers, course) = (tiers.clone(), course.clone());
    blocking(move || {
        let check = |row: StoredBlob| {
            let tier = Tier::of(row.archived_size);
            let Some(path) = tiers.path(tier, row.stored_name) else {
                // Archived beside this check, by a server that has an archive.
                let unknown = format!("{}: there is no archive here", row.stored_name);
                return (row, Err(io::Error::other(unknown)));
            };
            let damage =
                check_one(&row, &path, verify, &course).map_err(|error| named(&path, &error));
            course.count();
            (row, damage)
        };
        Ok(rows.into_iter().map(check).collect())
    })
    .await
}

fn check_one(
    row: &StoredBlob,
    path: &Path,
    verify: bool,
    course: &Course,
) -> io::Result<Option<Damage>> {
    course.go_on()?;
    let length = match path.metadata() {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Some(Damage::Missing)),
        Err(error) => return Err(error),
    };
    if length != row.archived_size.unwrap_or(row.size) {
        return Ok(Some(Damage::Truncated));
    }
    if !verify {
        // Only reading the bytes can say that they are good again.
        return Ok(row.damage.filter(|damage| *damage == Damage::Corrupt));
    }
    let hash = match row.archived_size {
        None => hash(path, course),
        Some(file_bytes) => readable(path, hash_archived(path, file_bytes, course)),
    };
    match hash {
        Ok(hash) => Ok((hash != Some(row.sha256)).then_some(Damage::Corrupt)),
        // It went since its length was looked at: moved or deleted, as its row will tell.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(Damage::Missing)),
        Err(error) => Err(error),
    }
}

/// The hash of a file; `None` when the disk cannot read a part of it.
pub(crate) fn hash(path: &Path, course: &Course) -> io::Result<Option<Sha256>> {
    readable(path, hash_plain(path, course))
}

fn readable(path: &Path, hash: io::Result<Sha256>) -> io::Result<Option<Sha256>> {
    match hash {
        Ok(hash) => Ok(Some(hash)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(None),
        Err(error) if error.raw_os_error() == Some(Errno::EIO as i32) => {
            // A bad sector is what is looked for, and no reason to stop looking.
            tracing::warn!(path = %path.display(), "the disk cannot read a part of a file");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn hash_plain(path: &Path, course: &Course) -> io::Result<Sha256> {
    let mut file = File::open(path)?;
    let mut hasher = sha2::Sha256::new();
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        course.go_on()?;
        match file.read(&mut chunk)? {
            0 => return Ok(Sha256(hasher.finalize().into())),
            read => hasher.update(&chunk[..read]),
        }
    }
}

fn hash_archived(path: &Path, file_bytes: u64, course: &Course) -> io::Result<Sha256> {
    let file = SeekableFile::open(path, file_bytes)?;
    let mut hasher = sha2::Sha256::new();
    for frame in file.frames() {
        course.go_on()?;
        hasher.update(file.read_frame(frame)?);
    }
    Ok(Sha256(hasher.finalize().into()))
}
