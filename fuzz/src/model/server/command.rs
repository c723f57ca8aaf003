//! Decides which event a command becomes, and which commands a server would refuse.

use super::Server;
use dacapo_core::{command::Command, id::Text};
use dacapo_proto::temporal::api::{
    command::v1::{self as c, command::Attributes as C},
    common::v1::WorkflowExecution,
    history::v1::{self as h, history_event::Attributes as A},
    protocol::v1::Message as ProtocolMessage,
    update::v1 as update,
};
use prost::Message as _;
use std::collections::BTreeMap;

impl Server {
    /// Writes the event of a command. What it leads to at once is returned, to be buffered.
    pub(super) fn command(
        &mut self,
        command: &Command,
        task_queue: &Text,
        completed: i64,
        messages: &mut BTreeMap<String, ProtocolMessage>,
    ) -> Option<A> {
        let encoded = command.encode(task_queue);
        let wire = c::Command::decode(encoded).expect("a command can be decoded");
        assert_eq!(wire.command_type, i32::from(command.command_type()), "{wire:?}");
        let metadata = wire.user_metadata.clone();
        let attributes = wire.attributes.expect("a command has attributes");
        let (attributes, follows) = match attributes {
            C::RequestCancelActivityTaskCommandAttributes(a) => self.cancel_activity(a.scheduled_event_id, completed),
            C::CancelTimerCommandAttributes(a) => (self.cancel_timer(a.timer_id, completed), None),
            C::ProtocolMessageCommandAttributes(a) => {
                let message = messages.remove(&a.message_id);
                let message = message.unwrap_or_else(|| panic!("the server refuses: no message {:?}", a.message_id));
                (self.message(message), None)
            }
            C::RequestCancelNexusOperationCommandAttributes(a) => {
                self.check_cancel_of_operation(a.scheduled_event_id);
                let a = h::NexusOperationCancelRequestedEventAttributes {
                    scheduled_event_id: a.scheduled_event_id,
                    workflow_task_completed_event_id: completed,
                };
                (A::NexusOperationCancelRequestedEventAttributes(a), None)
            }
            C::StartTimerCommandAttributes(a) => {
                assert!(!self.world.timers.contains_key(&a.timer_id), "the server refuses: a second timer {a:?}");
                (timer(a, completed), None)
            }
            attributes => (plain(attributes, completed), None),
        };
        self.write_with(attributes, metadata);
        follows
    }

    fn cancel_activity(&mut self, scheduled_event_id: i64, completed: i64) -> (A, Option<A>) {
        let known = self.world.activities.get(&scheduled_event_id).cloned();
        let is_ending = self.ends_in_buffer(scheduled_event_id);
        assert!(known.is_some() || is_ending, "the server refuses: no activity {scheduled_event_id} to cancel");
        let request = A::ActivityTaskCancelRequestedEventAttributes(h::ActivityTaskCancelRequestedEventAttributes {
            scheduled_event_id,
            workflow_task_completed_event_id: completed,
        });
        let Some(activity) = known else { return (request, None) };
        assert_eq!(activity.cancel_requested, None, "the server refuses: activity {scheduled_event_id} again");
        if activity.is_running {
            return (request, None);
        }
        let canceled = A::ActivityTaskCanceledEventAttributes(h::ActivityTaskCanceledEventAttributes {
            details: Some(crate::model::event::payloads("ACTIVITY_ID_NOT_STARTED")),
            latest_cancel_requested_event_id: self.next_id(),
            scheduled_event_id,
            identity: "worker".into(),
            ..Default::default()
        });
        self.world.take_note(0, &canceled);
        (request, Some(canceled))
    }

