//! Modules without symbols: what would make stacks readable.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::time::timestamp;
use crate::{DebugFile, DebugId, SymbolKey};

/// A module that dumps have on their stacks, and that there are no symbols of.
///
/// The order of the fields is the order of the keys in JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MissingModule {
    pub debug_file: DebugFile,
    pub debug_id: DebugId,
    /// The system and the processor that a dump with it ran on.
    pub os: Option<String>,
    pub cpu: Option<String>,
    pub code_file: Option<String>,
    pub code_id: Option<String>,
    /// Whether it comes with the system, so that somebody else has its symbols.
    pub is_system_library: bool,
    /// There is a symbol file, and it could not be read when a dump needed it.
    pub is_broken: bool,
    /// How many dumps its symbols would make more readable.
    pub dumps: u64,
    /// When the last of these dumps came.
    #[serde(with = "timestamp")]
    pub last_seen_at: DateTime<Utc>,
}

impl MissingModule {
    pub fn key(&self) -> SymbolKey {
        SymbolKey {
            debug_file: self.debug_file.clone(),
            debug_id: self.debug_id.clone(),
        }
    }
}

/// A page of modules without symbols: what most dumps lack comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingModuleQuery {
    pub limit: u32,
    /// Where the page before ended.
    pub after: Option<MissingModuleCursor>,
}

/// A place between two modules. In a URL: `<dumps>-<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingModuleCursor {
    pub dumps: i64,
    pub id: i64,
}

/// A text that is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of modules without symbols")]
pub struct MissingModuleCursorError;

impl fmt::Display for MissingModuleCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.dumps, self.id)
    }
}

impl FromStr for MissingModuleCursor {
    type Err = MissingModuleCursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |digits: &str| {
            let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
            digits.parse().ok().filter(|_| is_number)
        };
        text.split_once('-')
            .and_then(|(dumps, id)| {
                Some(Self {
                    dumps: number(dumps)?,
                    id: number(id)?,
                })
            })
            .ok_or(MissingModuleCursorError)
    }
}

/// Beginnings of the names that libraries of Linux distributions have, without `.so` and what
/// follows it.
const LINUX: &[&str] = &[
    "ld",
    "ld-linux",
    "ld-linux-x86-64",
    "ld-linux-aarch64",
    "ld-linux-armhf",
    "ld-musl-x86_64",
    "ld-musl-aarch64",
    "libc",
    "libc++",
    "libc++abi",
    "libdbus-1",
    "libdl",
    "libdrm",
    "libEGL",
    "libfontconfig",
    "libfreetype",
    "libgbm",
    "libgcc_s",
    "libgdk-3",
    "libgio-2.0",
    "libGL",
    "libglib-2.0",
    "libGLX",
    "libgobject-2.0",
    "libgomp",
    "libgtk-3",
    "libgtk-4",
    "libm",
    "libnss_files",
    "libpthread",
    "libresolv",
    "librt",
    "libselinux",
    "libstdc++",
    "libsystemd",
    "libudev",
    "libutil",
    "libuuid",
    "libvulkan",
    "libwayland-client",
    "libX11",
    "libxcb",
    "libz",
    "linux-gate",
    "linux-vdso",
];

/// Names of libraries of Windows, without the extension and the `w` of those for 32 bits.
const WINDOWS: &[&str] = &[
    "advapi32",
    "bcrypt",
    "bcryptprimitives",
    "combase",
    "comctl32",
    "comdlg32",
    "crypt32",
    "d3d11",
    "d3d12",
    "d3d9",
    "dbghelp",
    "dwmapi",
    "dxgi",
    "gdi32",
    "gdi32full",
    "gdiplus",
    "imm32",
    "kernel32",
    "kernelbase",
    "mf",
    "mfplat",
    "msctf",
    "msvcp140",
    "msvcp_win",
    "msvcp140.amd64",
    "msvcrt",
    "mswsock",
    "ntdll",
    "ntkrnlmp",
    "ole32",
    "oleaut32",
    "opengl32",
    "powrprof",
    "propsys",
    "rpcrt4",
    "sechost",
    "setupapi",
    "shcore",
    "shell32",
    "shlwapi",
    "sspicli",
    "ucrtbase",
    "user32",
    "uxtheme",
    "vcruntime140",
    "vcruntime140.amd64",
    "vcruntime140_1",
    "win32u",
    "windows.storage",
    "wininet",
    "winmm",
    "wintrust",
    "wow64",
    "wow64cpu",
    "wow64win",
    "ws2_32",
];

