//! Reads the commands of a completion: `ScheduleActivity seq=1 cancel=try`, by the names of `dacapo_core::command::host`.
//!
//! Activities and local activities are of type `A` with their number as id, children of type `C`, unless they say so.

use crate::{
    field::{Of, fill},
    notation::{Statement, Value},
    reflect,
};
use dacapo_core::{
    command::{
        RecordMarker,
        host::{
            Completion, ContinueAsNew, HostCommand, HostKind, QueryAnswer, ScheduleActivity, ScheduleLocalActivity,
            ScheduleNexusOperation, SignalExternalWorkflow, SignalTarget, StartChildWorkflow, StartTimer, Success,
            UpdateResponse,
        },
    },
    history::event::{Execution, ParentExecution},
    id::{Seq, Text},
    payload::{PayloadMap, Payloads},
};
use std::time::Duration;

/// Reads `complete`, with what it says of itself and the commands it holds.
pub fn completion(mut own: Statement, held: Vec<Statement>) -> Completion {
    let mut success = Success::default();
    fill!(own, success, used_flags versioning_behavior random_draws);
    let inline = if own.words.is_empty() { None } else { Some(own) };
    success.commands = inline.into_iter().chain(held).map(command).collect();
    Completion::Succeeded(Box::new(success))
}

fn command(mut statement: Statement) -> HostCommand {
    let name = statement.take_word().unwrap_or_else(|| panic!("{statement:?} names no command"));
    let user_metadata = statement.take("user_metadata").map(|value| reflect::encode("sdk.v1.UserMetadata", value));
    let kind = kind(&name, &mut statement);
    statement.finish(&name);
    HostCommand { kind, user_metadata }
}

fn seq(s: &mut Statement) -> Seq {
    s.get("seq").unwrap_or_else(|| panic!("the command needs seq=…"))
}

fn kind(name: &str, s: &mut Statement) -> HostKind {
    match name {
        "StartTimer" => {
            let mut timer = StartTimer { start_to_fire_timeout: Duration::from_secs(5), ..Default::default() };
            fill!(s, timer, seq start_to_fire_timeout);
            HostKind::StartTimer(timer)
        }
        "CancelTimer" => HostKind::CancelTimer { seq: seq(s) },
        "ScheduleActivity" => schedule_activity(s),
        "RequestCancelActivity" => HostKind::RequestCancelActivity { seq: seq(s) },
        "ScheduleLocalActivity" => schedule_local_activity(s),
        "RequestCancelLocalActivity" => HostKind::RequestCancelLocalActivity { seq: seq(s) },
        "StartChildWorkflow" => start_child(s),
        "CancelChildWorkflow" => {
            HostKind::CancelChildWorkflow { seq: seq(s), reason: s.get("reason").unwrap_or_default() }
        }
        "RequestCancelExternalWorkflow" => HostKind::RequestCancelExternalWorkflow {
            seq: seq(s),
            execution: Box::new(ParentExecution {
                namespace: s.get("namespace").unwrap_or_else(|| "default".into()),
                workflow_id: s.get("workflow_id").unwrap_or_else(|| "other".into()),
                run_id: s.get("run_id").unwrap_or_default(),
            }),
            reason: s.get("reason").unwrap_or_default(),
        },
        "SignalExternalWorkflow" => signal(s),
        "CancelSignalWorkflow" => HostKind::CancelSignalWorkflow { seq: seq(s) },
        "ScheduleNexusOperation" => schedule_nexus(s),
        "RequestCancelNexusOperation" => HostKind::RequestCancelNexusOperation { seq: seq(s) },
        _ => record(name, s),
    }
}

/// The commands that begin nothing: they write to the history, answer, or close the run.
fn record(name: &str, s: &mut Statement) -> HostKind {
    match name {
        "SetPatchMarker" => HostKind::SetPatchMarker {
            patch_id: s.get("patch_id").unwrap_or_default(),
            deprecated: s.get("deprecated").unwrap_or_default(),
        },
        "UpsertWorkflowSearchAttributes" => {
            HostKind::UpsertWorkflowSearchAttributes { search_attributes: map(s, "search_attributes") }
        }
        "ModifyWorkflowProperties" => HostKind::ModifyWorkflowProperties { upserted_memo: map(s, "upserted_memo") },
        "RecordMarker" => {
            let marker = RecordMarker { marker_name: s.get("marker_name").unwrap_or_default(), ..Default::default() };
            HostKind::RecordMarker(Box::new(marker))
        }
        "UpdateResponse" => HostKind::UpdateResponse {
            protocol_instance_id: s.get("id").unwrap_or_else(|| "u".into()),
            response: update_response(s),
        },
        "RespondToQuery" => HostKind::RespondToQuery {
            query_id: s.get("query_id").unwrap_or_else(|| "legacy_query".into()),
            answer: match s.get("succeeded") {
                Some(result) => QueryAnswer::Succeeded(result),
                None => QueryAnswer::Failed(s.get("failed").unwrap()),
            },
        },
        "CompleteWorkflow" => HostKind::CompleteWorkflow { result: s.get("result") },
        "FailWorkflow" => HostKind::FailWorkflow { failure: s.get("failure").unwrap() },
        "CancelWorkflow" => HostKind::CancelWorkflow { details: s.get("details") },
        "ContinueAsNew" => {
            let mut new = ContinueAsNew::default();
            fill!(s, new, workflow_type task_queue arguments workflow_run_timeout workflow_task_timeout memo header);
            fill!(s, new, search_attributes retry_policy versioning_intent initial_versioning_behavior);
            fill!(s, new, backoff_start_interval);
            HostKind::ContinueAsNew(Box::new(new))
        }
        other => panic!("there is no command {other}"),
    }
}

