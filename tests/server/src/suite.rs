//! Decides how scenarios become tests: each on every runtime, many at a time, all on one server.

use crate::{DevServer, Lab, World, keep::keep};
use core::{future::Future, time::Duration};
use dacapo_runtime::Runtime;
use futures_util::future::{Either, select};
use libtest_mimic::{Arguments, Trial};
use std::{pin::pin, process::ExitCode};

/// How many scenarios run at a time where the command line does not say: they mostly wait.
const SIDE_BY_SIDE: usize = 8;

/// How long a scenario may take until it is taken for stuck.
const STUCK: Duration = Duration::from_secs(150);

/// One scenario on one runtime.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "a name and what is done")]
pub struct Scenario {
    /// The topic, the scenario and the runtime.
    pub name: String,
    /// Runs it against the server on this port.
    pub run: Run,
}

/// What a scenario does, given the port of a server.
pub struct Run(Box<dyn FnOnce(u16) + Send>);

impl core::fmt::Debug for Run {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Run")
    }
}

impl Scenario {
    /// The scenario `name` of a topic on the runtime of `W`.
    pub fn on<W: World, F: Future<Output = ()> + 'static>(
        module: &str,
        name: &str,
        body: fn(Lab<W::Runtime>) -> F,
    ) -> Self {
        let topic = module.rsplit("::").next().unwrap_or_default();
        let queue = format!("{topic}-{name}-{}", W::NAME);
        let run = move |port| W::run(move |runtime| bounded(Lab::new(runtime, port, &queue), body));
        Self { name: format!("{topic}::{name}::{}", W::NAME), run: Run(Box::new(run)) }
    }
}

/// Makes `scenarios()` of a file's scenarios: functions that are generic over the runtime.
#[macro_export]
macro_rules! scenarios {
    ($($scenario:ident)*) => {
        pub(crate) fn scenarios() -> Vec<$crate::Scenario> {
            vec![$(
                $crate::Scenario::on::<$crate::OnTokio, _>(module_path!(), stringify!($scenario), $scenario),
                $crate::Scenario::on::<$crate::OnSmol, _>(module_path!(), stringify!($scenario), $scenario),
            )*]
        }
    };
}

/// The `main` of a test program: runs those scenarios that the command line names, as `cargo test` does.
#[must_use]
pub fn main(scenarios: Vec<Scenario>) -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = arguments.test_threads.or(Some(SIDE_BY_SIDE));
    let server = if arguments.list { None } else { DevServer::shared() };
    let trial = |scenario: Scenario| {
        let (Run(run), port) = (scenario.run, server.map(|server| server.port));
        let test = Trial::test(scenario.name, move || {
            run(port.ok_or("there is no server")?);
            Ok(())
        });
        test.with_ignored_flag(server.is_none() && !arguments.list)
    };
    let trials = scenarios.into_iter().map(trial).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if let Some(server) = server {
        keep(server.port);
    }
    conclusion.exit_code()
}

/// Ends a scenario that does not end by itself, with what is known of its workers.
#[expect(clippy::panic, reason = "this is how a test fails")]
async fn bounded<R: Runtime, F: Future<Output = ()>>(lab: Lab<R>, body: fn(Lab<R>) -> F) {
    let (scenario, late) = (pin!(body(lab.clone())), pin!(lab.runtime.sleep(STUCK)));
    if let Either::Right(_) = select(scenario, late).await {
        panic!("stuck for {STUCK:?}; its workers:\n{}", lab.describe_workers());
    }
}
