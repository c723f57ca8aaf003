//! Decides how a runtime says that a host's name is the trouble, and nothing behind it.

use std::{error::Error, fmt, io};

/// A host's name that could not be turned into addresses: what is inside the error of
/// [`Runtime::connect`](crate::Runtime::connect) then.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "an adapter makes it")]
pub struct Unresolved {
    /// The name.
    pub host: String,
    /// What the system says.
    pub cause: io::Error,
}

impl Unresolved {
    /// The error of a connection that was not made.
    #[must_use]
    pub fn of(host: &str, cause: io::Error) -> io::Error {
        io::Error::new(io::ErrorKind::NotFound, Self { host: host.to_owned(), cause })
    }

    /// Looks for it in the error of a connection.
    #[must_use]
    pub fn within(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the name {:?} has no address: {}", self.host, self.cause)
    }
}

impl Error for Unresolved {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}
