//! Decides what is bound to happen in a world, before anything does.

use super::{World, client::Client, event::Event, happen::input};
use crate::program::{Planned, Visit};
use dacapo_core::rng::Random;
use std::time::Duration;

impl World<'_> {
    pub(super) fn plan(&mut self, planned: &[Planned]) {
        for worker in 0..self.processes.len() {
            self.later(Duration::ZERO, Event::Starts { worker });
        }
        for plan in planned {
            if plan.is_eager {
                self.to_start = Some(plan.clone());
                let at = Duration::from_millis(self.random.up_to(20_000));
                self.later(at, Event::WantsStart);
            }
            for visits in [plan.visits.clone(), vec![Visit::Result]] {
                let client = self.clients.len();
                self.clients.push(Client::new(&plan.workflow_id, input(plan), visits));
                self.later(Duration::ZERO, Event::Visits { client });
            }
        }
        self.plan_faults();
    }

    fn plan_faults(&mut self) {
        let workers = u64::try_from(self.processes.len()).unwrap_or(1);
        let some = |random: &mut Random| usize::try_from(random.up_to(workers - 1)).unwrap_or_default();
        let faults = self.faults.clone();
        for (at, until) in faults.crashes {
            let worker = some(&mut self.random);
            self.later(at, Event::Crashes { worker, until });
        }
        for (at, _) in faults.shutdowns {
            let worker = some(&mut self.random);
            self.later(at, Event::ShutsDown { worker });
        }
        for (at, until) in faults.pauses {
            let worker = some(&mut self.random);
            self.later(at, Event::Pauses { worker, until });
        }
        for (at, until) in faults.outages {
            self.later(at, Event::ServerStops { until });
        }
        for (at, by) in faults.jumps {
            let worker = some(&mut self.random);
            self.later(at, Event::Jumps { worker, by });
        }
        for at in faults.evictions {
            let worker = some(&mut self.random);
            self.later(at, Event::LetsGo { worker });
        }
    }
}
