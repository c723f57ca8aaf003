//! The workflows of `dacapo-scripted`, once more in the official SDK.

use std::time::Duration;
use temporalio_macros::{activities, workflow, workflow_methods};
use temporalio_sdk::{
    ActivityOptions, LocalActivityOptions, WorkflowContext, WorkflowResult,
    activities::{ActivityContext, ActivityError},
};

const TIMEOUT: Duration = Duration::from_secs(30);

/// The activities.
#[derive(Debug)]
pub(crate) struct Echo;

#[activities]
impl Echo {
    #[activity(name = "echo")]
    pub(crate) async fn echo(_: ActivityContext, text: String) -> Result<String, ActivityError> {
        Ok(text)
    }
}

/// Runs one activity and returns what that does.
#[workflow]
#[derive(Debug, Default)]
pub(crate) struct OneActivity;

#[workflow_methods]
impl OneActivity {
    #[run(name = "one_activity")]
    pub(crate) async fn run(context: &mut WorkflowContext<Self>, text: String) -> WorkflowResult<String> {
        let options = ActivityOptions::start_to_close_timeout(TIMEOUT);
        Ok(context.execute_activity(Echo::echo, text, options).await?)
    }
}

/// The same with a local activity.
#[workflow]
#[derive(Debug, Default)]
pub(crate) struct OneLocalActivity;

#[workflow_methods]
impl OneLocalActivity {
    #[run(name = "one_local_activity")]
    pub(crate) async fn run(context: &mut WorkflowContext<Self>, text: String) -> WorkflowResult<String> {
        let options = LocalActivityOptions::builder().start_to_close_timeout(TIMEOUT).build();
        Ok(context.execute_local_activity(Echo::echo, text, options).await?)
    }
}

/// Returns its argument.
#[workflow]
#[derive(Debug, Default)]
pub(crate) struct Nothing;

#[workflow_methods]
impl Nothing {
    #[run(name = "nothing")]
    pub(crate) async fn run(_: &mut WorkflowContext<Self>, text: String) -> WorkflowResult<String> {
        Ok(text)
    }
}

/// Waits for as many timers as its argument says, one after the other.
#[workflow]
#[derive(Debug, Default)]
pub(crate) struct Timers;

#[workflow_methods]
impl Timers {
    #[run(name = "timers")]
    pub(crate) async fn run(context: &mut WorkflowContext<Self>, count: u32) -> WorkflowResult<u32> {
        for _ in 0..count {
            context.timer(Duration::from_secs(1)).await;
        }
        Ok(count)
    }
}
