//! Decides what one action is, and how it is written: `{"timer": "1s", "await": "nothing", "expect": "canceled"}`.

use super::{
    Actions, Activity, CancelExternal, ChildWorkflow, ContinueAsNew, Empty, LocalActivity, Marker, NexusOperation,
    Patch, Repeat, SignalExternal, StateIs,
};
use crate::value::{ApplicationFailure, Length, SearchAttribute, is_default};
use core::fmt;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, VariantAccess, Visitor},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// One thing that a workflow does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Action {
    /// What.
    #[serde(flatten)]
    pub kind: ActionKind,
    /// How far it is waited for.
    #[serde(rename = "await", skip_serializing_if = "is_default")]
    pub awaits: Await,
    /// How it must end. What ends otherwise fails the workflow task; without this, whatever does not succeed fails what
    /// it is part of, unless the action cancels it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
    /// Where in the state its result goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_as: Option<String>,
    /// What people are told of its command.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
}

/// What an action does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Starts a timer.
    Timer(Length),
    /// Schedules an activity.
    Activity(Box<Activity>),
    /// Schedules a local activity.
    LocalActivity(Box<LocalActivity>),
    /// Starts a child workflow.
    ChildWorkflow(Box<ChildWorkflow>),
    /// Sends a signal to another execution.
    SignalExternal(Box<SignalExternal>),
    /// Asks another execution to cancel.
    CancelExternal(Box<CancelExternal>),
    /// Schedules a Nexus operation.
    NexusOperation(Box<NexusOperation>),
    /// Does one thing in new executions, another in those that were there before.
    Patch(Box<Patch>),
    /// Sets search attributes.
    UpsertSearchAttributes(BTreeMap<String, SearchAttribute>),
    /// Sets entries of the memo.
    UpsertMemo(BTreeMap<String, Value>),
    /// Records a marker of the workflow's own.
    Marker(Box<Marker>),
    /// Notes that a flag of the host's own is in use.
    UseFlag(u32),
    /// Sets entries of the state.
    SetState(BTreeMap<String, Value>),
    /// Waits until an entry of the state has a value.
    AwaitState(Box<StateIs>),
    /// Waits for a signal without a handler; its result is the signal's first argument.
    AwaitSignal(String),
    /// Waits for all that was started and not waited for.
    AwaitAll(Empty),
    /// Does actions one after another.
    Sequence(Actions),
    /// Does actions side by side, and waits for all.
    Concurrent(Actions),
    /// Does actions several times.
    Repeat(Box<Repeat>),
    /// Ends the workflow or the handler with a result.
    Return(Value),
    /// Ends the workflow or the handler with an entry of the state as its result.
    ReturnState(String),
    /// Fails the workflow, or the update whose handler this is in.
    Fail(Box<ApplicationFailure>),
    /// Closes the workflow as canceled, with details.
    Cancel(Vec<Value>),
    /// Closes the workflow and starts another in its place.
    ContinueAsNew(Box<ContinueAsNew>),
    /// Fails the workflow task with a message.
    FailTask(String),
}

/// How far an action is waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Await {
    /// Until it has ended.
    #[default]
    Finish,
    /// Until it has started, which only child workflows and Nexus operations tell.
    Start,
    /// Not at all.
    Nothing,
    /// Canceled at once, in the same workflow task; then until it has ended.
    CancelBeforeSent,
    /// Canceled once it has started, or a millisecond later where a start is not told; then until it has ended.
    CancelAfterStarted,
    /// Until it has ended; then canceled all the same.
    CancelAfterFinished,
}

/// How an action must end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// In any way.
    Any,
    /// With this result, null for none.
    Completed(Value),
    /// With a failure; this is part of its message or of a cause's.
    Failed(String),
    /// By cancellation.
    Canceled,
}

impl From<ActionKind> for Action {
    fn from(kind: ActionKind) -> Self {
        Self { kind, awaits: Await::default(), expect: None, save_as: None, summary: None }
    }
}

impl Action {
    /// The same, waited for so far.
    #[must_use]
    pub fn awaiting(self, awaits: Await) -> Self {
        Self { awaits, ..self }
    }

    /// The same, which must end so.
    #[must_use]
    pub fn expecting(self, expect: Expect) -> Self {
        Self { expect: Some(expect), ..self }
    }

    /// The same, with its result kept in the state.
    #[must_use]
    pub fn saved_as(self, key: &str) -> Self {
        Self { save_as: Some(key.to_owned()), ..self }
    }
}

impl ActionKind {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Timer(_) => "timer",
            Self::Activity(_) => "activity",
            Self::LocalActivity(_) => "local_activity",
            Self::ChildWorkflow(_) => "child_workflow",
            Self::SignalExternal(_) => "signal_external",
            Self::CancelExternal(_) => "cancel_external",
            Self::NexusOperation(_) => "nexus_operation",
            Self::Patch(_) => "patch",
            Self::UpsertSearchAttributes(_) => "upsert_search_attributes",
            Self::UpsertMemo(_) => "upsert_memo",
            Self::Marker(_) => "marker",
            Self::UseFlag(_) => "use_flag",
            Self::SetState(_) => "set_state",
            Self::AwaitState(_) => "await_state",
            Self::AwaitSignal(_) => "await_signal",
            Self::AwaitAll(_) => "await_all",
            Self::Sequence(_) => "sequence",
            Self::Concurrent(_) => "concurrent",
            Self::Repeat(_) => "repeat",
            Self::Return(_) => "return",
            Self::ReturnState(_) => "return_state",
            Self::Fail(_) => "fail",
            Self::Cancel(_) => "cancel",
            Self::ContinueAsNew(_) => "continue_as_new",
            Self::FailTask(_) => "fail_task",
        }
    }
}

/// Reads the entries of an action by hand: serde's own way loses where a fault was.
impl<'de> Deserialize<'de> for Action {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Action;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an action")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Action, A::Error> {
        let mut kind = None;
        let (mut awaits, mut expect, mut save_as, mut summary) = (Await::default(), None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "await" => awaits = map.next_value()?,
                "expect" => expect = Some(map.next_value()?),
                "save_as" => save_as = Some(map.next_value()?),
                "summary" => summary = Some(map.next_value()?),
                _ if kind.is_some() => return Err(de::Error::custom(format!("{key} is a second action"))),
                name => kind = Some(map.next_value_seed(Named(name))?),
            }
        }
        let kind = kind.ok_or_else(|| de::Error::custom("this says nothing to do"))?;
        Ok(Action { kind, awaits, expect, save_as, summary })
    }
}

/// Reads the kind with this name.
struct Named<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for Named<'_> {
    type Value = ActionKind;

    fn deserialize<D: Deserializer<'de>>(self, content: D) -> Result<ActionKind, D::Error> {
        ActionKind::deserialize(Variant { name: self.0, content })
    }
}

/// An enum whose name was read before its content.
struct Variant<'a, D> {
    name: &'a str,
    content: D,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Variant<'_, D> {
    type Error = D::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, D: Deserializer<'de>> EnumAccess<'de> for Variant<'_, D> {
    type Error = D::Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), D::Error> {
        let name = IntoDeserializer::<D::Error>::into_deserializer(self.name);
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de, D: Deserializer<'de>> VariantAccess<'de> for Variant<'_, D> {
    type Error = D::Error;

    fn unit_variant(self) -> Result<(), D::Error> {
        Deserialize::deserialize(self.content)
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, D::Error> {
        seed.deserialize(self.content)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.content.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, D::Error> {
        self.content.deserialize_map(visitor)
    }
}
