//! Decides which runs stay between their tasks: bounded by count, by bytes and by how long nothing happens to them.

use super::{Cached, Runs, buffer::Buffered};
use crate::{
    id::Text,
    limits,
    machine::Deadline,
    time::{MonoTime, Now},
    worker::{
        desk::Desk,
        local_activity::LocalActivities,
        observe::{Labels, Value},
        polled::PolledTask,
        slots::SlotKind,
    },
    workflow::{Run, activation::EvictionReason, task::RunConfig},
};
use alloc::{boxed::Box, vec::Vec};
use bytes::{Bytes, BytesMut};

/// What became of tasks and runs, since the worker began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Tasks whose run was here.
    pub hits: u64,
    /// Sticky tasks whose run was not here any more.
    pub misses: u64,
    /// Runs that had to go before they ended.
    pub evictions: u64,
    /// Runs that were made anew because their history went on elsewhere.
    pub heals: u64,
}

impl Runs {
    /// Makes a run for a task.
    pub(super) fn add(&mut self, desk: &Desk, now: Now, polled: &PolledTask) {
        let [run_id, workflow_id, workflow_type] =
            together([&polled.execution.run_id, &polled.execution.workflow_id, &polled.workflow_type]);
        let config = RunConfig {
            workflow_id: workflow_id.clone(),
            run_id: run_id.clone(),
            fails_on_nondeterminism: desk.config.fails_on_nondeterminism.contains(&polled.workflow_type),
            ..self.template.clone()
        };
        let run = Run::new(config);
        self.by_workflow.insert(workflow_id.clone(), run_id.clone());
        self.uses = self.uses.saturating_add(1);
        self.by_use.insert(self.uses, run_id.clone());
        let cached = Cached {
            run,
            workflow_id,
            workflow_type,
            task: None,
            next_page_token: Bytes::new(),
            reporting: None,
            is_active: false,
            is_evicting: false,
            is_broken: false,
            has_local_activities: false,
            buffered: Buffered::default(),
            heartbeat_at: None,
            used: self.uses,
            used_at: now.mono,
            bytes: 0,
        };
        self.runs.insert(run_id, Box::new(cached));
    }

    /// Forgets a run whose host has let go of it, and gives back the tasks that waited for it.
    pub(super) fn remove(&mut self, run_id: &Text) -> Option<Buffered> {
        let cached = self.runs.remove(run_id)?;
        self.by_use.remove(&cached.used);
        if self.by_workflow.get(&cached.workflow_id) == Some(run_id) {
            self.by_workflow.remove(&cached.workflow_id);
        }
        if let Some(at) = cached.heartbeat_at {
            self.heartbeats.remove(&(at, run_id.clone()));
        }
        self.bytes = self.bytes.saturating_sub(cached.bytes);
        Some(cached.buffered)
    }

    /// Notes that something happens to a run.
    pub(super) fn touch(&mut self, now: MonoTime, run_id: &Text) {
        let Some(cached) = self.runs.get_mut(run_id) else { return };
        // The text that is here already holds on to no answer.
        let own = self.by_use.remove(&cached.used).unwrap_or_else(|| run_id.clone());
        self.uses = self.uses.saturating_add(1);
        cached.used = self.uses;
        cached.used_at = now;
        self.by_use.insert(self.uses, own);
    }

    /// Has a run give back what its task needed, once that is done, and measures what it holds on to.
    pub(super) fn weigh(&mut self, run_id: &Text) {
        let Some(cached) = self.runs.get_mut(run_id) else { return };
        cached.next_page_token = Bytes::new();
        cached.run.rest();
        let bytes = cached.run.estimated_bytes();
        self.bytes = self.bytes.saturating_sub(cached.bytes).saturating_add(bytes);
        cached.bytes = bytes;
    }

    /// Whether another run may come. Without a cache there are as many as slots: a run whose task is done has given
    /// back its slot, but is here until its host has let go of it.
    pub(super) fn has_room(&self, desk: &Desk) -> bool {
        let most = match desk.config.max_cached_workflows {
            0 => desk.slots.total(SlotKind::Workflow).unwrap_or(limits::SLOTS),
            most => most,
        };
        self.runs.len() < most
    }

