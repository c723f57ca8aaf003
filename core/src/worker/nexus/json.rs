//! Decides how a failure is written as proto3 JSON, for callers that read Nexus failures alone [RUN-NEXUS-4].

use alloc::{string::String, vec::Vec};
use bytes::Bytes;
use dacapo_proto::temporal::api::{
    common::v1 as common,
    enums::v1::{ApplicationErrorCategory, NexusHandlerErrorRetryBehavior, RetryState, TimeoutType},
    failure::v1::{self as proto, failure::FailureInfo},
};
use serde_json::{Map, Value};

/// Writes a failure without what it does not have.
pub(super) fn failure(of: &proto::Failure) -> Bytes {
    // Text, numbers and their like always have a JSON form.
    Bytes::from(serde_json::to_vec(&Value::Object(failure_object(of))).unwrap_or_default())
}

/// Fields of an object that leave out defaults, as proto3 does.
trait Fields {
    fn text(&mut self, name: &str, value: &str);
    fn flag(&mut self, name: &str, value: bool);
    fn long(&mut self, name: &str, value: i64);
    fn object(&mut self, name: &str, value: Option<Map<String, Value>>);
}

impl Fields for Map<String, Value> {
    fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.insert(name.into(), value.into());
        }
    }

    fn flag(&mut self, name: &str, value: bool) {
        if value {
            self.insert(name.into(), true.into());
        }
    }

    fn long(&mut self, name: &str, value: i64) {
        if value != 0 {
            self.insert(name.into(), alloc::format!("{value}").into());
        }
    }

    fn object(&mut self, name: &str, value: Option<Self>) {
        if let Some(value) = value {
            self.insert(name.into(), Value::Object(value));
        }
    }
}

fn failure_object(of: &proto::Failure) -> Map<String, Value> {
    let mut out = Map::new();
    out.text("message", &of.message);
    out.text("source", &of.source);
    out.text("stackTrace", &of.stack_trace);
    out.object("encodedAttributes", of.encoded_attributes.as_ref().map(payload));
    out.object("cause", of.cause.as_deref().map(failure_object));
    if let Some((name, info)) = of.failure_info.as_ref().map(info) {
        out.object(name, Some(info));
    }
    out
}

