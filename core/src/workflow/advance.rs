//! Decides what a run does when nobody is expected to answer: tell the host, apply more history, or end the task.

use super::{
    LEGACY_QUERY, OpenTask, Outstanding, Run,
    task::{Fetch, Output, TaskCompletion, TaskEnd},
};
use crate::{
    command::host::{Completion, HostKind, QueryAnswer},
    error::{Fault, Misuse},
    flags::{CoreFlag, FlagSet},
    history::{Taken, event::Attributes},
    id::Text,
    workflow::activation::{Activation, Job},
};
use alloc::{boxed::Box, collections::BTreeSet, vec, vec::Vec};
use core::mem;
use dacapo_proto::temporal::api::enums::v1::EventType;

/// What applying more history came to.
enum Applied {
    Sequence,
    /// A page must come first.
    Waits,
    Nothing,
}

impl Run {
    /// Goes on until the host, the server or the worker has to answer.
    pub(super) fn go_on(&mut self) {
        while self.outstanding.is_none() && !self.is_fetching && !self.is_evicted {
            match self.step() {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => self.fail(fault),
            }
        }
    }

    /// Makes one move; `false` where there is none to make.
    fn step(&mut self) -> Result<bool, Fault> {
        if self.is_broken {
            return Ok(self.activate_eviction());
        }
        if self.is_over() {
            self.jobs.clear();
        }
        if !self.jobs.is_empty() && self.has_applied() {
            self.activate_jobs();
            return Ok(true);
        }
        if self.task.is_none() {
            return Ok(self.activate_eviction());
        }
        match self.apply_next()? {
            Applied::Sequence | Applied::Waits => return Ok(true),
            Applied::Nothing => {
                if self.reach_end()? {
                    return Ok(true);
                }
            }
        }
        if self.activate_queries()? {
            return Ok(true);
        }
        let heartbeat = self.task.as_ref().is_some_and(|task| task.heartbeat_due);
        let answered = self.task.as_ref().is_some_and(|task| !task.answers.is_empty());
        if self.has_running_local_activities() && !heartbeat && !answered && self.eviction.is_none() {
            return Ok(false);
        }
        self.answer_task();
        Ok(true)
    }

    /// All of history was applied. Where the task brought nothing that a query before it had not, its events count from
    /// here on: what waited for them is told, and what has no outcome runs.
    fn reach_end(&mut self) -> Result<bool, Fault> {
        let Some(task) = &mut self.task else { return Ok(false) };
        if task.is_query_only {
            return Ok(false);
        }
        self.view.is_replaying = false;
        let is_old =
            task.started_event_id > task.previous_started_event_id && task.started_event_id <= self.view.applied;
        if task.is_applied || !is_old {
            return Ok(false);
        }
        task.is_applied = true;
        self.run_waiting_local_activities()?;
        Ok(true)
    }

    /// Whether history is closed after what the host was told: no task was answered any more, so that only queries are
    /// told the rest [TASK-3].
    fn is_over(&self) -> bool {
        let is_told = |task: &OpenTask| task.is_told && task.queries.is_empty() && task.legacy_query.is_none();
        self.view.is_closed && self.task.as_ref().is_some_and(is_told)
    }

    /// Whether a task is open of which events were applied. A local activity that ended before is told with them
    /// [LOCAL-10], as a replay will tell it.
    pub(super) fn has_applied(&self) -> bool {
        self.task.as_ref().is_some_and(|task| task.is_applied)
    }

    /// Applies the next sequence, looks into the one after it, and keeps what it learns for the next activation.
    fn apply_next(&mut self) -> Result<Applied, Fault> {
        if self.view.is_closed {
            return Ok(Applied::Nothing);
        }
        let (length, is_final) = match self.history.take()? {
            Taken::Sequence { length, is_final } => (length, is_final),
            Taken::Nothing => return Ok(Applied::Nothing),
            Taken::NeedsPage => {
                self.is_fetching = true;
                self.outputs.push_back(Output::FetchHistory(Fetch::Next));
                return Ok(Applied::Waits);
            }
        };
        let settled = self.settled(length);
        if settled == 0 {
            self.history.forget(self.view.applied);
            return Ok(Applied::Nothing);
        }
        let (is_cut, length) = (settled < length, settled);
        self.learn_from(length);
        self.look_for_updates(length);
        self.view.folded_from = self.folded_from(length);
        if is_final {
            self.take_requests(length);
        }
        self.view.is_last_sequence = is_final;
        self.view.is_folded = is_final && self.is_folded();
        if !self.view.is_folded {
            self.view.activation_index = 0;
            self.view.has_command = false;
        }
        for _ in 0..length {
            let Some(event) = self.history.pop() else { break };
            self.view.has_command |= event.is_command();
            self.apply(event)?;
        }
        if is_cut {
            self.history.forget(self.view.applied);
        }
        self.look_ahead()?;
        if let Some(task) = &mut self.task {
            task.is_applied = true;
        }
        Ok(Applied::Sequence)
    }

