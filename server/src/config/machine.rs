//! `[machine]`: the account that uploaders work as.

use service::Email;

use super::reader::Reader;
use super::secrets;

const SECTION: &str = "machine";
const DEFAULT_EMAIL: &str = "machine@localhost";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// `None` refuses every machine.
    pub secret: Option<String>,
    pub email: Email,
}

impl Machine {
    pub(super) fn read(reader: &mut Reader, debug: bool) -> Self {
        let secret = reader.text(SECTION, "secret");
        if let Some(weakness) = secret.as_deref().and_then(secrets::weakness)
            && !debug
        {
            reader.problem(SECTION, "secret", weakness);
        }
        let default = Email::parse(DEFAULT_EMAIL).expect("the default is an address");
        Self {
            secret,
            email: reader.value(SECTION, "email", default, "an email address", |text| {
                Email::parse(text).ok()
            }),
        }
    }
}
