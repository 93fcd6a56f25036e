//! Which crashes show that the cause of a group is not removed after all.

use model::DumpId;
use store::{ContestedResolution, Resolution};

use super::Signatures;
use super::version_order::compare;
use crate::Result;

impl Signatures {
    /// The resolution that a dump's crash shows to be wrong, once it has that signature.
    pub(crate) async fn disproved_by(
        &self,
        signature: &str,
        dump: DumpId,
    ) -> Result<Option<Resolution>> {
        let found = self.store.signatures().find_resolution(signature, dump);
        let contested = found.await?;
        Ok(contested
            .filter(is_disproved)
            .map(|contested| contested.resolution))
    }
}

/// A crash that was uploaded before says nothing, and neither does one of a version that is known
/// to crash.
fn is_disproved(contested: &ContestedResolution) -> bool {
    let ContestedResolution {
        resolution,
        uploaded_at,
        version,
    } = contested;
    *uploaded_at > resolution.at
        && resolution.resolved_in.as_ref().is_none_or(|resolved_in| {
            version
                .as_ref()
                .is_some_and(|version| compare(version, resolved_in).is_ge())
        })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use model::SignatureId;

    use super::*;

    #[test]
    fn later_crashes_of_that_version_or_a_newer_one_disprove_it() {
        for (seconds, resolved_in, version, expected) in [
            (1, None, None, true),
            (1, None, Some("0.1"), true),
            (0, None, Some("9"), false),
            (-1, None, Some("9"), false),
            (1, Some("1.10"), Some("1.10"), true),
            (1, Some("1.10"), Some("1.11"), true),
            (1, Some("1.10"), Some("1.9"), false),
            (1, Some("1.10"), Some("1.10-rc1"), false),
            (1, Some("1.10"), None, false),
            (-1, Some("1.10"), Some("2"), false),
        ] {
            let at = DateTime::UNIX_EPOCH;
            let contested = ContestedResolution {
                resolution: Resolution {
                    id: SignatureId(1),
                    resolved_in: resolved_in.map(str::to_owned),
                    at,
                },
                uploaded_at: at + TimeDelta::seconds(seconds),
                version: version.map(str::to_owned),
            };
            assert_eq!(is_disproved(&contested), expected, "{contested:?}");
        }
    }
}
