//! Counts what the heap is asked for, in passes that are not timed; decides nothing about when. Every program of the
//! benchmarks has its allocator.
#![expect(unsafe_code, reason = "a global allocator is an unsafe trait")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed},
};

struct Counting;

#[global_allocator]
static GLOBAL: Counting = Counting;

static ON: AtomicBool = AtomicBool::new(false);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);
static LIVE: AtomicI64 = AtomicI64::new(0);
static PEAK: AtomicI64 = AtomicI64::new(0);

/// What the heap was asked for since the process began, as far as counting was on.
#[derive(Clone, Copy, Debug)]
pub struct Heap {
    /// Allocations and reallocations.
    pub allocations: u64,
    /// Bytes of all of them together; a reallocation counts its whole new size.
    pub bytes: u64,
    /// Bytes allocated and not yet freed. Only differences mean anything.
    pub live: i64,
    /// The highest `live` since `restart_peak`.
    pub peak: i64,
}

/// Switches counting on or off. While off, an allocation costs one relaxed load more than it has to.
pub fn count(on: bool) {
    ON.store(on, Relaxed);
}

/// Forgets earlier peaks.
pub fn restart_peak() {
    PEAK.store(LIVE.load(Relaxed), Relaxed);
}

/// Reads the counters.
pub fn heap() -> Heap {
    Heap {
        allocations: ALLOCATIONS.load(Relaxed),
        bytes: BYTES.load(Relaxed),
        live: LIVE.load(Relaxed),
        peak: PEAK.load(Relaxed),
    }
}

fn signed(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

fn took(size: usize) {
    if ON.load(Relaxed) {
        ALLOCATIONS.fetch_add(1, Relaxed);
        BYTES.fetch_add(size as u64, Relaxed);
        let live = LIVE.fetch_add(signed(size), Relaxed) + signed(size);
        PEAK.fetch_max(live, Relaxed);
    }
}

fn gave_back(size: usize) {
    if ON.load(Relaxed) {
        LIVE.fetch_sub(signed(size), Relaxed);
    }
}

// SAFETY: every call goes to `System` with the arguments it came with.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: the caller keeps `GlobalAlloc`'s contract, which is also `System`'s.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: as in `alloc`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        gave_back(layout.size());
        // SAFETY: as in `alloc`; `pointer` came from `System`.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        gave_back(layout.size());
        took(size);
        // SAFETY: as in `dealloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