    /// How much of the next sequence a query may see: nothing of a task that is open elsewhere, or is still to come, as what
    /// it brings in the end may be something else. The rest of a closed history is what it is [QUERY-3].
    fn settled(&self, length: usize) -> usize {
        let Some(task) = self.task.as_ref().filter(|task| task.is_query_only) else { return length };
        let until = task.previous_started_event_id;
        let last = length.checked_sub(1).and_then(|place| self.history.events().nth(place));
        if last.is_none_or(|last| last.id <= until || last.is_terminal()) {
            return length;
        }
        self.history.events().take(length).take_while(|event| event.id <= until).count()
    }

    /// Whether the next sequence only goes on with a task that had no commands: a replay makes one of both [LOCAL-12].
    /// An update that comes with it keeps them apart, if it is accepted.
    fn is_folded(&self) -> bool {
        let mut kinds = self.history.events().map(|event| event.kind);
        let goes_on = kinds.next() == Some(EventType::WorkflowTaskCompleted)
            && kinds.next() == Some(EventType::WorkflowTaskScheduled);
        goes_on && !self.view.has_command && self.ahead.messages.is_empty()
    }

    /// Learns from every completion in the sequence and from the first one after it, before any event is handled.
    fn learn_from(&mut self, length: usize) {
        for (place, event) in self.history.events().enumerate() {
            if let Attributes::WorkflowTaskCompleted(completed) = &event.attributes {
                self.view.learn(event.id, completed);
                if place >= length {
                    break;
                }
            } else if place >= length && event.kind == EventType::WorkflowTaskStarted {
                break;
            }
        }
    }

    fn activate_jobs(&mut self) {
        let mut jobs = mem::take(&mut self.jobs);
        jobs.sort_by_key(Job::rank);
        let is_local = |job: &Job| matches!(job, Job::ResolveActivity { is_local: true, .. });
        // In a replay these jobs come with the first ones of the folded task.
        let joins_first = self.view.is_folded && self.view.activation_index > 0 && !jobs.iter().all(is_local);
        self.view.is_folded = false;
        let updates = if joins_first { None } else { only_updates(&jobs) };
        if !joins_first {
            self.view.activation_index = self.view.activation_index.saturating_add(1);
        }
        if let Some(task) = &mut self.task {
            task.is_told = true;
        }
        self.activate(jobs, self.view.is_replaying);
        self.outstanding = Some(updates.map_or(Outstanding::Jobs, Outstanding::Updates));
    }

    fn activate(&mut self, jobs: Vec<Job>, is_replaying: bool) {
        let view = &self.view;
        let version = if view.is_replaying { &view.version } else { &self.config.version };
        let activation = Activation {
            run_id: self.config.run_id.clone(),
            time: Some(view.time),
            is_replaying,
            history_length: view.applied,
            jobs,
            available_internal_flags: view.lang_flags.clone(),
            history_size_bytes: view.task.history_size_bytes,
            continue_as_new_suggested: view.task.suggest_continue_as_new,
            suggest_continue_as_new_reasons: view.reasons(),
            target_worker_deployment_version_changed: view.task.target_worker_deployment_version_changed,
            deployment_version_for_current_task: (!version.is_empty()).then(|| version.clone()),
            last_sdk_version: view.sdk_version.clone(),
        };
        if let Some(snapshot) = &mut self.snapshot {
            snapshot.activated(&activation);
        }
        self.outputs.push_back(Output::Activate(Box::new(activation)));
    }

    /// Asks the queries of the task, all that are not legacy together.
    fn activate_queries(&mut self) -> Result<bool, Fault> {
        let Some(task) = &mut self.task else { return Ok(false) };
        let queries = mem::take(&mut task.queries);
        let legacy = task.legacy_query.take();
        match (queries.is_empty(), legacy) {
            (true, None) => Ok(false),
            (false, Some(_)) => Err(Fault::Unprocessable("the server issued both a normal and a legacy query")),
            (false, None) => {
                let mut queries = queries;
                // The server sends a map; a host sees one order [QUERY-1].
                queries.sort_by(|a, b| a.query_id.cmp(&b.query_id));
                self.outstanding = Some(Outstanding::Queries(queries.iter().map(|q| q.query_id.clone()).collect()));
                self.activate(queries.into_iter().map(|q| Job::QueryWorkflow(Box::new(q))).collect(), true);
                Ok(true)
            }
            (true, Some(mut query)) => {
                query.query_id = Text::from_static(LEGACY_QUERY);
                self.outstanding = Some(Outstanding::LegacyQuery);
                self.activate(vec![Job::QueryWorkflow(Box::new(query))], true);
                Ok(true)
            }
        }
    }

    fn activate_eviction(&mut self) -> bool {
        let Some((reason, message)) = self.eviction.take() else { return false };
        self.cancel_local_activities();
        let activation = Activation {
            run_id: self.config.run_id.clone(),
            history_length: self.view.applied,
            jobs: vec![Job::RemoveFromCache { message, reason }],
            ..Activation::default()
        };
        self.outputs.push_back(Output::Activate(Box::new(activation)));
        self.outstanding = Some(Outstanding::Eviction);
        true
    }

