//! Decides how the memory of cached runs is measured: workflows that have run their activities and wait for a signal, all
//! of them in the worker's memory, beside what that worker had before.

use super::{
    Size,
    client::Server,
    metrics::{Memory, Metrics},
    process::{self, Process},
};
use crate::engine::Kind;
use anyhow::{Result, ensure};
use dacapo_bench_worker::{Echoes, Reading};
use dacapo_runtime::Runtime;
use std::time::Duration;

/// How many workflows run before memory is read for the first time.
const WARM_UP: usize = 20;

/// How often it is looked whether all workflows wait, every 100 ms.
const TRIES: u32 = 1200;

/// How long the worker has to come to rest.
const REST: Duration = Duration::from_secs(2);

/// Measures each worker once. What its heap holds is counted, so that there is no noise to average.
pub(crate) fn measure(server: &Server, engines: &[Kind], size: &Size, metrics: &mut Metrics) -> Result<Vec<Memory>> {
    let mut all = Vec::new();
    for &engine in engines.iter().filter(|_| size.open > 0) {
        let memory = measure_one(server, engine, size)?;
        eprintln!("memory: {}: {:.0} bytes of heap for each open workflow", engine.name(), memory.heap_bytes_per_run);
        metrics.write(&memory)?;
        all.push(memory);
    }
    Ok(all)
}

fn measure_one(server: &Server, engine: Kind, size: &Size) -> Result<Memory> {
    let task_queue = format!("memory-{}", engine.name());
    let mut worker = Process::start(engine, &process::spec(size, server.port, &task_queue, true))?;
    let input = Echoes { activities: size.activities, waits: true, text: "x".repeat(size.text_bytes) };
    let client = server.client(&task_queue, input);
    // With both kinds of task there have been all the calls that there will be.
    server.wait(client.open("warm-up", WARM_UP, size.concurrency))?;
    server.wait(client.close("warm-up", WARM_UP, size.concurrency))?;
    let empty = read_at_rest(server, &mut worker, 0)?;
    server.wait(client.open("open", size.open, size.concurrency))?;
    let full = read_at_rest(server, &mut worker, size.open)?;
    let ended = server.wait(client.close("open", size.open, size.concurrency))?;
    worker.end()?;
    let each = |bytes: f64| bytes / size.open as f64;
    Ok(Memory {
        engine,
        open: size.open,
        heap_bytes_per_run: each((full.heap_bytes - empty.heap_bytes) as f64),
        resident_bytes_per_run: each(full.resident_bytes as f64 - empty.resident_bytes as f64),
        allocations_per_run: each((full.allocations - empty.allocations) as f64),
        empty,
        full,
        disturbed: ended.iter().filter(|ended| ended.is_disturbed).count(),
    })
}

/// Reads the worker when `open` workflows wait, and has nothing else to do.
fn read_at_rest(server: &Server, worker: &mut Process, open: usize) -> Result<Reading> {
    let runtime = server.runtime();
    for _ in 0..TRIES {
        if worker.read()?.parked == open {
            break;
        }
        server.wait(runtime.sleep(Duration::from_millis(100)));
    }
    server.wait(runtime.sleep(REST));
    let reading = worker.read()?;
    ensure!(reading.parked == open, "{} of {open} workflows are in the worker's memory", reading.parked);
    Ok(reading)
}
