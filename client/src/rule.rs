//! Decides how rules of a namespace are made: what the server does with every workflow that matches, such as holding its
//! activities back while what they call is down. Servers have them turned off unless told otherwise.

use crate::{CallError, Client, OperationError, convert::Converter, time};
use dacapo_core::time::WallTime;
use dacapo_proto::temporal::api::{
    rules::v1::{
        WorkflowRuleAction, WorkflowRuleSpec,
        workflow_rule_action::{ActionActivityPause, Variant},
        workflow_rule_spec::{ActivityStartingTrigger, Trigger},
    },
    workflowservice::v1::{
        CreateWorkflowRuleRequest, DeleteWorkflowRuleRequest, DescribeWorkflowRuleRequest, ListWorkflowRulesRequest,
    },
};
use dacapo_runtime::{Runtime, Transport};

pub use dacapo_proto::temporal::api::rules::v1::WorkflowRule;

/// A rule: activities that match are paused when their next attempt would begin, until somebody lets them go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a caller fills it")]
pub struct PauseRule {
    /// Its id, unique among the rules of the namespace.
    pub id: String,
    /// Which activities are meant, such as `ActivityType = 'Charge'`; an empty one means none.
    pub activities: String,
    /// The activities of which workflows, by a visibility query; all of them for an empty one.
    pub workflows: String,
    /// When it ends; `None` for when somebody deletes it.
    pub until: Option<WallTime>,
    /// What people are to know of it.
    pub description: String,
}

impl<R: Runtime, T: Transport, C: Converter> Client<R, T, C> {
    /// Makes a rule. The server goes by it some seconds later.
    ///
    /// # Errors
    ///
    /// It has no activities, there is one of that id, there are too many, or the call failed.
    pub async fn create_rule(&self, rule: PauseRule) -> Result<WorkflowRule, OperationError> {
        if rule.activities.is_empty() {
            return Err(OperationError::InvalidOption { option: "activities", problem: "say which are meant" });
        }
        let pause = WorkflowRuleAction { variant: Some(Variant::ActivityPause(ActionActivityPause {})) };
        let spec = WorkflowRuleSpec {
            id: rule.id,
            visibility_query: rule.workflows,
            actions: vec![pause],
            expiration_time: rule.until.map(time::timestamp),
            trigger: Some(Trigger::ActivityStart(ActivityStartingTrigger { predicate: rule.activities })),
        };
        let request = CreateWorkflowRuleRequest {
            namespace: self.namespace().to_owned(),
            spec: Some(spec),
            request_id: self.request_id(),
            identity: self.identity().to_owned(),
            description: rule.description,
            ..Default::default()
        };
        Ok(self.call(&request).await?.rule.unwrap_or_default())
    }

    /// Asks the server for a rule.
    ///
    /// # Errors
    ///
    /// There is no such rule, or the call failed.
    pub async fn describe_rule(&self, id: &str) -> Result<WorkflowRule, CallError> {
        let (namespace, rule_id) = (self.namespace().to_owned(), id.to_owned());
        let answer = self.call(&DescribeWorkflowRuleRequest { namespace, rule_id }).await?;
        Ok(answer.rule.unwrap_or_default())
    }

    /// The rules of the namespace, of which there are few.
    ///
    /// # Errors
    ///
    /// The call failed.
    pub async fn list_rules(&self) -> Result<Vec<WorkflowRule>, CallError> {
        let namespace = self.namespace().to_owned();
        Ok(self.call(&ListWorkflowRulesRequest { namespace, ..Default::default() }).await?.rules)
    }

    /// Deletes a rule. What was paused by it stays so.
    ///
    /// # Errors
    ///
    /// There is no such rule, or the call failed.
    pub async fn delete_rule(&self, id: &str) -> Result<(), CallError> {
        let (namespace, rule_id) = (self.namespace().to_owned(), id.to_owned());
        self.call(&DeleteWorkflowRuleRequest { namespace, rule_id }).await.map(drop)
    }
}