    fn cancel_timer(&mut self, timer_id: String, completed: i64) -> A {
        let is_fired = |a: &A| matches!(a, A::TimerFiredEventAttributes(fired) if fired.timer_id == timer_id);
        let started = self.world.timers.get(&timer_id).copied();
        let fired = self.buffer.iter().position(is_fired);
        assert!(started.is_some() || fired.is_some(), "the server refuses: no timer {timer_id:?} to cancel");
        if started.is_none()
            && let Some(place) = fired
        {
            self.buffer.remove(place);
        }
        A::TimerCanceledEventAttributes(h::TimerCanceledEventAttributes {
            timer_id,
            started_event_id: started.unwrap_or_default(),
            workflow_task_completed_event_id: completed,
            ..Default::default()
        })
    }

    fn check_cancel_of_operation(&self, scheduled: i64) {
        let known = self.world.operations.get(&scheduled);
        let is_ending = self.ends_in_buffer(scheduled);
        assert!(known.is_some() || is_ending, "the server refuses: no Nexus operation {scheduled} to cancel");
        assert!(!known.is_some_and(|o| o.is_cancel_requested), "the server refuses: Nexus operation {scheduled} again");
    }

    fn message(&self, message: ProtocolMessage) -> A {
        let body = message.body.expect("a protocol message has a body");
        let value = bytes::Bytes::from(body.value);
        let instance = message.protocol_instance_id;
        if body.type_url.ends_with("update.v1.Acceptance") {
            let acceptance = update::Acceptance::decode(value).expect("an acceptance can be decoded");
            assert!(!self.world.accepted.contains_key(&instance), "the server refuses: {instance} is accepted already");
            assert_eq!(acceptance.accepted_request_message_id, format!("{instance}/request"));
            // History has the request once.
            let request = acceptance.accepted_request.filter(|_| !self.world.admitted.contains(&instance));
            return A::WorkflowExecutionUpdateAcceptedEventAttributes(
                h::WorkflowExecutionUpdateAcceptedEventAttributes {
                    protocol_instance_id: instance,
                    accepted_request_message_id: acceptance.accepted_request_message_id,
                    accepted_request_sequencing_event_id: acceptance.accepted_request_sequencing_event_id,
                    accepted_request: request,
                },
            );
        }
        assert!(body.type_url.ends_with("update.v1.Response"), "the server refuses: {}", body.type_url);
        let response = update::Response::decode(value).expect("a response can be decoded");
        let accepted = self.world.accepted.get(&instance);
        let accepted = *accepted.unwrap_or_else(|| panic!("the server refuses: {instance} was not accepted"));
        assert!(response.outcome.as_ref().is_some_and(|outcome| outcome.value.is_some()), "{response:?}");
        A::WorkflowExecutionUpdateCompletedEventAttributes(h::WorkflowExecutionUpdateCompletedEventAttributes {
            meta: response.meta,
            accepted_event_id: accepted,
            outcome: response.outcome,
        })
    }
}

fn timer(a: c::StartTimerCommandAttributes, completed: i64) -> A {
    A::TimerStartedEventAttributes(h::TimerStartedEventAttributes {
        timer_id: a.timer_id,
        start_to_fire_timeout: a.start_to_fire_timeout,
        workflow_task_completed_event_id: completed,
    })
}

