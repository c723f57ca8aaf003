//! Every way in which a connection fails, on tokio and on smol: at which stage, why, and that the message alone is enough to
//! mend it. All messages are in `golden`; `UPDATE=1` writes them anew.

mod agreement;
mod certificates;
mod options;
mod plain;
mod renewal;

use crate::{
    host::call,
    tls::{Authority, crypto},
};
use dacapo_runtime::{Endpoint, Runtime, Transport};
use dacapo_runtime_smol::Smol;
use dacapo_runtime_tokio::Tokio;
use dacapo_transport_hyper::{Answer, Cause, HyperTransport, Options, Request, Security, Stage, Tls};
use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

async fn echo(request: Request) -> Answer {
    Answer::from(Ok(request.message))
}

/// What was told of a failure.
type Told = (Stage, Cause, String);

/// What connecting fails with, at the only address, on both runtimes.
async fn failure(tokio: &Tokio, options: &Options) -> Told {
    let told = failure_on(tokio.clone(), options).await;
    assert_eq!(failure_on(smol(), options).await, told, "smol and tokio");
    told
}

async fn failure_on<R: Runtime>(runtime: R, options: &Options) -> Told {
    let transport = HyperTransport::new(runtime, options).expect("the options are valid");
    let status = transport.connect().await.expect_err("it cannot be connected to");
    let error = transport.connect_error().expect("it says why");
    assert_eq!(status.message.as_str(), error.to_string());
    assert_eq!(error.failures.len(), 1, "there is one address: {error}");
    let failure = error.failures.first().expect("there is one");
    assert!(status.message.contains(failure.cause.sentence()) && status.message.contains(failure.cause.advice()));
    (failure.stage, failure.cause, failure.to_string())
}

/// Nothing is wrong with these options, on either runtime.
async fn success(tokio: &Tokio, options: &Options) {
    let answers = [answer(tokio.clone(), options).await, answer(smol(), options).await];
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
}

async fn answer<R: Runtime>(runtime: R, options: &Options) -> dacapo_core::rpc::CallEnd {
    HyperTransport::new(runtime, options).expect("the options are valid").call(call(b"")).await
}

/// A runtime of smol, whose tasks have a thread of their own for as long as the process is.
fn smol() -> Smol {
    static SMOL: OnceLock<Smol> = OnceLock::new();
    let start = || {
        let executor = Arc::new(async_executor::Executor::new());
        let running = Arc::clone(&executor);
        std::thread::spawn(move || async_io::block_on(running.run(std::future::pending::<()>())));
        Smol::new(executor)
    };
    SMOL.get_or_init(start).clone()
}

/// Failures by their names, as they are told.
#[derive(Default)]
struct Golden(BTreeMap<&'static str, String>);

impl Golden {
    fn add(&mut self, name: &'static str, told: Told, expected: (Stage, Cause)) {
        assert_eq!((told.0, told.1), expected, "{name}: {}", told.2);
        assert_eq!(self.0.insert(name, without_ports(&told.2)), None, "{name}");
    }

    fn check(self, file: &str) {
        let told: String = self.0.iter().map(|(name, message)| format!("{name}\n    {message}\n")).collect();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(file);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(path.parent().expect("it has one")).expect("the folder can be made");
            fs::write(&path, &told).expect("the file can be written");
        }
        assert_eq!(fs::read_to_string(&path).expect("it is checked in"), told);
    }
}

/// The port is another in every run.
fn without_ports(message: &str) -> String {
    let mut parts = message.split("127.0.0.1:");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("127.0.0.1:PORT");
        text.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_digit()));
    }
    text
}

fn plain(endpoint: Endpoint) -> Options {
    Options { connect_timeout: Duration::from_secs(5), ..Options::new(endpoint, 1) }
}

fn secured(endpoint: Endpoint, tls: Tls) -> Options {
    Options { security: Security::Tls(tls), crypto: Some(crypto()), ..plain(endpoint) }
}

fn trusting() -> Tls {
    Tls { roots: Authority::new().roots(), ..Tls::default() }
}
