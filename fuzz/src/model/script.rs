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
    let kind = choices.below(32);
    let block = |choices: &mut Choices<'_>| choices.below(blocks);
    match kind {
        0..=2 => Op::Timer { then: block(choices) },
        3 => Op::CancelTimer { nth: choices.below(4) },
        4..=6 => Op::Activity { cancellation: cancellation(choices), then: block(choices) },
        7 | 8 => Op::CancelActivity { nth: choices.below(4) },
        9..=11 => Op::LocalActivity { cancellation: cancellation(choices), then: block(choices) },
        12 => Op::CancelLocalActivity { nth: choices.below(4) },
        13 | 14 => {
            let cancellation = operation_cancellation(choices);
            Op::Child { cancellation, started: block(choices), then: block(choices) }
        }
        15 => Op::CancelChild { nth: choices.below(4) },
        16 => Op::SignalChild { nth: choices.below(4), then: block(choices) },
        17 => Op::SignalExternal { then: block(choices) },
        18 => Op::CancelSignal { nth: choices.below(4) },
        19 => Op::CancelExternal { then: block(choices) },
        20 | 21 => {
            let cancellation = operation_cancellation(choices);
            Op::Nexus { cancellation, started: block(choices), then: block(choices) }
        }
        22 => Op::CancelNexus { nth: choices.below(4) },
        23 => Op::Patched { id: choices.below(4), yes: block(choices), no: block(choices) },
        24 => Op::DeprecatePatch { id: choices.below(4) },
        25 => Op::Upsert { is_reserved: choices.one_in(4) },
        26 => Op::Modify,
        27 => Op::Marker,
        28 | 29 => Op::CompleteUpdate { nth: choices.below(4), succeeds: !choices.one_in(3) },
        30 => [Op::Complete, Op::Fail, Op::Cancel, Op::ContinueAsNew][choices.below(4)],
        _ => Op::Timer { then: block(choices) },
    }
}
