//! The workflow and its activity as the official SDK has them written.
#![expect(clippy::needless_pass_by_ref_mut, reason = "the SDK asks for it")]

use dacapo_bench_worker::{Counted, Echoes, Gauges};
use std::{sync::OnceLock, time::Duration};
use temporalio_macros::{activities, workflow, workflow_methods};
use temporalio_sdk::{
    ActivityOptions, SyncWorkflowContext, WorkflowContext, WorkflowResult,
    activities::{ActivityContext, ActivityError},
};

/// How long an activity may take.
const START_TO_CLOSE: Duration = Duration::from_secs(30);

pub(crate) struct Echo;

#[activities]
impl Echo {
    #[activity(name = "echo")]
    pub(crate) async fn echo(_context: ActivityContext, text: String) -> Result<String, ActivityError> {
        Ok(text)
    }
}

#[workflow]
pub(crate) struct EchoesWorkflow {
    parked: Option<Counted>,
    is_signaled: bool,
    _counted: Counted,
}

/// The SDK makes its workflows of nothing, so that what counts them is everybody's.
pub(crate) fn gauges() -> &'static Gauges {
    static GAUGES: OnceLock<Gauges> = OnceLock::new();
    GAUGES.get_or_init(Gauges::default)
}

impl Default for EchoesWorkflow {
    fn default() -> Self {
        Self { parked: None, is_signaled: false, _counted: gauges().run() }
    }
}

#[workflow_methods]
impl EchoesWorkflow {
    #[run(name = "echoes")]
    pub(crate) async fn run(context: &mut WorkflowContext<Self>, input: Echoes) -> WorkflowResult<String> {
        let mut text = input.text;
        for _ in 0..input.activities {
            let options = ActivityOptions::start_to_close_timeout(START_TO_CLOSE);
            text = context.execute_activity(Echo::echo, text, options).await?;
        }
        if input.waits {
            context.state_mut(|workflow| workflow.parked = Some(gauges().park()));
            context.wait_condition(|workflow| workflow.is_signaled).await?;
        }
        Ok(text)
    }

    #[signal(name = "go")]
    pub(crate) fn go(&mut self, _context: &mut SyncWorkflowContext<Self>) {
        self.is_signaled = true;
        self.parked = None;
    }
}