    /// Lets the runs go [WORKER-10] that were not used for longest, as many as are waited for, and those above the bound in bytes.
    pub(super) fn make_room(&mut self, desk: &mut Desk, locals: &mut LocalActivities, now: Now) {
        let most = desk.config.max_cached_bytes.unwrap_or(usize::MAX);
        let mut wanted = self.waiting.len();
        let mut bytes = self.bytes;
        if wanted == 0 && bytes <= most {
            return;
        }
        let mut to_go = Vec::new();
        for run_id in self.by_use.values() {
            if wanted == 0 && bytes <= most {
                break;
            }
            let Some(cached) = self.runs.get(run_id) else { continue };
            if cached.is_evicting {
                wanted = wanted.saturating_sub(1);
            } else if cached.may_go() && !cached.buffered.has_task() {
                wanted = wanted.saturating_sub(1);
                bytes = bytes.saturating_sub(cached.bytes);
                to_go.push(run_id.clone());
            }
        }
        for run_id in to_go {
            self.evict(desk, locals, now, (&run_id, EvictionReason::CacheFull, "Workflow cache full"));
        }
    }

    /// Another run of the same workflow has a task, so that the one that is here is closed, whatever its host knows.
    pub(super) fn let_go_of_older(
        &mut self,
        desk: &mut Desk,
        locals: &mut LocalActivities,
        now: Now,
        polled: &PolledTask,
    ) {
        let Some(older) = self.by_workflow.get(&polled.execution.workflow_id).cloned() else { return };
        if older == polled.execution.run_id || polled.is_query_only() {
            return;
        }
        let is_busy = self.runs.get(&older).is_none_or(|cached| cached.is_busy());
        if !is_busy {
            let why = "another run of the workflow follows";
            self.evict(desk, locals, now, (&older, EvictionReason::WorkflowExecutionEnding, why));
        }
    }

    pub(super) fn let_go_of_unused(&mut self, desk: &mut Desk, locals: &mut LocalActivities, now: Now) {
        while let Some(unused) = self.unused_at(desk).filter(|unused| unused.at <= now.mono) {
            let first = self.idle().find(|(_, cached)| cached.used_at <= unused.at).map(|(run_id, _)| run_id.clone());
            let Some(run_id) = first else { return };
            self.evict(desk, locals, now, (&run_id, EvictionReason::CacheFull, "nothing happened for long"));
        }
    }

    /// When the run that was not used for longest has to go.
    pub(super) fn unused_at(&self, desk: &Desk) -> Option<Deadline> {
        let length = desk.config.cache_time_to_live?;
        let (_, first) = self.idle().next()?;
        Some(Deadline { at: first.used_at.plus(length), why: "a cached run was not used for long" })
    }

    fn idle(&self) -> impl Iterator<Item = (&Text, &Cached)> {
        self.by_use
            .values()
            .filter_map(|run_id| self.runs.get_key_value(run_id).map(|(run_id, cached)| (run_id, &**cached)))
            .filter(|(_, cached)| cached.is_idle())
    }

    pub(super) fn show_size(&self, desk: &mut Desk) {
        let size = Value::Gauge(f64::from(u32::try_from(self.runs.len()).unwrap_or(u32::MAX)));
        desk.metric("sticky_cache_size", size, Labels::default);
    }
}

/// The same texts in one piece of memory, which is not that of the answer they came in: they stay as long as the run.
fn together<const N: usize>(texts: [&Text; N]) -> [Text; N] {
    let mut all = BytesMut::with_capacity(texts.iter().map(|text| text.len()).sum());
    for text in texts {
        all.extend_from_slice(text.as_bytes());
    }
    let mut all = all.freeze();
    // What was text is text.
    texts.map(|text| Text::from_utf8(all.split_to(text.len())).unwrap_or_default())
}
