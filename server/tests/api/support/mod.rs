//! A server of its own for every test, and words to talk to it.

mod accounts;
mod answer;
mod clock;
mod form;
mod raw;
mod test_app;

pub(crate) use accounts::{ADMIN, MACHINE_SECRET, PASSWORD, SECRET_KEY, foreign_token};
pub(crate) use answer::Answer;
pub(crate) use clock::TestClock;
pub(crate) use form::{BOUNDARY, Form, MULTIPART};
pub(crate) use raw::RawConnection;
pub(crate) use test_app::{IntoAnswer, TestApp};
