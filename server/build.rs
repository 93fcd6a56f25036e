//! Prepares what the binary carries besides its code: tells cargo of the web assets,
//! and takes the viewer of the API's description out of its archive.

use std::env;
use std::error::Error;
use std::fs::File;
use std::io::{self, Cursor};
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

/// The whole distribution would add 11 MB to the binary; these two, compressed, half
/// of one.
const VIEWER_FILES: [&str; 2] = ["swagger-ui-bundle.js", "swagger-ui.css"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=../target/site");
    extract_viewer()
}

fn extract_viewer() -> Result<(), Box<dyn Error>> {
    let out_dir = PathBuf::from(env::var("OUT_DIR")?);
    let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
    for name in VIEWER_FILES {
        let path = archive
            .file_names()
            .filter_map(Result::ok)
            .find(|path| path.ends_with(&format!("/dist/{name}")))
            .ok_or_else(|| format!("Swagger UI's archive has no {name}"))?
            .into_owned();
        let target = File::create(out_dir.join(format!("{name}.gz")))?;
        let mut target = GzEncoder::new(target, Compression::best());
        io::copy(&mut archive.by_name(&path)?, &mut target)?;
        target.finish()?;
    }
    Ok(())
}
