//! `crash-store fsck`

use std::path::Path;
use std::process::ExitCode;

use service::{DataDir, Finding, FsckOptions, Report};
use store::Store;

use super::open;
use crate::cli::FsckArgs;

pub(crate) async fn run(config: Option<&Path>, args: &FsckArgs) -> anyhow::Result<ExitCode> {
    let config = open::load(config)?;
    let folders = config.folders();
    let data_dir = if args.repair {
        DataDir::lock(&folders)?
    } else {
        DataDir::look(&folders)?
    };
    let options = FsckOptions {
        verify: args.verify,
        repair: args.repair,
    };
    let store = open::store(&config).await?;
    let report = service::fsck(store.as_ref(), &data_dir, options, |finding| {
        println!("{}", describe(finding));
    })
    .await?;
    store.close().await;
    println!("{}", summarise(&report, options));
    // After a repair all is well but what could not be repaired: bytes do not come back.
    let is_repaired = args.repair && report.damaged + report.failed == 0;
    let is_well = report.is_clean() || is_repaired;
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn describe(finding: &Finding) -> String {
    match finding {
        Finding::UnfinishedUpload { path } => format!("unfinished file: {}", path.display()),
        Finding::Stray { path } => format!("bytes without a row: {}", path.display()),
        Finding::SecondCopy { path } => {
            format!("second copy of a moved dump: {}", path.display())
        }
        Finding::Damaged {
            id,
            stored_name,
            damage,
            ..
        } => format!("dump {id} ({stored_name}): its file is {}", damage.as_str()),
        Finding::Healed { id, stored_name } => {
            format!("dump {id} ({stored_name}): was marked as damaged and is whole")
        }
        Finding::Failed { reason } => format!("cannot check or repair: {reason}"),
    }
}

fn summarise(report: &Report, options: FsckOptions) -> String {
    let Report {
        dumps,
        unfinished_uploads,
        strays,
        second_copies,
        damaged,
        healed,
        failed,
    } = report;
    let how = if options.verify {
        "every byte"
    } else {
        "sizes"
    };
    let done = if options.repair {
        "; all but the last were removed, quarantined or marked"
    } else {
        ""
    };
    format!(
        "checked {how} of {dumps} dumps: {unfinished_uploads} unfinished files, {strays} \
         without a row, {second_copies} second copies, {damaged} damaged, {healed} healed, {failed} failed{done}"
    )
}