/// Names of libraries and frameworks of macOS.
const MACOS: &[&str] = &[
    "AppKit",
    "AppleMetalOpenGLRenderer",
    "CFNetwork",
    "Carbon",
    "Cocoa",
    "CoreAudio",
    "CoreFoundation",
    "CoreGraphics",
    "CoreServices",
    "CoreText",
    "Foundation",
    "HIToolbox",
    "IOKit",
    "JavaScriptCore",
    "Metal",
    "OpenGL",
    "QuartzCore",
    "Security",
    "SkyLight",
    "WebCore",
    "WebKit",
    "dyld",
    "dyld_sim",
    "libc++.1.dylib",
    "libc++abi.dylib",
    "libcorecrypto.dylib",
    "libdispatch.dylib",
    "libdyld.dylib",
    "libobjc.A.dylib",
    "libsystem_c.dylib",
    "libsystem_kernel.dylib",
    "libsystem_m.dylib",
    "libsystem_malloc.dylib",
    "libsystem_platform.dylib",
    "libsystem_pthread.dylib",
    "libxpc.dylib",
];

/// Whether a module of that name comes with a system: with none of one's own builds. A guess
/// from the name, for people.
pub fn is_system_library(debug_file: &DebugFile) -> bool {
    let name = debug_file.as_str();
    is_of_macos(name) || is_of_linux(name) || is_of_windows(name)
}

fn is_of_macos(name: &str) -> bool {
    MACOS.contains(&name)
}

/// `libc.so.6`, `libc-2.31.so`, `ld-linux-x86-64.so.2`
fn is_of_linux(name: &str) -> bool {
    let Some((stem, _)) = name.split_once(".so") else {
        return false;
    };
    let unversioned = stem
        .rsplit_once('-')
        .filter(|(_, version)| version.starts_with(|first: char| first.is_ascii_digit()))
        .map_or(stem, |(stem, _)| stem);
    LINUX.contains(&stem) || LINUX.contains(&unversioned)
}

/// `ntdll.pdb`, `wntdll.pdb`, `KernelBase.dll`
fn is_of_windows(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return false;
    };
    let bare = stem.strip_prefix('w').unwrap_or(stem);
    matches!(extension, "pdb" | "dll") && (WINDOWS.contains(&stem) || WINDOWS.contains(&bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_is_written() {
        let cursor = MissingModuleCursor { dumps: 12, id: 7 };
        assert_eq!(cursor.to_string(), "12-7");
        assert_eq!("12-7".parse(), Ok(cursor));
        for bad in [
            "",
            "12",
            "-",
            "12-",
            "-7",
            "1-2-3",
            "+1-2",
            "a-b",
            "12-99999999999999999999",
        ] {
            let parsed = bad.parse::<MissingModuleCursor>();
            assert_eq!(parsed, Err(MissingModuleCursorError), "{bad}");
        }
    }

    #[test]
    fn libraries_of_systems_are_known_by_their_names() {
        let is_one = |name: &str| is_system_library(&name.parse().expect("a name"));
        for name in [
            "libc.so.6",
            "libc-2.31.so",
            "ld-linux-x86-64.so.2",
            "libstdc++.so.6.0.30",
            "libglib-2.0.so.0",
            "linux-vdso.so.1",
            "ntdll.pdb",
            "wntdll.pdb",
            "ws2_32.pdb",
            "KernelBase.dll",
            "libsystem_kernel.dylib",
            "AppKit",
        ] {
            assert!(is_one(name), "{name}");
        }
        for name in [
            "app",
            "app.pdb",
            "libapp.so",
            "libc",
            "libcrashy.so.1",
            "ntdll",
            "ntdll.exe",
            "wapp.pdb",
            "Foundation.app",
        ] {
            assert!(!is_one(name), "{name}");
        }
    }
}
