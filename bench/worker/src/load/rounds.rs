//! Decides the order of the turns in which workers are under load, and what is read of them.

use super::{
    Size,
    client::Server,
    metrics::{Metrics, Round, Sample},
    process::{self, Process},
    report::{per_second, quantile_ms},
};
use crate::engine::Kind;
use anyhow::Result;
use dacapo_bench_worker::Echoes;
use dacapo_runtime::Runtime;
use futures_util::future::{Either, select};
use std::{pin::pin, time::Duration};

/// How many workflows run before the clock does: connections open, lazy tables fill.
const WARM_UP: usize = 20;

/// How often a worker under load is read.
const SAMPLE_EVERY: Duration = Duration::from_secs(1);

/// Has the workers take turns. Reports progress on standard error.
pub(crate) fn measure(
    server: &Server,
    engines: &[Kind],
    size: &Size,
    metrics: &mut Metrics,
) -> Result<Vec<(Round, Vec<Duration>)>> {
    let mut rounds = Vec::new();
    for number in 0..size.rounds {
        // Each round begins with another worker.
        let first = number.checked_rem(engines.len()).unwrap_or(0);
        let (before, from) = engines.split_at(first);
        for &engine in from.iter().chain(before) {
            let (round, latencies) = turn(server, engine, number, size, metrics)?;
            eprintln!(
                "round {} of {}: {}: {:.1} workflows/s, {:.2} CPU seconds for 1 000",
                number + 1,
                size.rounds,
                engine.name(),
                round.workflows_per_second,
                round.cpu_seconds_per_1000,
            );
            metrics.write(&round)?;
            rounds.push((round, latencies));
        }
    }
    Ok(rounds)
}

fn turn(
    server: &Server,
    engine: Kind,
    number: usize,
    size: &Size,
    metrics: &mut Metrics,
) -> Result<(Round, Vec<Duration>)> {
    let task_queue = format!("load-{}-{number}", engine.name());
    let mut worker = Process::start(engine, &process::spec(size, server.port, &task_queue, false))?;
    let client = server
        .client(&task_queue, Echoes { activities: size.activities, waits: false, text: "x".repeat(size.text_bytes) });
    server.wait(client.clone().run("warm-up", WARM_UP, size.concurrency))?;
    let runtime = server.runtime();
    let (before, begun) = (worker.read()?, runtime.now());
    let mut load = server.spawn(client.run("load", size.workflows, size.concurrency));
    let ended = loop {
        let waited = server.wait(async {
            match select(&mut load, pin!(runtime.sleep(SAMPLE_EVERY))).await {
                Either::Left((ended, _)) => Some(ended),
                Either::Right(((), _)) => None,
            }
        });
        if let Some(ended) = waited {
            break ended??;
        }
        let seconds = runtime.now().mono.since(begun.mono).as_secs_f64();
        metrics.write(&Sample { round: number, engine, seconds, reading: worker.read()? })?;
    };
    let after = worker.read()?;
    worker.end()?;
    let mut closed: Vec<f64> = ended.iter().map(|ended| ended.closed.since(begun.wall).as_secs_f64()).collect();
    closed.sort_unstable_by(f64::total_cmp);
    let seconds = closed.last().copied().unwrap_or_default();
    let disturbed = ended.iter().filter(|ended| ended.is_disturbed).count();
    let mut latencies: Vec<Duration> = ended.into_iter().map(|ended| ended.latency).collect();
    latencies.sort_unstable();
    let cpu_seconds = after.cpu_seconds - before.cpu_seconds;
    let round = Round {
        round: number,
        engine,
        workflows: size.workflows,
        seconds,
        workflows_per_second: per_second(&closed, size.concurrency),
        cpu_seconds,
        cpu_seconds_per_1000: cpu_seconds * 1000.0 / size.workflows as f64,
        p50_ms: quantile_ms(&latencies, 0.5),
        p99_ms: quantile_ms(&latencies, 0.99),
        resident_bytes: after.resident_bytes,
        peak_resident_bytes: after.peak_resident_bytes,
        disturbed,
    };
    Ok((round, latencies))
}
