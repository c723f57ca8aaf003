//! Decides how a connection is led through an HTTP proxy.

use crate::error::InvalidOption;
use base64::{Engine, engine::general_purpose::STANDARD};
use dacapo_runtime::Endpoint;
use futures_util::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use std::fmt::{self, Debug, Formatter};

/// The longest answer that a proxy may give, in bytes.
const LONGEST: usize = 16 * 1024;

/// A proxy that takes `CONNECT`.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct Proxy {
    /// Where it is.
    pub endpoint: Endpoint,
    /// Whom it knows, if it asks.
    pub login: Option<Login>,
}

/// A name and a password.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, reason = "a user fills it")]
pub struct Login {
    /// The name, without a colon.
    pub user: String,
    /// The password.
    pub password: String,
}

impl Debug for Login {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Proxy {
    pub(super) fn check(&self, endpoints: &[Endpoint]) -> Result<(), InvalidOption> {
        if endpoints.iter().any(|endpoint| matches!(endpoint, Endpoint::Unix(_))) {
            return Err(InvalidOption::new("proxy", "no proxy leads to a Unix socket, which is among the endpoints"));
        }
        if self.login.as_ref().is_some_and(|login| login.user.contains(':')) {
            return Err(InvalidOption::new("proxy.login.user", "there is a colon in it"));
        }
        Ok(())
    }

    /// Asks the proxy at the other end of `stream` for a connection to `authority`.
    pub(super) async fn lead(
        &self,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
        authority: &str,
    ) -> Result<(), String> {
        let login = self.login.as_ref().map(|Login { user, password }| {
            let login = STANDARD.encode(format!("{user}:{password}"));
            format!("Proxy-Authorization: Basic {login}\r\n")
        });
        let login = login.unwrap_or_default();
        let request = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{login}\r\n");
        let failed = |error: std::io::Error| format!("it does not answer: {error}");
        stream.write_all(request.as_bytes()).await.map_err(failed)?;
        stream.flush().await.map_err(failed)?;
        let mut answer = Vec::new();
        // What follows the empty line is the server's, so bytes are read one by one.
        while !answer.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).await.map_err(failed)?;
            answer.extend(byte);
            if answer.len() >= LONGEST {
                return Err("its answer is too long".to_owned());
            }
        }
        check(&answer)
    }
}

/// Whether an answer begins with a status of success.
fn check(answer: &[u8]) -> Result<(), String> {
    let line = answer.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let mut words = line.split(' ');
    let is_http = words.next().is_some_and(|version| version.starts_with("HTTP/1."));
    let is_success = words.next().is_some_and(|status| status.len() == 3 && status.starts_with('2'));
    if is_http && is_success { Ok(()) } else { Err(format!("it answers {line:?}")) }
}
