//! dacapo-core as an engine: a run that is given the history's bytes and answered from the script.

use crate::replay::{
    case::Case,
    engine::{Engine, Kind, Replay, Tally},
    meter::Meter,
    script::Script,
};
use anyhow::{Result, bail};
use bytes::Bytes;
use dacapo_core::{
    command::host::{HostCommand, Success},
    workflow::activation::Job,
};
use dacapo_replay::{
    play::{Delivery, Outcome, Player},
    recorded::{Facts, Plan},
};

/// dacapo-core.
#[derive(Debug)]
pub(crate) struct Dacapo;

struct Prepared {
    script: Script<HostCommand>,
    bytes: Bytes,
    facts: Facts,
}

impl Engine for Dacapo {
    fn kind(&self) -> Kind {
        Kind::Dacapo
    }

    fn prepare(&self, case: &Case) -> Result<Box<dyn Replay>> {
        // A clone shares its text and payloads with the original. The case's plan would outlive the replay and spare
        // it freeing them, so this one's commands are of a plan of their own.
        let plan = Plan::of(&case.bytes)?;
        Ok(Box::new(Prepared {
            script: Script::new(&plan, |command| Ok(command.clone()))?,
            bytes: case.bytes.clone(),
            facts: plan.facts,
        }))
    }
}

impl Replay for Prepared {
    fn run(self: Box<Self>, meter: &mut Meter) -> Result<Tally> {
        let Self { mut script, bytes, facts } = *self;
        meter.start();
        let mut player = Player::new(bytes, &facts, Delivery::default());
        let outcome = player.run_to_end(|activation| {
            for job in &activation.jobs {
                if let Job::DoUpdate(update) = job {
                    script.deliver_update(update.protocol_instance_id.clone());
                }
            }
            Success::with(script.answer(activation.history_length))
        });
        meter.stop();
        match outcome {
            Outcome::Ok => script.finish(),
            other => bail!("dacapo rejects the history: {other:?}"),
        }
    }
}