    /// Ends the open task with what there is to say [TASK-3].
    fn answer_task(&mut self) {
        let Some(task) = self.task.take() else { return };
        // A legacy query has had its answer, and no task needs one [QUERY-2].
        let has_nothing_to_say = self.view.is_closed || task.is_query_only;
        if has_nothing_to_say && task.answers.is_empty() {
            return self.end_task(TaskEnd::Silent);
        }
        // A run that has to go leaves its local activities to the worker that gets the next task [LOCAL-11].
        let hands_over = self.eviction.is_some();
        let waits = self.has_running_local_activities();
        if hands_over {
            self.cancel_local_activities();
        }
        let goes_on = task.heartbeat_due || !task.answers.is_empty() || hands_over;
        let completion = TaskCompletion {
            commands: self.queue.iter().map(|queued| queued.command.clone()).collect(),
            messages: task.messages,
            force_create_new_workflow_task: waits && goes_on,
            query_answers: task.answers,
            core_used_flags: self.new_flags(),
            lang_used_flags: self.new_to_history(&task.used_flags),
            sdk_name: self.unless_known(&self.config.sdk_name, &self.view.sdk_name),
            sdk_version: self.unless_known(&self.config.sdk_version, &self.view.sdk_version),
            versioning_behavior: task.versioning_behavior,
        };
        if self.config.server_keeps_flags {
            self.view.core_flags.extend(&completion.core_used_flags);
            self.view.lang_flags.extend(&completion.lang_used_flags);
        }
        self.view.sdk_name = self.config.sdk_name.clone();
        self.view.sdk_version = self.config.sdk_version.clone();
        self.view.version = self.config.version.clone();
        self.end_task(TaskEnd::Completed(completion));
    }

    /// The host's flags that history does not have yet.
    fn new_to_history(&self, used: &FlagSet) -> FlagSet {
        used.iter().filter(|flag| self.config.server_keeps_flags && !self.view.lang_flags.contains(*flag)).collect()
    }

    /// The name to report: empty where history says the same already, or the server does not keep it [FLAG-2].
    fn unless_known(&self, own: &Text, known: &Text) -> Text {
        if own == known || !self.config.server_keeps_flags { Text::default() } else { own.clone() }
    }

    fn new_flags(&self) -> FlagSet {
        if !self.config.server_keeps_flags {
            return FlagSet::default();
        }
        CoreFlag::ALL.iter().map(|flag| flag.number()).filter(|flag| !self.view.core_flags.contains(*flag)).collect()
    }

    /// Checks a completion against what the host was told [TASK-1].
    pub(super) fn check_completion(&self, outstanding: &Outstanding, completion: &Completion) -> Result<(), Misuse> {
        let Completion::Succeeded(success) = completion else {
            return if *outstanding == Outstanding::Eviction { Err(Misuse::EvictionWithCommands) } else { Ok(()) };
        };
        if *outstanding == Outstanding::Eviction && !success.commands.is_empty() {
            return Err(Misuse::EvictionWithCommands);
        }
        completion.validate()?;
        let mut begun = BTreeSet::new();
        for (index, command) in success.commands.iter().enumerate() {
            self.check_seq(index, &command.kind, &mut begun)?;
            let HostKind::RespondToQuery { query_id, .. } = &command.kind else {
                match outstanding {
                    Outstanding::LegacyQuery => return Err(Misuse::LegacyQueryWithCommands),
                    Outstanding::Queries(_) => return Err(Misuse::QueryWithCommands),
                    Outstanding::Jobs | Outstanding::Updates(_) | Outstanding::Eviction => continue,
                }
            };
            let is_asked = match outstanding {
                Outstanding::LegacyQuery if success.commands.len() > 1 => return Err(Misuse::LegacyQueryWithCommands),
                Outstanding::LegacyQuery => *query_id == LEGACY_QUERY,
                Outstanding::Queries(ids) => ids.contains(query_id),
                Outstanding::Jobs | Outstanding::Updates(_) | Outstanding::Eviction => false,
            };
            if !is_asked {
                return Err(Misuse::UnknownQuery(query_id.clone()));
            }
        }
        Ok(())
    }

    /// Takes the answer to a query.
    pub(super) fn answer_query(&mut self, query_id: Text, answer: QueryAnswer) {
        if query_id == LEGACY_QUERY {
            self.end_task(TaskEnd::QueryAnswered(answer));
        } else if let Some(task) = &mut self.task {
            task.answers.push((query_id, answer));
        }
    }
}

/// The updates that the jobs request, where they do nothing else.
fn only_updates(jobs: &[Job]) -> Option<Vec<Text>> {
    let update = |job: &Job| {
        let Job::DoUpdate(update) = job else { return None };
        Some(update.protocol_instance_id.clone())
    };
    jobs.iter().map(update).collect()
}