/// Commands whose attributes are copied.
fn plain(attributes: C, completed: i64) -> A {
    let workflow_task_completed_event_id = completed;
    match attributes {
        C::ScheduleActivityTaskCommandAttributes(a) => {
            assert!(!a.activity_id.is_empty() && a.start_to_close_timeout.is_some(), "the server refuses: {a:?}");
            A::ActivityTaskScheduledEventAttributes(h::ActivityTaskScheduledEventAttributes {
                activity_id: a.activity_id,
                activity_type: a.activity_type,
                task_queue: a.task_queue,
                header: a.header,
                input: a.input,
                start_to_close_timeout: a.start_to_close_timeout,
                workflow_task_completed_event_id,
                ..Default::default()
            })
        }
        C::StartChildWorkflowExecutionCommandAttributes(a) => A::StartChildWorkflowExecutionInitiatedEventAttributes(
            h::StartChildWorkflowExecutionInitiatedEventAttributes {
                namespace: a.namespace,
                workflow_id: a.workflow_id,
                workflow_type: a.workflow_type,
                input: a.input,
                workflow_task_completed_event_id,
                ..Default::default()
            },
        ),
        C::SignalExternalWorkflowExecutionCommandAttributes(a) => {
            A::SignalExternalWorkflowExecutionInitiatedEventAttributes(
                h::SignalExternalWorkflowExecutionInitiatedEventAttributes {
                    workflow_task_completed_event_id,
                    namespace: a.namespace,
                    workflow_execution: a.execution,
                    signal_name: a.signal_name,
                    input: a.input,
                    child_workflow_only: a.child_workflow_only,
                    header: a.header,
                    ..Default::default()
                },
            )
        }
        C::RequestCancelExternalWorkflowExecutionCommandAttributes(a) => {
            assert!(!a.workflow_id.is_empty(), "the server refuses: {a:?}");
            A::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(
                h::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes {
                    workflow_task_completed_event_id,
                    namespace: a.namespace,
                    workflow_execution: Some(WorkflowExecution { workflow_id: a.workflow_id, run_id: a.run_id }),
                    child_workflow_only: a.child_workflow_only,
                    reason: a.reason,
                    ..Default::default()
                },
            )
        }
        C::ScheduleNexusOperationCommandAttributes(a) => {
            A::NexusOperationScheduledEventAttributes(h::NexusOperationScheduledEventAttributes {
                endpoint: a.endpoint,
                service: a.service,
                operation: a.operation,
                input: a.input,
                nexus_header: a.nexus_header,
                workflow_task_completed_event_id,
                ..Default::default()
            })
        }
        attributes => record(attributes, completed),
    }
}

fn record(attributes: C, workflow_task_completed_event_id: i64) -> A {
    match attributes {
        C::RecordMarkerCommandAttributes(a) => {
            assert!(!a.marker_name.is_empty(), "the server refuses: {a:?}");
            A::MarkerRecordedEventAttributes(h::MarkerRecordedEventAttributes {
                marker_name: a.marker_name,
                details: a.details,
                workflow_task_completed_event_id,
                header: a.header,
                failure: a.failure,
            })
        }
        C::UpsertWorkflowSearchAttributesCommandAttributes(a) => {
            A::UpsertWorkflowSearchAttributesEventAttributes(h::UpsertWorkflowSearchAttributesEventAttributes {
                workflow_task_completed_event_id,
                search_attributes: a.search_attributes,
            })
        }
        C::ModifyWorkflowPropertiesCommandAttributes(a) => {
            A::WorkflowPropertiesModifiedEventAttributes(h::WorkflowPropertiesModifiedEventAttributes {
                workflow_task_completed_event_id,
                upserted_memo: a.upserted_memo,
            })
        }
        C::CompleteWorkflowExecutionCommandAttributes(a) => {
            A::WorkflowExecutionCompletedEventAttributes(h::WorkflowExecutionCompletedEventAttributes {
                result: a.result,
                workflow_task_completed_event_id,
                ..Default::default()
            })
        }
        C::FailWorkflowExecutionCommandAttributes(a) => {
            assert!(a.failure.is_some(), "the server refuses: a failure without a failure");
            A::WorkflowExecutionFailedEventAttributes(h::WorkflowExecutionFailedEventAttributes {
                failure: a.failure,
                workflow_task_completed_event_id,
                ..Default::default()
            })
        }
        C::CancelWorkflowExecutionCommandAttributes(a) => {
            A::WorkflowExecutionCanceledEventAttributes(h::WorkflowExecutionCanceledEventAttributes {
                workflow_task_completed_event_id,
                details: a.details,
            })
        }
        C::ContinueAsNewWorkflowExecutionCommandAttributes(a) => {
            A::WorkflowExecutionContinuedAsNewEventAttributes(h::WorkflowExecutionContinuedAsNewEventAttributes {
                new_execution_run_id: "next".into(),
                workflow_type: a.workflow_type,
                task_queue: a.task_queue,
                input: a.input,
                workflow_task_completed_event_id,
                ..Default::default()
            })
        }
        other => panic!("the model takes no {other:?}"),
    }
}
