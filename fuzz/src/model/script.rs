//! Decides what random workflow code is: blocks of operations, each run when something that it waits for happened.

use super::choice::Choices;
use dacapo_core::command::host::{CancellationType, OperationCancellationType};

/// The code of a workflow. Block 0 runs first; what an operation leads to names the block that runs then.
#[derive(Clone, Debug)]
pub struct Script {
    /// The blocks, at least one.
    pub blocks: Vec<Vec<Op>>,
}

/// One operation.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "an operation is what its name says; `then` is the block that follows its outcome")]
pub enum Op {
    Timer { then: usize },
    CancelTimer { nth: usize },
    Activity { cancellation: CancellationType, then: usize },
    CancelActivity { nth: usize },
    LocalActivity { cancellation: CancellationType, then: usize },
    CancelLocalActivity { nth: usize },
    Child { cancellation: OperationCancellationType, started: usize, then: usize },
    CancelChild { nth: usize },
    SignalChild { nth: usize, then: usize },
    SignalExternal { then: usize },
    CancelSignal { nth: usize },
    CancelExternal { then: usize },
    Nexus { cancellation: OperationCancellationType, started: usize, then: usize },
    CancelNexus { nth: usize },
    Patched { id: usize, yes: usize, no: usize },
    DeprecatePatch { id: usize },
    Upsert { is_reserved: bool },
    Modify,
    Marker,
    CompleteUpdate { nth: usize, succeeds: bool },
    Complete,
    Fail,
    Cancel,
    ContinueAsNew,
}

impl Script {
    /// Chooses code.
    pub fn choose(choices: &mut Choices<'_>) -> Self {
        let count = 1 + choices.below(8);
        let blocks = (0..count).map(|_| (0..choices.below(6)).map(|_| op(choices, count)).collect()).collect();
        Self { blocks }
    }

    /// The block of that number; numbers start again after the last.
    #[must_use]
    pub fn block(&self, number: usize) -> &[Op] {
        self.blocks.get(number % self.blocks.len().max(1)).map_or(&[], Vec::as_slice)
    }
}

fn cancellation(choices: &mut Choices<'_>) -> CancellationType {
    let all = [CancellationType::TryCancel, CancellationType::WaitCancellationCompleted, CancellationType::Abandon];
    choices.pick(&all).unwrap_or_default()
}

fn operation_cancellation(choices: &mut Choices<'_>) -> OperationCancellationType {
    use OperationCancellationType as O;
    let all = [O::TryCancel, O::WaitCancellationCompleted, O::WaitCancellationRequested, O::Abandon];
    choices.pick(&all).unwrap_or_default()
}

fn op(choices: &mut Choices<'_>, blocks: usize) -> Op {
    let kind = choices.below(40);
    let block = |choices: &mut Choices<'_>| choices.below(blocks);
    match kind {
        0..=3 => Op::Timer { then: block(choices) },
        4 | 5 => Op::CancelTimer { nth: choices.below(4) },
        6..=8 => Op::Activity { cancellation: cancellation(choices), then: block(choices) },
        9 | 10 => Op::CancelActivity { nth: choices.below(4) },
        11..=13 => Op::LocalActivity { cancellation: cancellation(choices), then: block(choices) },
        14 | 15 => Op::CancelLocalActivity { nth: choices.below(4) },
        16..=18 => {
            let cancellation = operation_cancellation(choices);
            Op::Child { cancellation, started: block(choices), then: block(choices) }
        }
        19 | 20 => Op::CancelChild { nth: choices.below(4) },
        21 => Op::SignalChild { nth: choices.below(4), then: block(choices) },
        22 => Op::SignalExternal { then: block(choices) },
        23 => Op::CancelSignal { nth: choices.below(4) },
        24 => Op::CancelExternal { then: block(choices) },
        25..=27 => {
            let cancellation = operation_cancellation(choices);
            Op::Nexus { cancellation, started: block(choices), then: block(choices) }
        }
        28 | 29 => Op::CancelNexus { nth: choices.below(4) },
        30 | 31 => Op::Patched { id: choices.below(4), yes: block(choices), no: block(choices) },
        32 => Op::DeprecatePatch { id: choices.below(4) },
        33 => Op::Upsert { is_reserved: choices.one_in(4) },
        34 => Op::Modify,
        35 => Op::Marker,
        36..=38 => Op::CompleteUpdate { nth: choices.below(4), succeeds: !choices.one_in(3) },
        _ => [Op::Complete, Op::Fail, Op::Cancel, Op::ContinueAsNew][choices.below(4)],
    }
}
