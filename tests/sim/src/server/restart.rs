//! Decides what a model server keeps when it is started anew: histories and what is pending in them, and nothing that was
//! in memory alone.

use super::{
    Server,
    execution::Run,
    task::{Kind, Stage},
};

impl Server {
    /// The server is started anew: it knows no poll, no worker's own queue, no speculative task, no query, and no update
    /// that nobody accepted.
    pub fn restart(&mut self) {
        for alarm in self.queues.forget() {
            self.alarms.remove(&alarm);
        }
        let held: Vec<_> = self.held.keys().copied().collect();
        for request in held {
            self.let_go(request);
        }
        self.answers.clear();
        self.queries.clear();
        for place in 0..self.runs.len() {
            self.restart_run(Run(place));
        }
        self.dispatch();
    }

    fn restart_run(&mut self, run: Run) {
        let Some(execution) = self.at_mut(run) else { return };
        execution.updates.forget();
        execution.queries.clear();
        execution.sticky = None;
        let Some(task) = execution.task.as_mut() else { return };
        if task.kind == Kind::Speculative {
            execution.task = None;
        } else if task.stage == Stage::Scheduled
            && let Some(alarm) = task.alarm.take()
        {
            // It waits on the queue that all workers ask.
            self.alarms.remove(&alarm);
        }
    }
}
