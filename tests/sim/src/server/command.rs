//! Decides which events the commands of a completed workflow task become in the model.

use super::{Server, execution::Run};
use dacapo_core::rpc::{Code, Status};
use dacapo_proto::temporal::api::{
    command::v1::{Command, RecordMarkerCommandAttributes, command::Attributes as Asked},
    enums::v1::{CommandType, EventType},
    history::v1::{
        MarkerRecordedEventAttributes, UpsertWorkflowSearchAttributesEventAttributes,
        WorkflowPropertiesModifiedEventAttributes, history_event::Attributes,
    },
    protocol::v1::Message as ProtocolMessage,
};

/// Whether a command closes its execution.
pub(super) fn is_terminal(command: &Command) -> bool {
    matches!(
        command.command_type(),
        CommandType::CompleteWorkflowExecution
            | CommandType::FailWorkflowExecution
            | CommandType::CancelWorkflowExecution
            | CommandType::ContinueAsNewWorkflowExecution
    )
}

/// A command that the server refuses.
pub(super) fn bad(why: impl Into<String>) -> Status {
    Status::new(Code::InvalidArgument, why.into())
}

impl Server {
    /// Writes the events of commands; the activities among them that go back with the answer.
    pub(super) fn take_commands(
        &mut self,
        run: Run,
        completed: i64,
        (commands, messages): (Vec<Command>, &[ProtocolMessage]),
    ) -> Result<Vec<(i64, u64)>, Status> {
        let mut eager = Vec::new();
        for command in commands {
            let Some(asked) = command.attributes else { return Err(bad("BadCommand: no attributes")) };
            match asked {
                Asked::StartTimerCommandAttributes(timer) => self.start_timer(run, completed, timer)?,
                Asked::CancelTimerCommandAttributes(timer) => self.cancel_timer(run, completed, timer.timer_id)?,
                Asked::ScheduleActivityTaskCommandAttributes(activity) => {
                    let is_eager = activity.request_eager_execution && self.knobs.is_eager;
                    let (scheduled, stamp) = self.schedule_activity(run, completed, activity)?;
                    if is_eager {
                        eager.push((scheduled, stamp));
                    } else {
                        self.queues.push_activity((run, scheduled, stamp));
                    }
                }
                Asked::RequestCancelActivityTaskCommandAttributes(cancel) => {
                    self.request_cancel_activity(run, completed, cancel.scheduled_event_id)?;
                }
                Asked::RecordMarkerCommandAttributes(marker) => self.record_marker(run, completed, marker)?,
                Asked::ProtocolMessageCommandAttributes(named) => {
                    let message = messages.iter().find(|message| message.id == named.message_id);
                    let message = message.ok_or_else(|| {
                        bad("BadUpdateWorkflowExecutionMessage: ProtocolMessageCommand referenced absent message ID")
                    })?;
                    self.take_message(run, message);
                }
                other => self.take_other_command(run, completed, other)?,
            }
        }
        Ok(eager)
    }

    fn take_other_command(&mut self, run: Run, completed: i64, asked: Asked) -> Result<(), Status> {
        match asked {
            Asked::UpsertWorkflowSearchAttributesCommandAttributes(upsert) => {
                let attributes = upsert.search_attributes.unwrap_or_default();
                if let Some(execution) = self.at_mut(run) {
                    execution.search_attributes.extend(attributes.indexed_fields.clone());
                }
                let event = UpsertWorkflowSearchAttributesEventAttributes {
                    workflow_task_completed_event_id: completed,
                    search_attributes: Some(attributes),
                };
                let attributes = Attributes::UpsertWorkflowSearchAttributesEventAttributes(event);
                self.append(run, EventType::UpsertWorkflowSearchAttributes, attributes);
            }
            Asked::ModifyWorkflowPropertiesCommandAttributes(modify) => {
                let memo = modify.upserted_memo.unwrap_or_default();
                if let Some(execution) = self.at_mut(run) {
                    execution.memo.extend(memo.fields.clone());
                }
                let event = WorkflowPropertiesModifiedEventAttributes {
                    workflow_task_completed_event_id: completed,
                    upserted_memo: Some(memo),
                };
                let attributes = Attributes::WorkflowPropertiesModifiedEventAttributes(event);
                self.append(run, EventType::WorkflowPropertiesModified, attributes);
            }
            Asked::StartChildWorkflowExecutionCommandAttributes(child) => self.initiate_child(run, completed, child),
            Asked::SignalExternalWorkflowExecutionCommandAttributes(signal) => {
                self.initiate_signal(run, completed, signal);
            }
            Asked::RequestCancelExternalWorkflowExecutionCommandAttributes(cancel) => {
                self.initiate_cancel(run, completed, cancel);
            }
            Asked::ScheduleNexusOperationCommandAttributes(operation) => {
                self.schedule_operation(run, completed, operation)?;
            }
            Asked::RequestCancelNexusOperationCommandAttributes(cancel) => {
                self.request_cancel_operation(run, completed, cancel.scheduled_event_id)?;
            }
            closing => self.close_by(run, completed, closing)?,
        }
        Ok(())
    }

    fn record_marker(&mut self, run: Run, completed: i64, marker: RecordMarkerCommandAttributes) -> Result<(), Status> {
        if marker.marker_name.is_empty() {
            return Err(bad("BadRecordMarkerAttributes: MarkerName is not set"));
        }
        let recorded = Attributes::MarkerRecordedEventAttributes(MarkerRecordedEventAttributes {
            marker_name: marker.marker_name,
            details: marker.details,
            workflow_task_completed_event_id: completed,
            header: marker.header,
            failure: marker.failure,
        });
        self.append(run, EventType::MarkerRecorded, recorded);
        Ok(())
    }
}