fn map(s: &mut Statement, key: &str) -> PayloadMap {
    s.get(key).unwrap_or_default()
}

fn schedule_activity(s: &mut Statement) -> HostKind {
    let number = seq(s);
    let mut activity = ScheduleActivity {
        seq: number,
        activity_id: number.to_string().into(),
        activity_type: "A".into(),
        start_to_close_timeout: Some(Duration::from_secs(10)),
        cancellation_type: s.get("cancel").unwrap_or_default(),
        ..Default::default()
    };
    fill!(s, activity, activity_id activity_type task_queue header arguments schedule_to_close_timeout priority);
    fill!(s, activity, schedule_to_start_timeout start_to_close_timeout heartbeat_timeout retry_policy);
    fill!(s, activity, do_not_eagerly_execute versioning_intent);
    HostKind::ScheduleActivity(Box::new(activity))
}

fn schedule_local_activity(s: &mut Statement) -> HostKind {
    let number = seq(s);
    let mut activity = ScheduleLocalActivity {
        seq: number,
        activity_id: number.to_string().into(),
        activity_type: "A".into(),
        start_to_close_timeout: Some(Duration::from_secs(10)),
        cancellation_type: s.get("cancel").unwrap_or_default(),
        ..Default::default()
    };
    fill!(s, activity, activity_id activity_type attempt original_schedule_time header arguments);
    fill!(s, activity, schedule_to_close_timeout schedule_to_start_timeout start_to_close_timeout retry_policy);
    fill!(s, activity, local_retry_threshold include_arguments_in_marker);
    HostKind::ScheduleLocalActivity(Box::new(activity))
}

fn start_child(s: &mut Statement) -> HostKind {
    let mut child = StartChildWorkflow {
        seq: seq(s),
        workflow_id: "child".into(),
        workflow_type: "C".into(),
        cancellation_type: s.get("cancel").unwrap_or_default(),
        ..Default::default()
    };
    fill!(s, child, namespace workflow_id workflow_type task_queue input workflow_execution_timeout priority);
    fill!(s, child, workflow_run_timeout workflow_task_timeout parent_close_policy workflow_id_reuse_policy);
    fill!(s, child, retry_policy cron_schedule header memo search_attributes versioning_intent versioning_override);
    HostKind::StartChildWorkflow(Box::new(child))
}

fn signal(s: &mut Statement) -> HostKind {
    let target = match s.get("child") {
        Some(child) => SignalTarget::Child(child),
        None => SignalTarget::Execution {
            namespace: s.get("namespace").unwrap_or_else(|| "default".into()),
            execution: Execution {
                workflow_id: s.get("workflow_id").unwrap_or_else(|| "other".into()),
                run_id: s.get("run_id").unwrap_or_default(),
            },
        },
    };
    HostKind::SignalExternalWorkflow(Box::new(SignalExternalWorkflow {
        seq: seq(s),
        target,
        signal_name: s.get("signal_name").unwrap_or_else(|| "signal".into()),
        input: s.get::<Payloads>("input").unwrap_or_default(),
        header: map(s, "header"),
    }))
}

fn schedule_nexus(s: &mut Statement) -> HostKind {
    let mut operation = ScheduleNexusOperation {
        seq: seq(s),
        endpoint: "endpoint".into(),
        service: "Service".into(),
        operation: "operation".into(),
        cancellation_type: s.get("cancel").unwrap_or_default(),
        ..Default::default()
    };
    fill!(s, operation, endpoint service operation input schedule_to_close_timeout schedule_to_start_timeout);
    fill!(s, operation, start_to_close_timeout nexus_header);
    HostKind::ScheduleNexusOperation(Box::new(operation))
}

fn update_response(s: &mut Statement) -> UpdateResponse {
    if s.take("accepted").is_some() {
        UpdateResponse::Accepted
    } else if let Some(failure) = s.get("rejected") {
        UpdateResponse::Rejected(failure)
    } else {
        match s.take("completed") {
            Some(Value::Text(flag)) if flag == "true" => UpdateResponse::Completed(None),
            result => UpdateResponse::Completed(result.map(Of::of)),
        }
    }
}

/// Reads `fail "message" cause=NON_DETERMINISTIC_ERROR`.
pub fn failed(mut own: Statement) -> Completion {
    let failure = own.get("failure").unwrap_or_else(|| {
        let message: Text = own.take_word().unwrap_or_default().into();
        Of::of(Value::Text(message.as_str().into()))
    });
    let cause = own.get("cause").unwrap_or_default();
    own.finish("fail");
    Completion::Failed { failure, cause }
}
