//! Decides whether one more slot keeps memory and CPU below their targets: two PID controllers over the load that the
//! host reports.

use crate::{
    time::MonoTime,
    worker::{config::ResourceSlots, desk::Load},
};

/// How far a controller's output must be above zero before a slot is given, for memory and for CPU.
const MEMORY_THRESHOLD: f64 = 0.25;
const CPU_THRESHOLD: f64 = 0.05;

/// The proportional and the derivative gain of both controllers; the integral one is zero.
const PROPORTIONAL: f64 = 5.0;
const DERIVATIVE: f64 = 1.0;

/// The slots of one kind, given by load.
#[derive(Clone, Debug)]
pub(super) struct Controller {
    slots: ResourceSlots,
    memory: Pid,
    cpu: Pid,
    last_grant: Option<MonoTime>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Pid {
    last: Option<f64>,
    output: f64,
}

impl Pid {
    fn measure(&mut self, target: f64, share: f64) {
        let change = self.last.map_or(0.0, |last| share - last);
        self.output = PROPORTIONAL * (target - share) - DERIVATIVE * change;
        self.last = Some(share);
    }
}

impl Controller {
    pub(super) const fn new(slots: ResourceSlots) -> Self {
        let none = Pid { last: None, output: 0.0 };
        Self { slots, memory: none, cpu: none, last_grant: None }
    }

    /// Takes a reading.
    pub(super) fn load(&mut self, load: Load) {
        self.memory.measure(self.slots.target_memory, load.memory);
        self.cpu.measure(self.slots.target_cpu, load.cpu);
    }

    /// The outputs of both controllers, memory first.
    pub(super) const fn outputs(&self) -> (f64, f64) {
        (self.memory.output, self.cpu.output)
    }

    /// Whether a slot is given on top of `used`.
    pub(super) fn grant(&mut self, now: MonoTime, used: usize) -> bool {
        if used < self.slots.minimum {
            return true;
        }
        let is_below = self.memory.output > MEMORY_THRESHOLD && self.cpu.output > CPU_THRESHOLD;
        let is_early = self.last_grant.is_some_and(|last| now < last.plus(self.slots.ramp_throttle));
        let may = used < self.slots.maximum && is_below && !is_early;
        if may {
            self.last_grant = Some(now);
        }
        may
    }

    /// Forgets the last slot given, once it holds nothing back.
    pub(super) fn tick(&mut self, now: MonoTime) {
        if self.last_grant.is_some_and(|last| last.plus(self.slots.ramp_throttle) <= now) {
            self.last_grant = None;
        }
    }

    /// When the throttle ends that keeps the next slot back.
    pub(super) fn deadline(&self, used: usize) -> Option<MonoTime> {
        if used < self.slots.minimum || used >= self.slots.maximum {
            return None;
        }
        self.last_grant.map(|last| last.plus(self.slots.ramp_throttle))
    }
}
