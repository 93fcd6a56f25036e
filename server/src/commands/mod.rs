//! One file per command of the command line.

pub(crate) mod changepassword;
pub(crate) mod check_config;
pub(crate) mod createsuperuser;
pub(crate) mod fsck;
mod open;
mod password;
pub(crate) mod process;
pub(crate) mod serve;
pub(crate) mod symbols;