fn info(of: &FailureInfo) -> (&'static str, Map<String, Value>) {
    let mut out = Map::new();
    let name = match of {
        FailureInfo::ApplicationFailureInfo(info) => {
            application(&mut out, info);
            "applicationFailureInfo"
        }
        FailureInfo::TimeoutFailureInfo(info) => {
            out.text("timeoutType", known(TimeoutType::try_from(info.timeout_type), TimeoutType::as_str_name));
            out.object("lastHeartbeatDetails", info.last_heartbeat_details.as_ref().map(payloads));
            "timeoutFailureInfo"
        }
        FailureInfo::CanceledFailureInfo(info) => {
            out.object("details", info.details.as_ref().map(payloads));
            out.text("identity", &info.identity);
            "canceledFailureInfo"
        }
        FailureInfo::TerminatedFailureInfo(info) => {
            out.text("identity", &info.identity);
            "terminatedFailureInfo"
        }
        FailureInfo::ServerFailureInfo(info) => {
            out.flag("nonRetryable", info.non_retryable);
            "serverFailureInfo"
        }
        FailureInfo::ResetWorkflowFailureInfo(info) => {
            out.object("lastHeartbeatDetails", info.last_heartbeat_details.as_ref().map(payloads));
            "resetWorkflowFailureInfo"
        }
        FailureInfo::ActivityFailureInfo(info) => {
            activity(&mut out, info);
            "activityFailureInfo"
        }
        FailureInfo::ChildWorkflowExecutionFailureInfo(info) => {
            child_workflow(&mut out, info);
            "childWorkflowExecutionFailureInfo"
        }
        FailureInfo::NexusOperationExecutionFailureInfo(info) => {
            nexus_operation(&mut out, info);
            "nexusOperationExecutionFailureInfo"
        }
        FailureInfo::NexusHandlerFailureInfo(info) => {
            let behavior = NexusHandlerErrorRetryBehavior::try_from(info.retry_behavior);
            out.text("type", &info.r#type);
            out.text("retryBehavior", known(behavior, NexusHandlerErrorRetryBehavior::as_str_name));
            "nexusHandlerFailureInfo"
        }
    };
    (name, out)
}

fn application(out: &mut Map<String, Value>, info: &proto::ApplicationFailureInfo) {
    out.text("type", &info.r#type);
    out.flag("nonRetryable", info.non_retryable);
    out.object("details", info.details.as_ref().map(payloads));
    if let Some(delay) = &info.next_retry_delay {
        out.insert("nextRetryDelay".into(), alloc::format!("{delay}").into());
    }
    let category = ApplicationErrorCategory::try_from(info.category);
    out.text("category", known(category, ApplicationErrorCategory::as_str_name));
}

fn activity(out: &mut Map<String, Value>, info: &proto::ActivityFailureInfo) {
    out.long("scheduledEventId", info.scheduled_event_id);
    out.long("startedEventId", info.started_event_id);
    out.text("identity", &info.identity);
    out.object("activityType", info.activity_type.as_ref().map(|kind| named(&kind.name)));
    out.text("activityId", &info.activity_id);
    out.text("retryState", known(RetryState::try_from(info.retry_state), RetryState::as_str_name));
}

fn child_workflow(out: &mut Map<String, Value>, info: &proto::ChildWorkflowExecutionFailureInfo) {
    out.text("namespace", &info.namespace);
    out.object("workflowExecution", info.workflow_execution.as_ref().map(execution));
    out.object("workflowType", info.workflow_type.as_ref().map(|kind| named(&kind.name)));
    out.long("initiatedEventId", info.initiated_event_id);
    out.long("startedEventId", info.started_event_id);
    out.text("retryState", known(RetryState::try_from(info.retry_state), RetryState::as_str_name));
}

fn nexus_operation(out: &mut Map<String, Value>, info: &proto::NexusOperationFailureInfo) {
    out.long("scheduledEventId", info.scheduled_event_id);
    out.text("endpoint", &info.endpoint);
    out.text("service", &info.service);
    out.text("operation", &info.operation);
    out.text("operationId", &info.operation_id);
    out.text("operationToken", &info.operation_token);
}

fn execution(of: &common::WorkflowExecution) -> Map<String, Value> {
    let mut out = Map::new();
    out.text("workflowId", &of.workflow_id);
    out.text("runId", &of.run_id);
    out
}

fn named(name: &str) -> Map<String, Value> {
    let mut out = Map::new();
    out.text("name", name);
    out
}

/// The name of an enumeration's value; the default, and what has no name, are left out.
fn known<E: Copy + Default + PartialEq, X>(value: Result<E, X>, name: impl Fn(&E) -> &'static str) -> &'static str {
    value.ok().filter(|value| *value != E::default()).map_or("", |value| name(&value))
}

fn payloads(of: &common::Payloads) -> Map<String, Value> {
    let all: Vec<Value> = of.payloads.iter().map(|item| Value::Object(payload(item))).collect();
    let mut out = Map::new();
    out.insert("payloads".into(), all.into());
    out
}

fn payload(of: &common::Payload) -> Map<String, Value> {
    let mut metadata = Map::new();
    for (name, value) in &of.metadata {
        metadata.insert(name.clone(), base64(value).into());
    }
    let mut out = Map::new();
    out.object("metadata", Some(metadata).filter(|metadata| !metadata.is_empty()));
    out.text("data", &base64(&of.data));
    if !of.external_payloads.is_empty() {
        let all: Vec<Value> = of.external_payloads.iter().map(|item| Value::Object(external(item))).collect();
        out.insert("externalPayloads".into(), all.into());
    }
    out
}

fn external(of: &common::payload::ExternalPayloadDetails) -> Map<String, Value> {
    let mut out = Map::new();
    out.long("sizeBytes", of.size_bytes);
    out
}

/// Standard base64 with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |group: u32, shift: u32| {
        let index = usize::try_from(group.wrapping_shr(shift) & 63).unwrap_or_default();
        DIGITS.get(index).map_or('A', |digit| char::from(*digit))
    };
    let mut out = String::with_capacity(bytes.len().div_ceil(3).saturating_mul(4));
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or_default());
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        out.push(digit(group, 18));
        out.push(digit(group, 12));
        out.push(if chunk.len() > 1 { digit(group, 6) } else { '=' });
        out.push(if chunk.len() > 2 { digit(group, 0) } else { '=' });
    }
    out
}
