//! Pure machines.
#![no_std]
extern crate alloc;
