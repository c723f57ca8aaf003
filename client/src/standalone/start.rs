//! Decides how standalone activities are started.

use super::{ActivityAlreadyStarted, StandaloneActivity, StandaloneOptions, StartActivityError};
use crate::{
    CallError, Client,
    convert::{Arguments, Converter},
    details,
    error::Meaning,
    time::length,
};
use dacapo_proto::temporal::api::{
    common::v1::{ActivityType, Header},
    errordetails::v1::ActivityExecutionAlreadyStartedFailure,
    taskqueue::v1::TaskQueue,
    workflowservice::v1::StartActivityExecutionRequest,
};
use dacapo_runtime::{Runtime, Transport};

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Starts an activity that belongs to no workflow. However often the call is made again, the server starts one.
    ///
    /// # Errors
    ///
    /// It was not started.
    pub async fn start_activity(
        &self,
        activity_type: &str,
        arguments: impl Arguments,
        options: StandaloneOptions,
    ) -> Result<StandaloneActivity<R, T, C>, StartActivityError> {
        let request = self.start_activity_request(activity_type, &arguments, options)?;
        let answer = self.call(&request).await.map_err(|call| not_started(&request.activity_id, call))?;
        Ok(self.standalone_activity(request.activity_id).of_run(answer.run_id))
    }

    fn start_activity_request(
        &self,
        activity_type: &str,
        arguments: &impl Arguments,
        options: StandaloneOptions,
    ) -> Result<StartActivityExecutionRequest, StartActivityError> {
        let too_long = |option| StartActivityError::InvalidOption { option, problem: "it is too long" };
        let retry_policy = options.retry_policy.as_ref().map(|policy| policy.to_wire().ok_or(policy));
        let header = (!options.headers.is_empty()).then_some(Header { fields: options.headers });
        Ok(StartActivityExecutionRequest {
            namespace: self.namespace().to_owned(),
            identity: self.identity().to_owned(),
            request_id: options.request_id.unwrap_or_else(|| self.request_id()),
            activity_id: options.activity_id,
            activity_type: Some(ActivityType { name: activity_type.to_owned() }),
            task_queue: Some(TaskQueue { name: options.task_queue, ..Default::default() }),
            schedule_to_close_timeout: length(options.schedule_to_close_timeout)
                .ok_or_else(|| too_long("schedule_to_close_timeout"))?,
            schedule_to_start_timeout: length(options.schedule_to_start_timeout)
                .ok_or_else(|| too_long("schedule_to_start_timeout"))?,
            start_to_close_timeout: length(options.start_to_close_timeout)
                .ok_or_else(|| too_long("start_to_close_timeout"))?,
            heartbeat_timeout: length(options.heartbeat_timeout).ok_or_else(|| too_long("heartbeat_timeout"))?,
            retry_policy: retry_policy.transpose().map_err(|_| too_long("retry_policy"))?,
            input: self.payloads(arguments)?,
            id_reuse_policy: options.id_reuse_policy.into(),
            id_conflict_policy: options.id_conflict_policy.into(),
            search_attributes: options.search_attributes.into_wire(),
            header,
            user_metadata: self.user_metadata(options.summary.as_deref(), options.details.as_deref())?,
            priority: options.priority,
            start_delay: length(options.start_delay).ok_or_else(|| too_long("start_delay"))?,
            ..Default::default()
        })
    }
}

fn not_started(activity_id: &str, call: CallError) -> StartActivityError {
    const DETAIL: &str = "ActivityExecutionAlreadyStartedFailure";
    if *call.meaning() != Meaning::AlreadyExists {
        return call.into();
    }
    let detail = details::find::<ActivityExecutionAlreadyStartedFailure>(call.status(), DETAIL);
    let Some(detail) = detail else { return call.into() };
    Box::new(ActivityAlreadyStarted {
        activity_id: activity_id.to_owned(),
        run_id: detail.run_id,
        request_id: detail.start_request_id,
        call,
    })
    .into()
}
