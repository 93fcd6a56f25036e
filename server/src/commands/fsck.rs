//! `crash-store fsck`

use std::path::Path;
use std::process::ExitCode;

use service::{DataDir, FsckOptions, Report};
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
        println!("{finding}");
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

fn summarise(report: &Report, options: FsckOptions) -> String {
    let Report {
        dumps,
        symbols,
        unfinished_uploads,
        strays,
        second_copies,
        damaged,
        healed,
        symbol_names,
        failed,
    } = report;
    let how = if options.verify {
        "every byte"
    } else {
        "sizes"
    };
    let done = if options.repair {
        "; all but the last were removed, quarantined, marked or made again"
    } else {
        ""
    };
    format!(
        "checked {how} of {dumps} dumps and {symbols} symbol files: {unfinished_uploads} unfinished \
         files, {strays} without a row, {second_copies} second copies, {damaged} damaged, {healed} \
         healed, {symbol_names} wrong names of symbol files, {failed} failed{done}"
    )
}
